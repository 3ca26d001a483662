import type { Desk } from './desks.ts'
import type { DepthDeploymentPolicy } from '../backstop/facility.ts'
import { planQuotes, servesAs, withdrawalShare } from '../backstop/depth-deployment.ts'
import { later } from '../base/time.ts'
import { budgetOf } from './books.ts'
import type { OrderIntent } from './decision.ts'
import { withdrawQuotes, withhold } from './desk.ts'
import { depthsAt, touchOf } from './market-state.ts'
import { cancelOrder, placeOrder, workingOrders } from './orders.ts'
import { recordDecision, type Turn } from './turn.ts'

/** Where the trigger stands, for a facility: holding the floor fully, or giving way; `progress` is 0 to 1 of the release hold. */
export type Standing = Readonly<{ phase: 'active' } | { phase: 'recovering'; progress: number }>

/**
 * Keeps quotes in the market that lift depth to the policy's floor; fewer while the trigger recovers. Quotes that still
 * serve stay where they are and keep their place in the queue.
 *
 * @example
 * deployDepth(turn, desk, policy.depthDeployment, { phase: 'active' })
 */
export function deployDepth(turn: Turn, desk: Desk, policy: DepthDeploymentPolicy, standing: Standing): void {
  const touch = touchOf(desk.market)
  if (touch === undefined) return withdrawQuotes(turn, desk, 'bookUnknown')
  if (turn.at < desk.facility.nextActionAt) return
  desk.facility.nextActionAt = later(turn.at, policy.requoteEvery)
  const midTicks = (touch.bidTicks + touch.askTicks) / 2
  const share = standing.phase === 'active' ? 1 : withdrawalShare(standing.progress, policy.withdrawSteps)
  const distances = policy.floors.map((floor) => floor.withinBps)
  const depth = depthsAt(desk.market, distances)
  const wanted = planQuotes(policy, { instrument: desk.market.instrument, midTicks, depth, share })
  const tolerance = { midTicks, requoteBps: policy.requoteBps }

  const working = workingOrders(turn, desk).filter((order) => !order.cancelling)
  const leaving = [...working]
  const missing = wanted.filter((want) => {
    const place = leaving.findIndex((order) => servesAs(asWanted(order), want, tolerance))
    if (place >= 0) leaving.splice(place, 1)
    return place < 0
  })
  for (const order of leaving) cancelOrder(turn, order)
  if (leaving.length > 0) {
    const why = wanted.length === 0 ? 'marketReturned' : 'requote'
    recordDecision(turn, {
      market: desk.market.instrument.id,
      body: { kind: 'quotesWithdrawn', facility: 'depthDeployment', why, orders: leaving.map((order) => order.orderId) },
    })
  }
  placeMissing(turn, desk, { trigger: policy.trigger, midTicks, missing })
}

type Missing = Readonly<{
  trigger: string
  midTicks: number
  missing: readonly Readonly<{ side: 'buy' | 'sell'; ticks: number; lots: number }>[]
}>

function placeMissing(turn: Turn, desk: Desk, plan: Missing): void {
  if (plan.missing.length === 0) return
  const budgetBefore = budgetOf(turn.state, desk)
  const orders: OrderIntent[] = []
  const transfers: string[] = []
  for (const want of plan.missing) {
    const placed = placeOrder(turn, desk, want, 'postOnly')
    if (placed === undefined) continue
    orders.push(placed.intent)
    transfers.push(...placed.transfers)
  }
  if (orders.length === 0) return withhold(turn, desk, budgetBefore.available.minor === 0n ? 'budgetSpent' : 'inventoryLimit')
  desk.facility.withheld = ''
  recordDecision(turn, {
    market: desk.market.instrument.id,
    trigger: plan.trigger,
    budgetBefore,
    budgetAfter: budgetOf(turn.state, desk),
    transfers,
    body: { kind: 'quotesPlaced', facility: 'depthDeployment', midTicks: plan.midTicks, orders },
  })
}

function asWanted(order: Readonly<{ side: 'buy' | 'sell'; ticks: number; lotsLeft: number }>): {
  side: 'buy' | 'sell'
  ticks: number
  lots: number
} {
  return { side: order.side, ticks: order.ticks, lots: order.lotsLeft }
}
