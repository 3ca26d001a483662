import { binomialCumulative, binomialSurvival } from '../../num/distributions.ts'
import { normalSurvival } from '../../num/normal.ts'
import { requireCount, type ExceedanceCount } from './kupiec.ts'
import type { TestOutcome } from './outcome.ts'

/**
 * The binomial score test: how many standard deviations the count lies from the expected one, two-sided and normal.
 *
 * @returns `statistic` is positive for too many exceedances, negative for too few.
 * @throws ArgumentError for counts or a tail outside their range.
 *
 * @example
 * binomialTest({ observations: 250, exceedances: 10, tailProbability: 0.01 }).statistic // 4.767
 */
export function binomialTest(count: ExceedanceCount): TestOutcome {
  requireCount(count)
  const { observations, exceedances, tailProbability } = count
  const statistic = (exceedances - observations * tailProbability) / Math.sqrt(observations * tailProbability * (1 - tailProbability))
  return { statistic, pValue: 2 * normalSurvival(Math.abs(statistic)) }
}

/**
 * The exact probabilities of a count this high and this low under the promised tail. Both include the count itself.
 *
 * @throws ArgumentError for counts or a tail outside their range.
 *
 * @example
 * exactTails({ observations: 250, exceedances: 10, tailProbability: 0.01 }) // { atLeast: 0.00025, atMost: 0.99995 }
 */
export function exactTails(count: ExceedanceCount): Readonly<{ atLeast: number; atMost: number }> {
  requireCount(count)
  const { observations, exceedances, tailProbability } = count
  const trials = { trials: observations, probability: tailProbability }
  return {
    atLeast: exceedances === 0 ? 1 : binomialSurvival(exceedances - 1, trials),
    atMost: binomialCumulative(exceedances, trials),
  }
}
