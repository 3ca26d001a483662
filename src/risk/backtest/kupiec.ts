import { requireProbability, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { bernoulliLikelihoodRatio } from './bernoulli.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** How often a forecast was exceeded. */
export type ExceedanceCount = Readonly<{
  observations: number
  exceedances: number
  /** How often it should be: one less the confidence. */
  tailProbability: number
}>

/**
 * Kupiec's proportion of failures: is the share of exceedances the promised one?
 *
 * The likelihood ratio is chi-square with one degree of freedom only in large samples: at 250 observations and 1 % the test rejects a
 * right model 9.5 % of the time at the 5 % level and finds a model with twice the exceedances in 24 % of samples. See
 * `monteCarloKupiec` for a p-value that is right at any length.
 *
 * @throws ArgumentError for counts that are not whole, more exceedances than observations, or a tail outside (0, 1).
 * @see P. Kupiec, "Techniques for verifying the accuracy of risk measurement models", J. Derivatives 3 (1995).
 *
 * @example
 * kupiecTest({ observations: 1043, exceedances: 57, tailProbability: 0.05 }) // { statistic: 0.46147, pValue: 0.49694 }
 */
export function kupiecTest(count: ExceedanceCount): ChiSquareOutcome & Readonly<{ share: number }> {
  requireCount(count)
  const { observations, exceedances, tailProbability } = count
  const statistic = bernoulliLikelihoodRatio({ hits: exceedances, misses: observations - exceedances }, tailProbability)
  return { statistic, pValue: chiSquareSurvival(statistic, 1), degreesOfFreedom: 1, share: exceedances / observations }
}

/**
 * Checks a count of exceedances.
 *
 * @throws ArgumentError naming the field that is wrong.
 *
 * @example
 * requireCount({ observations: 250, exceedances: 3, tailProbability: 0.01 })
 */
export function requireCount({ observations, exceedances, tailProbability }: ExceedanceCount): void {
  requireWhole('observations', observations, { least: 1 })
  requireWhole('exceedances', exceedances, { least: 0, most: observations })
  requireProbability('tailProbability', tailProbability)
}

/** The counts of exceedances at which a model is not rejected, ends included. */
export type AcceptedCounts = Readonly<{ least: number; most: number }>

/**
 * The counts of exceedances at which Kupiec's test does not reject.
 *
 * @param test - `testLevel` is the probability not to reject a right model, 0.95 for the usual test.
 * @returns Refused when no whole count is close enough to the expected one, which happens at low test levels.
 * @throws ArgumentError for arguments outside their range.
 *
 * @example
 * kupiecAcceptedCounts({ observations: 255, tailProbability: 0.01, testLevel: 0.95 }) // { ok: true, value: { least: 1, most: 6 } }
 */
export function kupiecAcceptedCounts(
  test: Readonly<{ observations: number; tailProbability: number; testLevel: number }>,
): Result<AcceptedCounts, Readonly<{ reason: 'noCountAccepted'; nearest: number }>> {
  requireProbability('testLevel', test.testLevel)
  const { observations, tailProbability } = test
  const isAccepted = (exceedances: number): boolean =>
    kupiecTest({ observations, exceedances, tailProbability }).pValue >= 1 - test.testLevel
  // The ratio falls up to the expected count and rises after it, so the accepted counts are neighbours of it.
  const below = Math.floor(observations * tailProbability)
  const start = isAccepted(below) ? below : Math.min(observations, below + 1)
  if (!isAccepted(start)) return refuse({ reason: 'noCountAccepted', nearest: below })
  let [least, most] = [start, start]
  while (least > 0 && isAccepted(least - 1)) least--
  while (most < observations && isAccepted(most + 1)) most++
  return accept({ least, most })
}
