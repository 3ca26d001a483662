import type { Prng } from '../../base/prng.ts'
import type { Result } from '../../base/result.ts'
import { dynamicQuantileOfPlaces } from './dynamic-quantile-of-places.ts'
import { dynamicQuantileTest, type DependentRegressors, type DynamicQuantileOptions } from './dynamic-quantile.ts'
import { independenceTest, transitionsOfPlaces, type Transitions } from './independence.ts'
import { kupiecTest, type ExceedanceCount } from './kupiec.ts'
import { drawPlaces, monteCarloPValue, type MonteCarloOptions, type MonteCarloPValue, type SeldomDefined } from './monte-carlo.ts'

/** A p-value by simulation, or why there is none. */
export type SimulatedOutcome = Result<MonteCarloPValue, SeldomDefined>

/**
 * Kupiec's test with a simulated p-value, right at any length.
 *
 * @throws ArgumentError for counts, samples or a seed that are not whole, or a tail outside (0, 1).
 *
 * @example
 * simulatedKupiecTest({ observations: 250, exceedances: 6, tailProbability: 0.01 }, { samples: 999, seed: 7 }).ok // true
 */
export function simulatedKupiecTest(count: ExceedanceCount, options: MonteCarloOptions): SimulatedOutcome {
  const statistic = kupiecTest(count).statistic
  const draw = (generator: Prng): number => kupiecTest({ ...count, exceedances: drawPlaces(count, generator).length }).statistic
  return monteCarloPValue(statistic, draw, options)
}

/**
 * Christoffersen's test of independence with a simulated p-value, given that exceedances have the promised probability.
 *
 * @throws ArgumentError for counts, samples or a seed that are not whole, or a tail outside (0, 1).
 *
 * @example
 * const transitions = { calmToCalm: 240, calmToFailed: 4, failedToCalm: 4, failedToFailed: 1 }
 * simulatedIndependenceTest(transitions, { tailProbability: 0.01, samples: 999, seed: 7 }).ok // true
 */
export function simulatedIndependenceTest(
  transitions: Transitions,
  options: MonteCarloOptions & Readonly<{ tailProbability: number }>,
): SimulatedOutcome {
  const pairs = transitions.calmToCalm + transitions.calmToFailed + transitions.failedToCalm + transitions.failedToFailed
  const { tailProbability } = options
  const draw = (generator: Prng): number =>
    independenceTest(transitionsOfPlaces(drawPlaces({ observations: pairs + 1, tailProbability }, generator), pairs + 1)).statistic
  return monteCarloPValue(independenceTest(transitions).statistic, draw, options)
}

/**
 * The dynamic quantile test with a simulated p-value; the forecasts, when they are a regressor, are held as they were.
 *
 * @returns Refused like `dynamicQuantileTest`, or when hardly any simulated record defines the statistic.
 * @throws ArgumentError as for `dynamicQuantileTest`, and for samples or a seed that are not whole.
 *
 * @example
 * const marks = losses.map((loss) => (loss > 0.03 ? 1 : 0))
 * simulatedDynamicQuantileTest(marks, { tailProbability: 0.05, samples: 99, seed: 7 }).ok // true
 */
export function simulatedDynamicQuantileTest(
  marks: ArrayLike<number>,
  options: DynamicQuantileOptions & MonteCarloOptions,
): Result<MonteCarloPValue, SeldomDefined | DependentRegressors> {
  const observed = dynamicQuantileTest(marks, options)
  if (!observed.ok) return observed
  const count = { observations: marks.length, tailProbability: options.tailProbability }
  const statisticOf = dynamicQuantileOfPlaces({ ...options, observations: marks.length })
  return monteCarloPValue(observed.value.statistic, (generator) => statisticOf(drawPlaces(count, generator)), options)
}
