import { requireFinite, requireNotNegative, requirePositive, ArgumentError } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { absorbingCosts } from '../../num/absorbing-chain.ts'
import { exponentialLessOne, naturalLogarithm } from '../../num/elementary.ts'
import { gaussLegendre } from '../../num/gauss-legendre.ts'
import { bracketedRoot } from '../../num/root.ts'
import { incrementOf, type IncrementDistribution } from './increment.ts'
import type { CusumOptions } from './cusum.ts'

/** A mean and a spread of the observations other than the standard normal of calm. */
export type RunLengthOptions = Readonly<{
  /** Mean of the observations in standard deviations; 0, the default, is calm. */
  mean?: number
  /** Default: normal. */
  distribution?: IncrementDistribution
}>

/** Threshold beyond the barrier that makes a walk in steps cross like a Brownian path: twice 0.583. */
const overshoot = 1.166

const longestThreshold = 200

/** Beyond it a threshold is not searched for: a CUSUM that needs it is the wrong detector. */
const longestDerived = 64

/**
 * The average run length of a one-sided CUSUM from a sum of 0: observations to the alarm, for independent observations of unit
 * variance. With a mean of 0 it is the interval between false alarms, with the mean of a shift the delay until it is found.
 *
 * Solves Page's integral equation by quadrature (Nystrom) with the sum's atom at 0 as a state of its own: about 1e-10 of the value,
 * also where the run length is past 1e15.
 *
 * @throws ArgumentError for a reference or a mean that is not finite, or a threshold outside 0 to 200.
 * @see E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954); D. Brook & D. A. Evans, Biometrika 59 (1972).
 *
 * @example
 * cusumRunLength({ reference: 0.5, threshold: 4 }) // 335.3675776272311
 */
export function cusumRunLength(cusum: CusumOptions, options: RunLengthOptions = {}): number {
  const { mean = 0, distribution = { kind: 'normal' } } = options
  requireFinite('reference', cusum.reference)
  requireFinite('mean', mean)
  requireNotNegative('threshold', cusum.threshold)
  if (cusum.threshold > longestThreshold) {
    throw new ArgumentError('threshold', { expected: `at most ${longestThreshold}`, found: String(cusum.threshold) })
  }
  const { density, cumulative, survival } = incrementOf(distribution)
  const drift = mean - cusum.reference
  const { points, weights } = gaussLegendre(48 + Math.ceil(8 * cusum.threshold), { low: 0, high: cusum.threshold })
  const size = points.length + 1
  const moves = new Float64Array(size * size)
  const leaving = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const from = i === 0 ? 0 : (points[i - 1] as number)
    moves[i * size] = cumulative(-from - drift)
    for (let j = 1; j < size; j++) moves[i * size + j] = (weights[j - 1] as number) * density((points[j - 1] as number) - from - drift)
    leaving[i] = survival(cusum.threshold - from - drift)
  }
  return absorbingCosts({ size, moves, leaving }, new Float64Array(size).fill(1))[0] as number
}

/**
 * Siegmund's approximation to the average run length under normal observations: closed, within a per cent or two of
 * `cusumRunLength` where the shift is below one deviation.
 *
 * @throws ArgumentError for a reference or mean that is not finite, or a threshold below 0.
 * @see D. Siegmund, "Sequential Analysis" (1985), chapter 2.
 *
 * @example
 * siegmundRunLength({ reference: 0.5, threshold: 4 }, 0.5) // 26.687556000000004
 */
export function siegmundRunLength(cusum: CusumOptions, mean = 0): number {
  requireFinite('reference', cusum.reference)
  requireFinite('mean', mean)
  requireNotNegative('threshold', cusum.threshold)
  const drift = mean - cusum.reference
  const barrier = cusum.threshold + overshoot
  const u = 2 * drift * barrier
  // (exp(-u) - 1 + u) / u^2 loses its digits near 0, where its series needs few terms.
  if (Math.abs(u) >= 0.1) return (exponentialLessOne(-u) + u) / (2 * drift * drift)
  let [term, sum] = [0.5, 0.5]
  for (let n = 3; n < 16; n++) {
    term *= -u / n
    sum += term
  }
  return 2 * barrier * barrier * sum
}

/**
 * The average run length of a two-sided CUSUM in calm, both sides alike: half of one side's, since the sides cannot both be near
 * alarm and each alarms once in `cusumRunLength`. For a symmetric distribution and a reference of 0 or above.
 *
 * @throws ArgumentError as `cusumRunLength`.
 *
 * @example
 * twoSidedCusumRunLength({ reference: 0.5, threshold: 5 }) // 465.4435060320619
 */
export function twoSidedCusumRunLength(cusum: CusumOptions, distribution?: IncrementDistribution): number {
  return cusumRunLength(cusum, distribution === undefined ? {} : { distribution }) / 2
}

/**
 * The threshold at which a one-sided CUSUM has a given average run length in calm: one false alarm per `runLength` observations.
 *
 * @param calm - `reference` above 0; `runLength` in observations, from 10 to 1e12; `distribution` of the observations, normal by default.
 * @throws ArgumentError for a reference or run length outside its range, or when no threshold up to 64 is enough, as for heavy tails and
 *   rare alarms, where a single observation may cross any.
 *
 * @example
 * cusumThreshold({ reference: 0.5, runLength: 335.3675776271807 }) // 4
 */
export function cusumThreshold(calm: Readonly<{ reference: number; runLength: number; distribution?: IncrementDistribution }>): number {
  const { reference, runLength, distribution = { kind: 'normal' } } = calm
  requirePositive('reference', reference)
  if (!(runLength >= 10 && runLength <= 1e12)) {
    throw new ArgumentError('runLength', { expected: 'a number of observations from 10 to 1e12', found: String(runLength) })
  }
  const target = naturalLogarithm(runLength)
  const excess = (threshold: number): number => naturalLogarithm(cusumRunLength({ reference, threshold }, { distribution })) - target
  let high = 1
  while (excess(high) < 0) {
    high *= 2
    if (high > longestDerived)
      throw new ArgumentError('reference', { expected: 'a reference whose threshold stays within 64', found: String(reference) })
  }
  const low = high === 1 ? 1e-9 : high / 2
  if (excess(low) >= 0) return low
  const found = bracketedRoot(excess, { low, high, tolerance: 1e-9 })
  invariant(found.ok, 'a run length between two others has a threshold between theirs')
  return found.value
}
