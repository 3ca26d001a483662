import type { Desk } from './desks.ts'
import { fillPostings, releasePostings, reservationPostings, type Held } from '../accounting/postings.ts'
import { amount } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'
import type { WantedOrder } from '../backstop/facility.ts'
import { cutToHeadroom } from '../backstop/headroom.ts'
import { applyExecution } from '../backstop/position.ts'
import { availableOf, remainingOf } from '../ledger/balance.ts'
import { notionalUp } from '../market/notional.ts'
import { accountsOf, budgetOf, headroomOf, noteUse } from './books.ts'
import type { OrderIntent } from './decision.ts'
import type { EffectId, EffectReport } from './effect.ts'
import { markInventory } from './mark.ts'
import type { OpenOrder } from './state.ts'
import { bookPostings, nextEffectId, recordDecision, type Turn } from './turn.ts'

/**
 * Minor units set aside beyond an order's notional, because each partial fill may round up by one. A short's collateral is
 * its entry notional, which may lie above the limit price, so it gets a share more.
 */
const roundingAllowanceMinor = 1_000n
const shortAllowanceShare = 50n

/** An order that went out, and the transfers that set its money aside. */
export type PlacedOrder = Readonly<{ intent: OrderIntent; transfers: readonly string[] }>

/**
 * Places one order as far as limits and money allow: reserves first, then asks the venue.
 *
 * @returns Undefined when nothing of it is allowed.
 *
 * @example
 * const placed = placeOrder(turn, desk, { side: 'buy', ticks: 617_400, lots: 500 }, 'postOnly')
 */
export function placeOrder(
  turn: Turn,
  desk: Desk,
  wanted: WantedOrder,
  timeInForce: 'postOnly' | 'immediateOrCancel',
): PlacedOrder | undefined {
  const { instrument } = desk.market
  const cut = cutToHeadroom(instrument, headroomOf(turn.state, desk), wanted)
  if (cut.lots === 0) return undefined
  const orderId = nextEffectId(turn)
  const funded = notionalUp(instrument, { ticks: wanted.ticks, lots: cut.fundedLots }).minor
  const whole = notionalUp(instrument, { ticks: wanted.ticks, lots: cut.lots }).minor
  const shortAllowance = wanted.side === 'sell' ? funded / shortAllowanceShare : 0n
  const capitalMinor = funded === 0n ? 0n : funded + shortAllowance + roundingAllowanceMinor
  const feeMinor = feeAllowance(turn, whole)
  if (capitalMinor + feeMinor > availableOf(turn.state.ledger, accountsOf(desk).reserve)) return undefined
  const transfers = bookPostings(turn, reservationPostings(accountsOf(desk), { capitalMinor, feeMinor }))
  const [first, second] = transfers
  const capitalId = capitalMinor === 0n ? '' : (first ?? '')
  const feeId = feeMinor === 0n ? '' : ((capitalMinor === 0n ? first : second) ?? '')
  const { side, ticks } = wanted
  turn.effects.push({ kind: 'placeOrder', effectId: orderId, market: instrument.id, side, ticks, lots: cut.lots, timeInForce })
  const order = { orderId, market: instrument.id, facility: desk.facility.facility, side, ticks, lots: cut.lots }
  turn.state.orders.set(orderId, { ...order, lotsLeft: cut.lots, capitalId, feeId, cancelling: false, filled: [], isOver: false })
  noteUse(turn.state, instrument.quote)
  return { intent: { effectId: orderId, side, ticks, lots: cut.lots }, transfers }
}

/**
 * Asks the venue to cancel an order, once.
 *
 * @example
 * cancelOrder(turn, order)
 */
export function cancelOrder(turn: Turn, order: OpenOrder): void {
  if (order.cancelling) return
  order.cancelling = true
  turn.effects.push({ kind: 'cancelOrder', effectId: nextEffectId(turn), market: order.market, orderId: order.orderId })
}

/**
 * A facility's working orders in a market, oldest first. One that is over and only awaits fills that are told late does not work.
 *
 * @example
 * for (const order of workingOrders(turn, desk)) cancelOrder(turn, order)
 */
export function workingOrders(turn: Turn, desk: Desk): readonly OpenOrder[] {
  const working: OpenOrder[] = []
  for (const order of turn.state.orders.values()) {
    if (order.isOver) continue
    if (order.market === desk.market.instrument.id && order.facility === desk.facility.facility) working.push(order)
  }
  return working
}

/**
 * Takes in what the venue says of an order: books each fill once, in whatever order and however often fills are told, and releases what is
 * no longer needed. An order whose end is told before its last fills is over, and books them when they come.
 *
 * @example
 * applyReport(turn, desk, effectId, report)
 */
export function applyReport(turn: Turn, desk: Desk, orderId: EffectId, report: EffectReport): void {
  const order = turn.state.orders.get(orderId)
  if (order === undefined) return
  switch (report.kind) {
    case 'accepted':
      return
    case 'filled':
      if (isNew(order, report)) applyFill(turn, desk, order, report)
      return
    case 'cancelled':
      return endOrder(turn, desk, order, { why: 'cancelled', awaitsFills: report.lotsLeft < order.lotsLeft })
    case 'rejected':
      return endOrder(turn, desk, order, { why: 'rejected', detail: report.reason, awaitsFills: false })
  }
}

type Fill = Extract<EffectReport, { kind: 'filled' }>

/** Whether a fill is of lots of its order that no fill booked so far was of. */
function isNew({ lots: whole, filled }: OpenOrder, { lots, lotsLeft }: Fill): boolean {
  const before = lotsLeft + lots
  if (!(lots > 0 && lotsLeft >= 0 && before <= whole)) return false
  return filled.every(([from, to]) => before <= to || lotsLeft >= from)
}

function applyFill(turn: Turn, desk: Desk, order: OpenOrder, fill: Fill): void {
  const { ledger } = turn.state
  const accounts = accountsOf(desk)
  const before = budgetOf(turn.state, desk)
  const { side } = order
  const { ticks, lots } = fill
  const change = applyExecution(desk.market.instrument, desk.facility.position, { side, ticks, lots })
  const feeMinor = BigInt(fill.feeMinor)
  const reserveAvailable = availableOf(ledger, accounts.reserve)
  const filled = { change, feeMinor, capital: held(turn, order.capitalId), fee: held(turn, order.feeId), reserveAvailable }
  const booked = bookPostings(turn, fillPostings(accounts, filled))
  desk.facility.position = change.position
  order.lotsLeft -= lots
  order.filled.push([fill.lotsLeft + lots, fill.lotsLeft])
  const released = order.lotsLeft === 0 ? forget(turn, order) : []
  noteUse(turn.state, desk.market.instrument.quote)
  const asset = desk.market.instrument.quote
  recordDecision(turn, {
    market: order.market,
    budgetBefore: before,
    budgetAfter: budgetOf(turn.state, desk),
    transfers: [...booked, ...released],
    body: {
      kind: 'orderFilled',
      facility: order.facility,
      orderId: order.orderId,
      side,
      ticks,
      lots,
      realised: amount(asset, change.realisedMinor),
      fee: amount(asset, feeMinor),
    },
  })
  if (change.position.lots === 0) markInventory(turn, desk)
}

type OrderEnd = Readonly<{ why: 'cancelled' | 'rejected'; detail?: string; awaitsFills: boolean }>

function endOrder(turn: Turn, desk: Desk, order: OpenOrder, { awaitsFills, ...end }: OrderEnd): void {
  if (order.isOver) return
  const before = budgetOf(turn.state, desk)
  order.isOver = true
  // Fills that are told late are paid from the reserve as any cost beyond what was set aside.
  const transfers = awaitsFills ? release(turn, order) : forget(turn, order)
  recordDecision(turn, {
    market: order.market,
    budgetBefore: before,
    budgetAfter: budgetOf(turn.state, desk),
    transfers,
    body: { kind: 'orderEnded', facility: order.facility, orderId: order.orderId, lotsLeft: order.lotsLeft, ...end },
  })
}

function forget(turn: Turn, order: OpenOrder): readonly string[] {
  turn.state.orders.delete(order.orderId)
  return release(turn, order)
}

function release(turn: Turn, order: OpenOrder): readonly string[] {
  return bookPostings(turn, releasePostings([held(turn, order.capitalId), held(turn, order.feeId)]))
}

function held(turn: Turn, id: string): Held {
  return { id, remaining: id === '' ? 0n : remainingOf(turn.state.ledger, id) }
}

function feeAllowance(turn: Turn, notionalMinor: bigint): bigint {
  const { terms } = turn.state
  invariant(terms !== undefined, 'orders are placed once a run has started')
  // Hundredths of a basis point keep the allowance a whole number.
  const hundredths = BigInt(Math.ceil(terms.policy.feeAllowanceBps * 100))
  return hundredths === 0n ? 0n : (notionalMinor * hundredths) / 1_000_000n + roundingAllowanceMinor
}
