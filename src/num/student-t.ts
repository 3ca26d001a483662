import studentTQuantileOf from '@stdlib/stats-base-dists-t-quantile'
import { requirePositive, requireProbability } from '../base/argument.ts'
import { exponential, logarithmOfOnePlus, naturalLogarithm } from './elementary.ts'
import { logarithmOfGamma, lowerBeta, upperBeta } from './special.ts'

/**
 * The logarithm of the density of Student's t distribution with `degreesOfFreedom`, scale 1 (not unit variance).
 *
 * @example
 * logarithmOfStudentTDensity(0, 4) // -0.9808292530117262
 */
export function logarithmOfStudentTDensity(t: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2
  const constant = logarithmOfGamma(half + 0.5) - logarithmOfGamma(half) - 0.5 * naturalLogarithm(degreesOfFreedom * Math.PI)
  return constant - (half + 0.5) * logarithmOfOnePlus((t * t) / degreesOfFreedom)
}

/**
 * The density of Student's t distribution, scale 1.
 *
 * @example
 * studentTDensity(0, 4) // 0.375
 */
export function studentTDensity(t: number, degreesOfFreedom: number): number {
  return exponential(logarithmOfStudentTDensity(t, degreesOfFreedom))
}

/**
 * The probability that a t variable is at most `t`, with full relative accuracy in the lower tail.
 *
 * @example
 * studentTCumulative(0, 4) // 0.5
 */
export function studentTCumulative(t: number, degreesOfFreedom: number): number {
  return t <= 0 ? tail(t, degreesOfFreedom) : 1 - tail(t, degreesOfFreedom)
}

/**
 * The probability that a t variable is above `t`, with full relative accuracy in the upper tail.
 *
 * @example
 * studentTSurvival(3.7469473879791964, 4) // 0.01
 */
export function studentTSurvival(t: number, degreesOfFreedom: number): number {
  return t >= 0 ? tail(t, degreesOfFreedom) : 1 - tail(t, degreesOfFreedom)
}

/**
 * The number that a t variable does not exceed with the given probability.
 *
 * @param probability - Strictly between 0 and 1. For an upper tail use the negative of the quantile of the tail's probability.
 * @throws ArgumentError for a probability or degrees of freedom outside their range.
 *
 * @example
 * studentTQuantile(0.01, 4) // -3.7469473879791964
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  requireProbability('probability', probability)
  requirePositive('degreesOfFreedom', degreesOfFreedom)
  const lower = Math.min(probability, 1 - probability)
  if (lower === 0.5) return 0
  const t = polished(studentTQuantileOf(lower, degreesOfFreedom), lower, degreesOfFreedom)
  return probability < 0.5 ? t : -t
}

/** Newton on the logarithm of the lower tail; the library's start is good to a few digits less. */
function polished(start: number, probability: number, degreesOfFreedom: number): number {
  let t = start
  for (let step = 0; step < 3; step++) {
    const reached = tail(t, degreesOfFreedom)
    const moved = t - ((naturalLogarithm(reached) - naturalLogarithm(probability)) * reached) / studentTDensity(t, degreesOfFreedom)
    if (!Number.isFinite(moved) || Math.abs(moved - t) <= 2e-16 * Math.abs(t)) return t
    t = moved
  }
  return t
}

/** The probability beyond `|t|` on one side. */
function tail(t: number, degreesOfFreedom: number): number {
  const whole = degreesOfFreedom + t * t
  // Near the centre the share of t is what has digits, in the tails its complement.
  if (t * t < degreesOfFreedom) return 0.5 * upperBeta((t * t) / whole, { a: 0.5, b: degreesOfFreedom / 2 })
  return 0.5 * lowerBeta(degreesOfFreedom / whole, { a: degreesOfFreedom / 2, b: 0.5 })
}
