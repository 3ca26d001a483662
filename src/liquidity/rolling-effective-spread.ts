import { requireWhole } from '../base/argument.ts'
import type { DurationUs, TimeUs } from '../base/time.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { TradeSign } from './effective-spread.ts'
import { addToWindow, createWindowSum, windowTotal, type WindowSum } from './window.ts'

/** The effective spread of the trades in a trailing window of time. Plain data, changed in place. */
export type RollingEffectiveSpread = {
  /** Venue's time and mid of the last changes of the mid, a ring: a trade is often heard of after the quotes that followed it. */
  readonly quotedAt: Float64Array
  readonly mids: Float64Array
  next: number
  /** Sums over the window: size x spread, size, and trades, which are whole, so that an empty window is known to be. */
  readonly cost: WindowSum
  readonly size: WindowSum
  readonly trades: WindowSum
}

/** Changes of the mid remembered: more than happen while a trade is on its way. */
const quotesKept = 16

/**
 * Makes an empty window.
 *
 * @param options - `window` a whole number of microseconds in each of `buckets`; more buckets make its edge sharper.
 * @throws ArgumentError without buckets, InvariantError when the window does not divide into them.
 *
 * @example
 * const spread = createRollingEffectiveSpread({ window: seconds(60), buckets: 50 })
 */
export function createRollingEffectiveSpread(options: Readonly<{ window: DurationUs; buckets: number }>): RollingEffectiveSpread {
  requireWhole('buckets', options.buckets, { least: 1 })
  return {
    quotedAt: new Float64Array(quotesKept),
    mids: new Float64Array(quotesKept),
    next: 0,
    cost: createWindowSum(options),
    size: createWindowSum(options),
    trades: createWindowSum(options),
  }
}

/**
 * Notes the mid at a venue's time, after each change of the book.
 *
 * @param mid - In the unit of the trades' prices, above zero.
 *
 * @example
 * noteMid(spread, timeUs(1e6), 618_000.5)
 */
export function noteMid(spread: RollingEffectiveSpread, venueAt: TimeUs, mid: number): void {
  const { next, mids, quotedAt } = spread
  const last = (next + quotesKept - 1) % quotesKept
  if (mids[last] === mid) return
  // Of several at one time the last one counts.
  const place = mids[last] !== 0 && quotedAt[last] === venueAt ? last : next
  quotedAt[place] = venueAt
  mids[place] = mid
  spread.next = (place + 1) % quotesKept
}

/**
 * Forgets the quotes: what a book that broke said is no measure for trades. The window's trades stay.
 *
 * @example
 * forgetMids(spread)
 * // This trade finds no quote to be measured against.
 * noteTrade(spread, { at: timeUs(3e6), venueAt: timeUs(2e6), sign: 1, price: 618_001, size: 4 })
 * rollingEffectiveSpreadBps(spread, timeUs(3e6)) // refuse({ reason: 'noTrades' })
 */
export function forgetMids(spread: RollingEffectiveSpread): void {
  // Every read starts at the last quote written, and stops at a mid of 0.
  spread.mids.fill(0)
}

/**
 * Takes in a trade, measured against the last quote whose venue time is strictly before its own; left out when there is none.
 * Weighing by size makes prints of one order count as that order.
 *
 * @param trade - `at` is our time, which never falls; price above zero, size above zero.
 *
 * @example
 * noteMid(spread, timeUs(4e6), 618_000.5)
 * noteTrade(spread, { at: timeUs(6e6), venueAt: timeUs(5e6), sign: 1, price: 618_001, size: 4 })
 * rollingEffectiveSpreadBps(spread, timeUs(6e6)) // accept(0.01618)
 */
export function noteTrade(
  spread: RollingEffectiveSpread,
  trade: Readonly<{ at: TimeUs; venueAt: TimeUs; sign: TradeSign; price: number; size: number }>,
): void {
  const { at, venueAt, sign, price, size } = trade
  const mid = midBefore(spread, venueAt)
  if (mid === 0) return
  addToWindow(spread.cost, at, (size * (2e4 * sign * (price - mid))) / mid)
  addToWindow(spread.size, at, size)
  addToWindow(spread.trades, at, 1)
}

/**
 * The size-weighted effective spread of the window's trades: what `tradeSpreads` and `weightedMean` make of the same ones.
 *
 * @returns Basis points. Refused when the window holds no trade that could be measured.
 * @see Huang & Stoll, J. Financial Economics 41 (1996).
 *
 * @example
 * noteTrade(spread, { at: timeUs(7e6), venueAt: timeUs(6e6), sign: -1, price: 617_999.5, size: 4 })
 * rollingEffectiveSpreadBps(spread, timeUs(7e6)) // accept(0.02427)
 */
export function rollingEffectiveSpreadBps(spread: RollingEffectiveSpread, at: TimeUs): Result<number, Readonly<{ reason: 'noTrades' }>> {
  if (windowTotal(spread.trades, at) === 0) return refuse({ reason: 'noTrades' })
  return accept(windowTotal(spread.cost, at) / windowTotal(spread.size, at))
}

/** The mid of the last quote strictly before a time, 0 when none is remembered. */
function midBefore({ quotedAt, mids, next }: RollingEffectiveSpread, time: TimeUs): number {
  for (let back = 1; back <= quotesKept; back++) {
    const place = (next + quotesKept - back) % quotesKept
    if ((mids[place] as number) === 0) return 0
    if ((quotedAt[place] as number) < time) return mids[place] as number
  }
  return 0
}
