import { ArgumentError, requireProbability, requireSeries, requireWhole } from '../../base/argument.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { meanOf } from '../../num/moments.ts'
import { normalSurvival } from '../../num/normal.ts'
import type { ChiSquareOutcome, TestOutcome } from './outcome.ts'

/** What the cumulative violations of a record say. */
export type ShortfallCoverage = Readonly<{
  /** Mean cumulative violation: half the tail probability when the tail is right, more when losses lie deeper. */
  meanViolation: number
  /** Is the mean right? Two-sided; the statistic is positive when the tail was too thin. */
  unconditional: TestOutcome
  /** Are violations uncorrelated? Box and Pierce's sum over the lags. */
  conditional: ChiSquareOutcome
  /** Autocorrelations at lags 1 to `lags`. */
  autocorrelations: Float64Array
}>

/**
 * Coverage of the whole tail: Costanzino and Curran's test, which is Du and Escanciano's unconditional one, and the latter's conditional.
 *
 * Each outcome counts by how deep in the tail it lay: `(1 - u / p)` for a probability `u` of at most `p`, else 0. It needs the
 * probability the model gave to an outcome no better than the one seen; that the model was estimated is ignored.
 *
 * @param probabilities - `P(outcome <= outcome seen)` of the profit, so small for a loss; from 0 to 1.
 * @param options - `lags` for the conditional test, 5 when absent.
 * @throws ArgumentError for no probabilities, one outside [0, 1], a tail outside (0, 1), or lags that are not whole and below the length.
 * @see N. Costanzino & M. Curran, J. Risk Model Validation 9 (2015); Z. Du & J. C. Escanciano, Management Science 63 (2017).
 *
 * @example
 * shortfallCoverageTest([0.5, 0.01, 0.7, 0.3], { tailProbability: 0.025, lags: 1 }).meanViolation // 0.15
 */
export function shortfallCoverageTest(
  probabilities: ArrayLike<number>,
  options: Readonly<{ tailProbability: number; lags?: number }>,
): ShortfallCoverage {
  const { tailProbability, lags = 5 } = options
  requireProbability('tailProbability', tailProbability)
  requireSeries('probabilities', probabilities, 2)
  requireWhole('lags', lags, { least: 1, most: probabilities.length - 1 })
  const n = probabilities.length
  const violations = Float64Array.from({ length: n }, (_, t) => violationOf(probabilities[t] as number, { t, tailProbability }))
  const meanViolation = meanOf(violations)
  const deviation = Math.sqrt(tailProbability * (1 / 3 - tailProbability / 4))
  const statistic = (Math.sqrt(n) * (meanViolation - tailProbability / 2)) / deviation
  const autocorrelations = autocorrelationsOf(violations, { centre: tailProbability / 2, lags })
  const sum = n * autocorrelations.reduce((total, rho) => total + rho * rho, 0)
  return {
    meanViolation,
    unconditional: { statistic, pValue: 2 * normalSurvival(Math.abs(statistic)) },
    conditional: { statistic: sum, pValue: chiSquareSurvival(sum, lags), degreesOfFreedom: lags },
    autocorrelations,
  }
}

function violationOf(probability: number, at: Readonly<{ t: number; tailProbability: number }>): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError('probabilities', { position: at.t, expected: 'a probability from 0 to 1', found: String(probability) })
  }
  return probability <= at.tailProbability ? 1 - probability / at.tailProbability : 0
}

/** Around the mean the model promises, not the one observed; the covariance at a lag is divided by the number of pairs. */
function autocorrelationsOf(values: Float64Array, options: Readonly<{ centre: number; lags: number }>): Float64Array {
  const away = values.map((value) => value - options.centre)
  const covariance = (lag: number): number => {
    let sum = 0
    for (let t = lag; t < away.length; t++) sum += (away[t] as number) * (away[t - lag] as number)
    return sum / (away.length - lag)
  }
  const variance = covariance(0)
  return Float64Array.from({ length: options.lags }, (_, i) => covariance(i + 1) / variance)
}
