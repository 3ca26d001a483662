import type { Desk } from './desks.ts'
import { type TimeUs, later } from '../base/time.ts'
import { averageCostTicks } from '../backstop/position.ts'
import { type DisposalPolicy } from '../backstop/facility.ts'
import { planDisposal } from '../backstop/asset-purchase.ts'
import { budgetOf } from './books.ts'
import type { WithdrawalReason, WithholdingReason } from './decision.ts'
import { touchOf } from './market-state.ts'
import { cancelOrder, placeOrder, workingOrders } from './orders.ts'
import { recordDecision, type Turn } from './turn.ts'

/**
 * Takes back every working order of a desk and says why, once.
 *
 * @example
 * withdrawQuotes(turn, desk, 'released')
 */
export function withdrawQuotes(turn: Turn, desk: Desk, why: WithdrawalReason): void {
  const working = workingOrders(turn, desk).filter((order) => !order.cancelling)
  if (working.length === 0) return
  for (const order of working) cancelOrder(turn, order)
  recordDecision(turn, {
    market: desk.market.instrument.id,
    body: { kind: 'quotesWithdrawn', facility: desk.facility.facility, why, orders: working.map((order) => order.orderId) },
  })
}

/**
 * Says why a facility that should act does not; the same reason is said once until it acts again.
 *
 * @example
 * withhold(turn, desk, 'budgetSpent')
 */
export function withhold(turn: Turn, desk: Desk, why: WithholdingReason): void {
  if (desk.facility.withheld === why) return
  desk.facility.withheld = why
  recordDecision(turn, {
    market: desk.market.instrument.id,
    budgetBefore: budgetOf(turn.state, desk),
    body: { kind: 'facilityWithheld', facility: desk.facility.facility, why },
  })
}

/**
 * Sends the next slice that gives a desk's inventory back, at the policy's pace and bounds.
 *
 * @example
 * disposeInventory(turn, desk, policy.disposal, releasedAt)
 */
export function disposeInventory(turn: Turn, desk: Desk, policy: DisposalPolicy, releasedAt: TimeUs): void {
  const { market, facility } = desk
  const touch = touchOf(market)
  if (facility.position.lots === 0 || touch === undefined || turn.at < facility.nextActionAt) return
  facility.nextActionAt = later(turn.at, policy.sliceEvery)
  const averageTicks = averageCostTicks(market.instrument, facility.position)
  const tradedLots = market.tradedLots - facility.tradedLotsAtSlice
  facility.tradedLotsAtSlice = market.tradedLots
  if (workingOrders(turn, desk).length > 0) return
  const planned = planDisposal(policy, {
    ...touch,
    tradedLots,
    positionLots: facility.position.lots,
    averageCostTicks: averageTicks,
    sinceReleaseUs: turn.at - releasedAt,
  })
  if (planned === undefined) return
  const budgetBefore = budgetOf(turn.state, desk)
  const placed = placeOrder(turn, desk, planned.order, 'immediateOrCancel')
  if (placed === undefined) return
  recordDecision(turn, {
    market: market.instrument.id,
    budgetBefore,
    budgetAfter: budgetOf(turn.state, desk),
    transfers: placed.transfers,
    body: {
      kind: 'disposalOrdered',
      facility: facility.facility,
      averageCostTicks: averageTicks,
      boundTicks: planned.boundTicks,
      order: placed.intent,
    },
  })
}
