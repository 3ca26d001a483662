import standardNormalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { requireProbability } from '../base/argument.ts'
import { exponential, naturalLogarithm } from './elementary.ts'
import { complementaryError, scaledComplementaryError } from './special.ts'

/** The square root of two pi. */
export const rootOfTwoPi = 2.5066282746310007
const rootOfHalf = Math.SQRT1_2

/**
 * The density of the standard normal distribution.
 *
 * @example
 * normalDensity(0) // 0.3989422804014327
 */
export function normalDensity(z: number): number {
  return exponential(-0.5 * z * z) / rootOfTwoPi
}

/**
 * The probability that a standard normal variable is at most `z`, with full relative accuracy in the lower tail down to z = -37.
 *
 * @example
 * normalCumulative(-37) // 5.725571222524577e-300
 */
export function normalCumulative(z: number): number {
  return 0.5 * complementaryError(-z * rootOfHalf)
}

/**
 * The probability that a standard normal variable is above `z`, with full relative accuracy in the upper tail.
 *
 * @example
 * normalSurvival(2.3263478740408408) // 0.01
 */
export function normalSurvival(z: number): number {
  return 0.5 * complementaryError(z * rootOfHalf)
}

/**
 * The logarithm of `normalCumulative(z)`, finite for every finite `z`.
 *
 * @example
 * logarithmOfNormalCumulative(-100) // -5005.524208694205
 */
export function logarithmOfNormalCumulative(z: number): number {
  if (z > -5) return naturalLogarithm(normalCumulative(z))
  return naturalLogarithm(0.5 * scaledComplementaryError(-z * rootOfHalf)) - 0.5 * z * z
}

/**
 * The number that a standard normal variable does not exceed with the given probability, accurate from 1e-300 on.
 *
 * The library's rational approximation loses digits below 1e-3 and gives up below 1e-17, so Newton steps on the logarithm of the
 * lower tail follow, which converge from any start on the lower side because that logarithm is concave.
 *
 * @param probability - Strictly between 0 and 1. For an upper tail use `-normalQuantile(tail)`, which keeps the tail's digits.
 * @throws ArgumentError for a probability outside its range.
 *
 * @example
 * normalQuantile(0.01) // -2.3263478740408408
 */
export function normalQuantile(probability: number): number {
  requireProbability('probability', probability)
  if (probability > 0.5) return -lowerQuantile(1 - probability)
  return lowerQuantile(probability)
}

function lowerQuantile(probability: number): number {
  if (probability === 0.5) return 0
  const target = naturalLogarithm(probability)
  let z = probability > 1e-10 ? standardNormalQuantile(probability, 0, 1) : -Math.sqrt(-2 * target)
  for (let step = 0; step < 50; step++) {
    const reached = logarithmOfNormalCumulative(z)
    // The density over the distribution function, without dividing two vanished numbers.
    const slope = exponential(-0.5 * z * z - reached) / rootOfTwoPi
    const moved = z - (reached - target) / slope
    if (Math.abs(moved - z) <= 1e-15 * Math.abs(z)) return moved
    z = moved
  }
  return z
}
