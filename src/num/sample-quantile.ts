import { requireProbability, requireSeries } from '../base/argument.ts'
import { assertNever } from '../base/assert.ts'

/**
 * How a quantile is read from a sample: R's types 1 (a sample point), 6 (Weibull), 7 (linear, R's own choice) and
 * 8 (nearly median-unbiased).
 */
export type QuantileKind = 'samplePoint' | 'weibull' | 'linear' | 'medianUnbiased'

/**
 * The `probability` quantile of a sample by one of the usual definitions.
 *
 * @param ascending - Sorted, smallest first.
 * @param probability - Strictly between 0 and 1.
 * @returns Within the sample, in its unit.
 * @throws ArgumentError for no numbers, one that is not finite, or a probability outside its range.
 * @see Hyndman & Fan, "Sample quantiles in statistical packages", American Statistician 50 (1996).
 *
 * @example
 * sampleQuantile([1, 2, 3, 4], 0.5, 'linear') // 2.5
 */
export function sampleQuantile(ascending: ArrayLike<number>, probability: number, kind: QuantileKind): number {
  requireSeries('ascending', ascending)
  requireProbability('probability', probability)
  const count = ascending.length
  // The same allowance for rounding as R's: a position that close to a whole number is that number.
  const fuzz = 4 * Number.EPSILON
  const position = positionOf(count, probability, kind)
  const below = Math.floor(position + fuzz)
  const between = position - below
  const share = Math.abs(between) < fuzz ? 0 : between
  const lower = ascending[clamped(below, count) - 1] as number
  const upper = ascending[clamped(below + 1, count) - 1] as number
  if (kind === 'samplePoint') return share > Math.max(0, count * 4e-16 - fuzz) ? upper : lower
  return share === 0 ? lower : lower + share * (upper - lower)
}

/** Where the quantile lies among the ranks, which begin at 1. */
function positionOf(count: number, probability: number, kind: QuantileKind): number {
  switch (kind) {
    case 'samplePoint':
      return count * probability
    case 'weibull':
      return (count + 1) * probability
    case 'linear':
      return 1 + (count - 1) * probability
    case 'medianUnbiased':
      return 1 / 3 + (count + 1 / 3) * probability
    default:
      return assertNever(kind)
  }
}

function clamped(rank: number, count: number): number {
  return Math.min(count, Math.max(1, rank))
}
