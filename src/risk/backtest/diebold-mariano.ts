import { requireSameLength, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { meanOf } from '../../num/moments.ts'
import { normalSurvival } from '../../num/normal.ts'
import { studentTSurvival } from '../../num/student-t.ts'
import type { TestOutcome } from './outcome.ts'

/** The two records scored alike throughout, or the same difference at every observation: nothing varies. */
export type ConstantDifference = Readonly<{ reason: 'constantDifference'; meanDifference: number }>

/** What the comparison of two models says. Statistics are positive when the first scored worse. */
export type ScoreComparison = Readonly<{
  /** Mean score of the first less that of the second. */
  meanDifference: number
  /** Diebold and Mariano's statistic, normal in large samples. */
  plain: TestOutcome
  /** With Harvey, Leybourne and Newbold's correction for small samples: Student's t with one degree of freedom less than scores. */
  corrected: TestOutcome
  /** With Newey and West's variance, for scores that are correlated over time; normal in large samples. */
  robust: TestOutcome
}>

/**
 * Diebold and Mariano's test: do two models differ in their mean score? For forecasts one step ahead.
 *
 * @param first - Scores of one model, lower is better.
 * @param second - Scores of the other on the same observations.
 * @param lags - Of the robust variance, with Bartlett weights.
 * @returns Refused when the difference does not vary.
 * @throws ArgumentError for fewer than two scores, unlike lengths, a number that is not finite, or lags that are not whole and below the length.
 * @see F. Diebold & R. Mariano, J. Business & Economic Statistics 13 (1995); D. Harvey, S. Leybourne & P. Newbold, Int. J. Forecasting 13 (1997).
 *
 * @example
 * dieboldMarianoTest([1, 2, 3, 1], [1, 1, 2, 2], 1) // { ok: true, value: { meanDifference: 0.25 } }
 */
export function dieboldMarianoTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  lags: number,
): Result<ScoreComparison, ConstantDifference> {
  requireSeries('first', first, 2)
  requireSeries('second', second)
  requireSameLength(['first', first], ['second', second])
  const n = first.length
  requireWhole('lags', lags, { least: 0, most: n - 1 })
  const differences = Float64Array.from({ length: n }, (_, t) => (first[t] as number) - (second[t] as number))
  const meanDifference = meanOf(differences)
  if (differences.every((difference) => difference === differences[0])) return refuse({ reason: 'constantDifference', meanDifference })
  const away = differences.map((difference) => difference - meanDifference)
  const plain = meanDifference / Math.sqrt(autocovariance(away, 0) / n)
  const corrected = plain * Math.sqrt((n - 1) / n)
  const robust = meanDifference / Math.sqrt(longRunVariance(away, lags) / n)
  return accept({
    meanDifference,
    plain: { statistic: plain, pValue: 2 * normalSurvival(Math.abs(plain)) },
    corrected: { statistic: corrected, pValue: 2 * studentTSurvival(Math.abs(corrected), n - 1) },
    robust: { statistic: robust, pValue: 2 * normalSurvival(Math.abs(robust)) },
  })
}

function longRunVariance(away: Float64Array, lags: number): number {
  let sum = autocovariance(away, 0)
  for (let lag = 1; lag <= lags; lag++) sum += 2 * (1 - lag / (lags + 1)) * autocovariance(away, lag)
  return sum
}

function autocovariance(away: Float64Array, lag: number): number {
  let sum = 0
  for (let t = lag; t < away.length; t++) sum += (away[t] as number) * (away[t - lag] as number)
  return sum / away.length
}
