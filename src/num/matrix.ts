import { ArgumentError } from '../base/argument.ts'
import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'

/** A dense matrix, row after row. */
export type Matrix = Readonly<{ rows: number; columns: number; values: Float64Array }>

/** A symmetric matrix that is not positive definite: at which pivot the factorisation ended. */
export type NotPositiveDefinite = Readonly<{ reason: 'notPositiveDefinite'; pivot: number }>

/**
 * Makes a matrix from its rows.
 *
 * @throws ArgumentError for rows of unlike length or a number that is not finite.
 *
 * @example
 * matrixOf([[4, 2], [2, 3]])
 */
export function matrixOf(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0
  const matrix = zeroMatrix(rows.length, columns)
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new ArgumentError('rows', { position: i, expected: `${columns} numbers, as many as the first row`, found: String(row.length) })
    }
    for (let j = 0; j < columns; j++) {
      const value = row[j] as number
      if (!Number.isFinite(value)) {
        throw new ArgumentError(`rows[${i}]`, { position: j, expected: 'a finite number', found: String(value) })
      }
      matrix.values[i * columns + j] = value
    }
  })
  return matrix
}

/**
 * A matrix of zeros, to be filled.
 *
 * @example
 * zeroMatrix(2, 2)
 */
export function zeroMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns) }
}

/**
 * The entry at a row and a column, both from 0.
 *
 * @example
 * entryOf(matrixOf([[1, 2]]), 0, 1) // 2
 */
export function entryOf(matrix: Matrix, row: number, column: number): number {
  return matrix.values[row * matrix.columns + column] as number
}

/**
 * The product of two matrices.
 *
 * @throws InvariantError when the inner sizes differ.
 *
 * @example
 * multiply(matrixOf([[1, 2]]), matrixOf([[3], [4]])).values[0] // 11
 */
export function multiply(left: Matrix, right: Matrix): Matrix {
  invariant(left.columns === right.rows, 'a product needs as many columns on the left as rows on the right')
  const product = zeroMatrix(left.rows, right.columns)
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.columns; j++) {
      let sum = 0
      for (let k = 0; k < left.columns; k++) sum += entryOf(left, i, k) * entryOf(right, k, j)
      product.values[i * right.columns + j] = sum
    }
  }
  return product
}

/**
 * The matrix with rows and columns exchanged.
 *
 * @example
 * transposed(matrixOf([[1, 2]])).rows // 2
 */
export function transposed(matrix: Matrix): Matrix {
  const result = zeroMatrix(matrix.columns, matrix.rows)
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) result.values[j * matrix.rows + i] = entryOf(matrix, i, j)
  }
  return result
}

/**
 * The lower triangular factor whose product with its own transpose is `matrix`, which is symmetric; its lower triangle is read.
 *
 * @returns Refused for a matrix that is not positive definite, to rounding.
 *
 * @example
 * choleskyOf(matrixOf([[4, 2], [2, 3]])) // [[2, 0], [1, 1.414...]]
 */
export function choleskyOf(matrix: Matrix): Result<Matrix, NotPositiveDefinite> {
  const n = matrix.rows
  invariant(n === matrix.columns, 'a factorisation needs a square matrix')
  const factor = zeroMatrix(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = entryOf(matrix, i, j)
      for (let k = 0; k < j; k++) rest -= entryOf(factor, i, k) * entryOf(factor, j, k)
      // What is left of the diagonal below its own rounding says nothing of its sign.
      if (i === j && !(rest > 1e-15 * Math.abs(entryOf(matrix, i, i)))) return refuse({ reason: 'notPositiveDefinite', pivot: i })
      factor.values[i * n + j] = i === j ? Math.sqrt(rest) : rest / entryOf(factor, j, j)
    }
  }
  return accept(factor)
}

/**
 * The solution `x` of `matrix * x = right` for a symmetric positive definite matrix.
 *
 * @example
 * solveSymmetric(matrixOf([[4, 2], [2, 3]]), [2, 3]) // [0, 1]
 */
export function solveSymmetric(matrix: Matrix, right: ArrayLike<number>): Result<Float64Array, NotPositiveDefinite> {
  const factor = choleskyOf(matrix)
  if (!factor.ok) return factor
  return accept(solveFactored(factor.value, right))
}

/**
 * The solution for a matrix given by its Cholesky factor.
 *
 * @throws InvariantError when the right side has another length.
 *
 * @example
 * solveFactored(factor, [2, 3])
 */
export function solveFactored(factor: Matrix, right: ArrayLike<number>): Float64Array {
  const n = factor.rows
  invariant(right.length === n, 'a right side has one number per row')
  const x = Float64Array.from(right)
  for (let i = 0; i < n; i++) {
    let rest = x[i] as number
    for (let k = 0; k < i; k++) rest -= entryOf(factor, i, k) * (x[k] as number)
    x[i] = rest / entryOf(factor, i, i)
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i] as number
    for (let k = i + 1; k < n; k++) rest -= entryOf(factor, k, i) * (x[k] as number)
    x[i] = rest / entryOf(factor, i, i)
  }
  return x
}

/**
 * The inverse of a symmetric positive definite matrix.
 *
 * @example
 * inverseOf(matrixOf([[2, 0], [0, 4]])) // [[0.5, 0], [0, 0.25]]
 */
export function inverseOf(matrix: Matrix): Result<Matrix, NotPositiveDefinite> {
  const factor = choleskyOf(matrix)
  if (!factor.ok) return factor
  const n = matrix.rows
  const inverse = zeroMatrix(n, n)
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n)
    unit[j] = 1
    const column = solveFactored(factor.value, unit)
    for (let i = 0; i < n; i++) inverse.values[i * n + j] = column[i] as number
  }
  return accept(inverse)
}
