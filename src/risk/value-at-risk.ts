import { invariant } from '../base/assert.ts'
import type { Ratio } from '../base/ratio.ts'
import { quantileRank } from '../num/quantile.ts'

/**
 * Value at risk by historical simulation: the loss that a share `confidence` of the sample does not exceed.
 *
 * It is one of the losses given, never a mixture of two: the order statistic of rank `ceil(n * confidence)`. With
 * `n * (1 - confidence)` below 1 it is the largest loss, which says little of the confidence asked for.
 *
 * @param losses - Losses over the horizon, as fractions; positive is a loss. Any order.
 * @param confidence - Strictly between 0 and 1; 0.99 for the usual VaR.
 * @returns Same unit and sign as `losses`; negative when even that quantile is a gain.
 * @throws InvariantError if `losses` is empty or holds a number that is not finite.
 *
 * @example
 * historicalValueAtRisk([0.01, 0.1, 0.02, 0.03], ratio(0.75)) // 0.03
 */
export function historicalValueAtRisk(losses: readonly number[], confidence: Ratio): number {
  const ascending = sortLosses(losses)
  return ascending[quantileRank(losses.length, confidence) - 1] ?? 0
}

/**
 * Sorts losses, smallest first, after checking that they can be sorted.
 *
 * @throws InvariantError if `losses` is empty or holds a number that is not finite.
 *
 * @example
 * sortLosses([0.2, 0.1]) // [0.1, 0.2]
 */
export function sortLosses(losses: readonly number[]): Float64Array {
  invariant(losses.length > 0, 'a tail needs at least one loss')
  invariant(losses.every(Number.isFinite), 'every loss is finite')
  // Adding 0 turns minus zero into zero, so that equal losses are equal to the bit.
  return Float64Array.from(losses, (loss) => loss + 0).sort()
}
