import { requireNotNegative, requirePositive, requireProbability, requireWhole } from '../base/argument.ts'
import { lowerBeta, upperBeta, upperGamma } from './special.ts'

/**
 * The probability that a chi-square variable is above `statistic`: the p-value of a likelihood ratio. Exact in the far tail.
 *
 * @throws ArgumentError for a negative statistic or degrees of freedom that are not positive.
 *
 * @example
 * chiSquareSurvival(3.841458820694124, 1) // 0.05
 */
export function chiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  requireNotNegative('statistic', statistic)
  requirePositive('degreesOfFreedom', degreesOfFreedom)
  return upperGamma(statistic / 2, degreesOfFreedom / 2)
}

/** How often something may happen: `trials` draws with `probability` each. */
export type Trials = Readonly<{ trials: number; probability: number }>

/**
 * The probability of at most `successes` in independent trials.
 *
 * @param successes - From 0 to the number of trials.
 * @throws ArgumentError for arguments outside their range.
 *
 * @example
 * binomialCumulative(4, { trials: 250, probability: 0.01 }) // 0.8922
 */
export function binomialCumulative(successes: number, of: Trials): number {
  checkTrials(successes, of)
  if (successes === of.trials) return 1
  return upperBeta(of.probability, { a: successes + 1, b: of.trials - successes })
}

/**
 * The probability of more than `successes` in independent trials, exact in the far tail.
 *
 * @throws ArgumentError for arguments outside their range.
 *
 * @example
 * binomialSurvival(9, { trials: 250, probability: 0.01 }) // 0.00025
 */
export function binomialSurvival(successes: number, of: Trials): number {
  checkTrials(successes, of)
  if (successes === of.trials) return 0
  return lowerBeta(of.probability, { a: successes + 1, b: of.trials - successes })
}

function checkTrials(successes: number, of: Trials): void {
  requireWhole('trials', of.trials, { least: 0 })
  requireWhole('successes', successes, { least: 0, most: of.trials })
  requireProbability('probability', of.probability)
}
