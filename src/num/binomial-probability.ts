import { requireProbability, requireWhole } from '../base/argument.ts'
import type { Trials } from './distributions.ts'
import { exponential, logarithmOfOnePlus, naturalLogarithm } from './elementary.ts'
import { logarithmOfGamma } from './special.ts'

/**
 * The probability of exactly `successes` in independent trials, through logarithms: no factorial overflows.
 *
 * @param successes - From 0 to the number of trials.
 * @throws ArgumentError for arguments outside their range.
 *
 * @example
 * binomialProbability(2, { trials: 4, probability: 0.5 }) // 0.375
 */
export function binomialProbability(successes: number, of: Trials): number {
  const { trials, probability } = of
  requireWhole('trials', trials, { least: 0 })
  requireWhole('successes', successes, { least: 0, most: trials })
  requireProbability('probability', probability)
  const ways = logarithmOfGamma(trials + 1) - logarithmOfGamma(successes + 1) - logarithmOfGamma(trials - successes + 1)
  return exponential(ways + successes * naturalLogarithm(probability) + (trials - successes) * logarithmOfOnePlus(-probability))
}
