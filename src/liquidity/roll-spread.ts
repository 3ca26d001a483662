import { requireSeries } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { covarianceOf } from '../num/moments.ts'

/** Why Roll's model says nothing of a sample: prices trended rather than bounced. */
export type NoRollSpread = Readonly<{ reason: 'autocovarianceNotNegative'; autocovariance: number }>

/**
 * Roll's spread: `2 * sqrt(-cov)` of successive price changes, the spread that would make prices bounce as much as they did.
 *
 * @param prices - Shape `[n]`, at least four. Only their changes count, so they may be negative, as those of oil were in April 2020.
 * @returns In the unit of the prices. Refused when the covariance is zero or above, as in about half of all samples with small
 *   spreads: the root of its absolute value would be noise.
 * @throws ArgumentError for fewer than four prices, or one that is not finite.
 * @see Roll, "A simple implicit measure of the effective bid-ask spread", J. Finance 39 (1984).
 *
 * @example
 * rollSpread([100, 101, 100, 101, 100]) // accept(2.3094010767585034)
 */
export function rollSpread(prices: ArrayLike<number>): Result<number, NoRollSpread> {
  const autocovariance = changeAutocovariance(prices)
  if (autocovariance >= 0) return refuse({ reason: 'autocovarianceNotNegative', autocovariance })
  return accept(2 * Math.sqrt(-autocovariance))
}

/**
 * The covariance of each price change with the one before it: divisor one less than the number of pairs, each leg around its own mean.
 *
 * @throws ArgumentError as `rollSpread`.
 *
 * @example
 * changeAutocovariance([100, 101, 100, 101, 100]) // -1.3333333333333335
 */
export function changeAutocovariance(prices: ArrayLike<number>): number {
  requireSeries('prices', prices, 4)
  const changes = Float64Array.from({ length: prices.length - 1 }, (_, t) => (prices[t + 1] as number) - (prices[t] as number))
  return covarianceOf(changes.subarray(1), changes.subarray(0, -1))
}
