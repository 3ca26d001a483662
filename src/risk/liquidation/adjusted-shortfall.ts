import { requireFinite, requireNotNegative, requirePositive } from '../../base/argument.ts'

/** The latest figures of a market, as a live measure has them. */
export type ShortfallNow = Readonly<{
  /** Expected shortfall of one return, a fraction. */
  expectedShortfall: number
  /** Returns in the horizon; may be broken. */
  returnsInHorizon: number
  /** What it costs to trade the position now against the mid, half the spread included, a fraction. */
  costToTrade: number
}>

/**
 * Expected shortfall with the cost of leaving, live: shortfall grows with the root of the horizon, and the book is walked as it stands.
 *
 * The cost counts from the mid, so half the spread is in it. The whole position is taken to go at once: the figure errs on the safe
 * side for sizes that a schedule would spread, and needs no search at each update.
 *
 * @returns A fraction of the position's value, never below the cost.
 * @throws ArgumentError for figures out of range.
 *
 * @example
 * adjustedShortfall({ expectedShortfall: 0.002, returnsInHorizon: 100, costToTrade: 0.0005 }) // 0.0205
 */
export function adjustedShortfall(now: ShortfallNow): number {
  requireFinite('expectedShortfall', now.expectedShortfall)
  requirePositive('returnsInHorizon', now.returnsInHorizon)
  requireNotNegative('costToTrade', now.costToTrade)
  // A sample of gains alone has a negative shortfall, which the next return need not honour.
  return Math.max(0, now.expectedShortfall) * Math.sqrt(now.returnsInHorizon) + now.costToTrade
}
