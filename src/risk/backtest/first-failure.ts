import { requireProbability, requireWhole } from '../../base/argument.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { logarithmOfOnePlus } from '../../num/elementary.ts'
import { bernoulliLikelihoodRatio } from './bernoulli.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** When the first exceedance came. */
export type FirstFailure =
  /** `wait` counts observations up to and with the exceedance, from 1. */
  | Readonly<{ kind: 'failed'; wait: number }>
  /** No exceedance in so many observations. */
  | Readonly<{ kind: 'notYet'; observations: number }>

/**
 * Time until first failure: did the first exceedance come when it should?
 *
 * Without one, the likelihood is that of a wait still open: `-2 n ln(1 - p)`. It has little power: a first exceedance at twice or half
 * the expected wait is not rejected.
 *
 * @throws ArgumentError for a wait below 1 or a tail outside (0, 1).
 * @see P. Kupiec, "Techniques for verifying the accuracy of risk measurement models", J. Derivatives 3 (1995).
 *
 * @example
 * firstFailureTest({ kind: 'failed', wait: 58 }, 0.05) // { statistic: 1.7354, pValue: 0.18773 }
 */
export function firstFailureTest(first: FirstFailure, tailProbability: number): ChiSquareOutcome {
  requireProbability('tailProbability', tailProbability)
  const statistic = first.kind === 'failed' ? waitRatio(first.wait, tailProbability) : openRatio(first.observations, tailProbability)
  return { statistic, pValue: chiSquareSurvival(statistic, 1), degreesOfFreedom: 1 }
}

/**
 * The likelihood ratio of one wait for an exceedance, 0 or above.
 *
 * @throws ArgumentError for a wait that is not whole or below 1.
 *
 * @example
 * waitRatio(20, 0.05) // 0
 */
export function waitRatio(wait: number, tailProbability: number): number {
  requireWhole('wait', wait, { least: 1 })
  return bernoulliLikelihoodRatio({ hits: 1, misses: wait - 1 }, tailProbability)
}

function openRatio(observations: number, tailProbability: number): number {
  requireWhole('observations', observations, { least: 1 })
  return -2 * observations * logarithmOfOnePlus(-tailProbability)
}

/**
 * When the first mark is set.
 *
 * @example
 * firstFailureOf([0, 0, 1]) // { kind: 'failed', wait: 3 }
 */
export function firstFailureOf(marks: ArrayLike<number>): FirstFailure {
  for (let t = 0; t < marks.length; t++) if (marks[t] === 1) return { kind: 'failed', wait: t + 1 }
  return { kind: 'notYet', observations: marks.length }
}
