import { requireProbability, requireSameLength, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** The regressors say the same twice, as they do without exceedances: `regressors` columns, of which `rank` are independent. */
export type DependentRegressors = Readonly<{ reason: 'dependentRegressors'; regressors: number; rank: number }>

/** What the hits are regressed on beside a constant. */
export type DynamicQuantileOptions = Readonly<{
  tailProbability: number
  /** Lags of the hits; 4 when absent. */
  lags?: number
  /** The VaR forecasts themselves, if they are to be a regressor too. */
  valueAtRisk?: ArrayLike<number>
}>

/**
 * Engle and Manganelli's dynamic quantile test: can exceedances be foretold from earlier ones, or from the forecast itself?
 *
 * The demeaned marks are regressed on a constant, their own lags and, if asked, the forecast; under the null hypothesis nothing explains
 * them. The chi-square law is poor in small samples (size 8.6 % at 250 observations, 11 % at 1000, both at 1 %): see
 * `monteCarloDynamicQuantile`.
 *
 * @param marks - 1 for an exceedance, else 0, in order of time.
 * @returns Refused when regressors are dependent: no exceedance before the last, a constant forecast, too short a record.
 * @throws ArgumentError for no marks, forecasts of another length, lags that are not whole, or a tail outside (0, 1).
 * @see R. Engle & S. Manganelli, "CAViaR", J. Business & Economic Statistics 22 (2004).
 *
 * @example
 * dynamicQuantileTest([0, 1, 0, 0, 1, 0, 0, 0, 1, 0], { tailProbability: 0.3, lags: 1 }) // { ok: true, value: { degreesOfFreedom: 2 } }
 */
export function dynamicQuantileTest(
  marks: ArrayLike<number>,
  options: DynamicQuantileOptions,
): Result<ChiSquareOutcome, DependentRegressors> {
  const { tailProbability, lags = 4, valueAtRisk } = options
  requireSeries('marks', marks)
  requireProbability('tailProbability', tailProbability)
  requireWhole('lags', lags, { least: 0 })
  if (valueAtRisk !== undefined) {
    requireSeries('valueAtRisk', valueAtRisk)
    requireSameLength(['marks', marks], ['valueAtRisk', valueAtRisk])
  }
  const columns = regressorsOf(marks, { ...options, lags })
  const hits = Float64Array.from({ length: Math.max(0, marks.length - lags) }, (_, t) => (marks[t + lags] as number) - tailProbability)
  const { rank, explained } = explainedSquares(hits, columns)
  if (rank < columns.length) return refuse({ reason: 'dependentRegressors', regressors: columns.length, rank })
  const statistic = explained / (tailProbability * (1 - tailProbability))
  return accept({ statistic, pValue: chiSquareSurvival(statistic, columns.length), degreesOfFreedom: columns.length })
}

function regressorsOf(marks: ArrayLike<number>, options: DynamicQuantileOptions & Readonly<{ lags: number }>): Float64Array[] {
  const { lags, tailProbability, valueAtRisk } = options
  const length = Math.max(0, marks.length - lags)
  const columns = [new Float64Array(length).fill(1)]
  for (let lag = 1; lag <= lags; lag++) {
    columns.push(Float64Array.from({ length }, (_, t) => (marks[t + lags - lag] as number) - tailProbability))
  }
  if (valueAtRisk !== undefined) columns.push(Float64Array.from({ length }, (_, t) => valueAtRisk[t + lags] as number))
  return columns
}

/**
 * The sum of squares that columns explain, by making them orthogonal one after another (twice, or nearly dependent columns such as a
 * slowly moving forecast would lose their digits). The fitted coefficients are never needed.
 */
function explainedSquares(response: Float64Array, columns: readonly Float64Array[]): Readonly<{ rank: number; explained: number }> {
  const basis: Float64Array[] = []
  const rounding = response.length * Number.EPSILON
  let explained = 0
  for (const column of columns) {
    const rest = Float64Array.from(column)
    for (let pass = 0; pass < 2; pass++) for (const unit of basis) subtract(rest, unit, innerProduct(rest, unit))
    const length = Math.sqrt(innerProduct(rest, rest))
    if (!(length > rounding * Math.sqrt(innerProduct(column, column)))) continue
    for (let t = 0; t < rest.length; t++) rest[t] = (rest[t] as number) / length
    basis.push(rest)
    const share = innerProduct(rest, response)
    explained += share * share
  }
  return { rank: basis.length, explained }
}

function subtract(from: Float64Array, unit: Float64Array, times: number): void {
  for (let t = 0; t < from.length; t++) from[t] = (from[t] as number) - times * (unit[t] as number)
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let t = 0; t < a.length; t++) sum += (a[t] as number) * (b[t] as number)
  return sum
}
