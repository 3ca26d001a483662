import { invariant } from '../base/assert.ts'

/**
 * The rank, from 1 for the smallest, of the order statistic that is the `probability` quantile of `count` numbers:
 * the least value at which the empirical distribution reaches the probability (R's type 1).
 *
 * It is `ceil(count * probability)`. That product may lie a rounding above the whole number it stands for, which would move
 * the answer one place up, so `4e-16 * count` is taken off first; the product's error is at most half of it.
 *
 * @param probability - Strictly between 0 and 1.
 * @returns From 1 to `count`.
 * @throws InvariantError if `count` is below 1 or the probability is outside its range.
 * @see Hyndman & Fan, "Sample quantiles in statistical packages", American Statistician 50 (1996).
 *
 * @example
 * quantileRank(1_000, 0.99) // 990
 */
export function quantileRank(count: number, probability: number): number {
  invariant(count >= 1, 'a quantile needs at least one number')
  invariant(0 < probability && probability < 1, 'a probability lies strictly between 0 and 1')
  return Math.min(count, Math.max(1, Math.ceil(count * probability - 4e-16 * count)))
}
