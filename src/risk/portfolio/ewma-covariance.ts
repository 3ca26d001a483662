import { ArgumentError, requireWhole } from '../../base/argument.ts'
import { entryOf, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { requireLambda } from '../tail/filtered-historical.ts'
import { matrixOfRows } from './named-rows.ts'

/** An exponentially weighted covariance of returns whose mean is zero. Plain data, changed in place by `pushReturns`. */
export type EwmaCovariance = { readonly lambda: number; readonly covariance: Matrix }

/**
 * Makes a covariance that starts at the mean product of the first rows.
 *
 * @param firstRows - One row per period, one return per asset.
 * @throws ArgumentError for no rows, rows of unlike length, a number that is not finite, or a lambda outside 0 to 1.
 *
 * @example
 * const ewma = createEwmaCovariance([[0.01, 0.02], [-0.01, 0.01]], 0.94)
 */
export function createEwmaCovariance(firstRows: readonly ArrayLike<number>[], lambda: number): EwmaCovariance {
  requireLambda(lambda)
  return { lambda, covariance: meanProduct(matrixOfRows('firstRows', firstRows)) }
}

/**
 * Takes in one return per asset: `covariance = lambda * covariance + (1 - lambda) * r r'`. It stays positive semi-definite.
 *
 * @throws ArgumentError for a row of another length or a number that is not finite.
 * @see J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996).
 *
 * @example
 * pushReturns(ewma, [0.01, -0.02])
 */
export function pushReturns(ewma: EwmaCovariance, returns: ArrayLike<number>): void {
  const { covariance, lambda } = ewma
  const n = covariance.rows
  if (returns.length !== n) throw new ArgumentError('returns', { expected: `${n} numbers`, found: String(returns.length) })
  for (let i = 0; i < n; i++) {
    const r = returns[i] as number
    if (!Number.isFinite(r)) throw new ArgumentError('returns', { position: i, expected: 'a finite number', found: String(r) })
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const product = (returns[i] as number) * (returns[j] as number)
      covariance.values[i * n + j] = lambda * entryOf(covariance, i, j) + (1 - lambda) * product
    }
  }
}

/**
 * The covariance forecast for the row after the last.
 *
 * @param rows - Oldest first; one return per asset in each. The first `startRows` give the start and the others move it.
 * @throws ArgumentError for fewer rows than `startRows`, rows of unlike length, or a number that is not finite.
 *
 * @example
 * const rows = [[0.01, 0.02], [-0.01, 0.01], [0.02, 0]]
 * ewmaCovariance(rows, { lambda: 0.94, startRows: 2 }) // matrixOf([[0.000118, 0.000047], [0.000047, 0.000235]])
 */
export function ewmaCovariance(rows: readonly ArrayLike<number>[], options: Readonly<{ lambda: number; startRows: number }>): Matrix {
  requireWhole('startRows', options.startRows, { least: 1, most: rows.length })
  const ewma = createEwmaCovariance(rows.slice(0, options.startRows), options.lambda)
  for (const row of rows.slice(options.startRows)) pushReturns(ewma, row)
  return ewma.covariance
}

/**
 * The mean of the outer products of rows, their mean taken as zero.
 *
 * @example
 * meanProduct(matrixOf([[1, 2], [3, 4]])) // [[5, 7], [7, 10]]
 */
export function meanProduct(rows: Matrix): Matrix {
  const n = rows.columns
  const product = zeroMatrix(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let t = 0; t < rows.rows; t++) sum += entryOf(rows, t, i) * entryOf(rows, t, j)
      product.values[i * n + j] = sum / rows.rows
    }
  }
  return product
}
