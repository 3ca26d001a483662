import { invariant } from '../../base/assert.ts'
import { later } from '../../base/time.ts'
import type { EffectId, EffectReport } from '../../engine/effect.ts'
import { feeMinorOf } from './fee.ts'
import type { Matching, RestingOrder } from './venue-state.ts'

/**
 * Sends a report on its way: it is due one latency after its cause.
 *
 * @example
 * sendReport(matching, effect.effectId, { kind: 'accepted' })
 */
export function sendReport(matching: Pick<Matching, 'venue' | 'at'>, effectId: EffectId, report: EffectReport): void {
  const { venue, at } = matching
  const dueAt = later(at, venue.latencyUs)
  invariant(dueAt >= (venue.reports.at(-1)?.at ?? 0), 'reports fall due in the order of their causes')
  venue.reports.push({ kind: 'effectReported', at: dueAt, effectId, report })
}

/** Lots of an order that were matched at a price. */
export type Fill = Readonly<{ ticks: number; lots: number; liquidity: 'maker' | 'taker' }>

/** What a fill changes of an order. */
export type Fillable = Pick<RestingOrder, 'orderId' | 'lotsLeft'>

/**
 * Fills part of an order and reports it with its fee. Changes `order.lotsLeft`.
 *
 * @throws InvariantError unless the lots are above zero and no more than the order has left.
 *
 * @example
 * fillOrder(matching, order, { ticks: order.ticks, lots: 3, liquidity: 'maker' })
 */
export function fillOrder(matching: Matching, order: Fillable, fill: Fill): void {
  const { venue, market } = matching
  invariant(fill.lots > 0 && fill.lots <= order.lotsLeft, 'a fill is part of what is left of its order')
  order.lotsLeft -= fill.lots
  const feeMinor = feeMinorOf(market.instrument, fill, fill.liquidity === 'maker' ? venue.makerFeeBps : venue.takerFeeBps)
  sendReport(matching, order.orderId, { kind: 'filled', ...fill, lotsLeft: order.lotsLeft, feeMinor: feeMinor.toString() })
}
