import { ArgumentError, requireSameLength, requireSeries } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { entryOf, inverseOf, multiply, zeroMatrix, type Matrix } from './matrix.ts'

/** How the coefficients' standard errors are made. */
export type Covariance =
  | Readonly<{ kind: 'classic' }>
  /** Robust to unequal variances, with the `n / (n - k)` correction. */
  | Readonly<{ kind: 'hc1' }>
  /** Robust to autocorrelation too: Bartlett weights up to `lags`, no prewhitening, no correction for degrees of freedom. */
  | Readonly<{ kind: 'neweyWest'; lags: number }>

/** A fitted line or plane. */
export type LeastSquares = Readonly<{
  coefficients: Float64Array
  residuals: Float64Array
  /** 1 less the residual over the total sum of squares around the mean; 0 when the response does not vary. */
  rSquared: number
  /** The inverse of the regressors' cross product. */
  inverseCross: Matrix
  regressors: readonly ArrayLike<number>[]
}>

/**
 * Fits `response = sum of coefficient * regressor`; give a column of ones for a constant.
 *
 * @param regressors - Columns, each as long as the response.
 * @returns Refused when the columns are linearly dependent.
 * @throws ArgumentError for columns of unlike length, fewer observations than columns, or a number that is not finite.
 *
 * @example
 * leastSquares([1, 3, 5], [[1, 1, 1], [0, 1, 2]]) // coefficients 1 and 2
 */
export function leastSquares(
  response: ArrayLike<number>,
  regressors: readonly ArrayLike<number>[],
): Result<LeastSquares, Readonly<{ reason: 'dependentRegressors' }>> {
  const n = response.length
  const k = regressors.length
  requireSeries('response', response, k)
  if (k === 0) throw new ArgumentError('regressors', { expected: 'at least one column', found: 'none' })
  regressors.forEach((column, j) => {
    requireSeries(`regressors[${j}]`, column)
    requireSameLength(['response', response], [`regressors[${j}]`, column])
  })
  const inverse = inverseOf(crossProduct(regressors, n))
  if (!inverse.ok) return refuse({ reason: 'dependentRegressors' })
  const moments = { rows: k, columns: 1, values: Float64Array.from(regressors, (column) => innerProduct(column, response)) }
  const coefficients = multiply(inverse.value, moments).values
  const residuals = Float64Array.from(
    { length: n },
    (_, t) => (response[t] as number) - regressors.reduce((sum, column, j) => sum + (coefficients[j] as number) * (column[t] as number), 0),
  )
  return accept({ coefficients, residuals, rSquared: rSquaredOf(response, residuals), inverseCross: inverse.value, regressors })
}

/**
 * The standard errors of a fit's coefficients.
 *
 * @see White, Econometrica 48 (1980); Newey & West, Econometrica 55 (1987).
 *
 * @example
 * standardErrors(fit, { kind: 'neweyWest', lags: 5 })
 */
export function standardErrors(fit: LeastSquares, covariance: Covariance): Float64Array {
  const matrix = coefficientCovariance(fit, covariance)
  return Float64Array.from({ length: matrix.rows }, (_, j) => Math.sqrt(entryOf(matrix, j, j)))
}

/**
 * The covariance matrix of a fit's coefficients.
 *
 * @example
 * coefficientCovariance(fit, { kind: 'hc1' })
 */
export function coefficientCovariance(fit: LeastSquares, covariance: Covariance): Matrix {
  const n = fit.residuals.length
  const k = fit.coefficients.length
  if (covariance.kind === 'classic') return scaled(fit.inverseCross, innerProduct(fit.residuals, fit.residuals) / (n - k))
  const scores = fit.regressors.map((column) => Float64Array.from(fit.residuals, (residual, t) => residual * (column[t] as number)))
  const middle = crossProduct(scores, n)
  if (covariance.kind === 'neweyWest') addLags(middle, scores, covariance.lags)
  const sandwich = multiply(multiply(fit.inverseCross, middle), fit.inverseCross)
  return covariance.kind === 'hc1' ? scaled(sandwich, n / (n - k)) : sandwich
}

function addLags(middle: Matrix, scores: readonly Float64Array[], lags: number): void {
  const k = scores.length
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1)
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const [a, b] = [scores[i] as Float64Array, scores[j] as Float64Array]
        let sum = 0
        for (let t = lag; t < a.length; t++) sum += (a[t] as number) * (b[t - lag] as number) + (a[t - lag] as number) * (b[t] as number)
        middle.values[i * k + j] = (middle.values[i * k + j] as number) + weight * sum
      }
    }
  }
}

function crossProduct(columns: readonly ArrayLike<number>[], n: number): Matrix {
  const k = columns.length
  const cross = zeroMatrix(k, k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = innerProduct(columns[i] as ArrayLike<number>, columns[j] as ArrayLike<number>, n)
      cross.values[i * k + j] = sum
      cross.values[j * k + i] = sum
    }
  }
  return cross
}

function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>, n = a.length): number {
  let sum = 0
  for (let t = 0; t < n; t++) sum += (a[t] as number) * (b[t] as number)
  return sum
}

function rSquaredOf(response: ArrayLike<number>, residuals: Float64Array): number {
  let mean = 0
  for (let t = 0; t < response.length; t++) mean += (response[t] as number) / response.length
  let total = 0
  for (let t = 0; t < response.length; t++) total += ((response[t] as number) - mean) * ((response[t] as number) - mean)
  return total === 0 ? 0 : 1 - innerProduct(residuals, residuals) / total
}

function scaled(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, values: matrix.values.map((value) => value * factor) }
}
