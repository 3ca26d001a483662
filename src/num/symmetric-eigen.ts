import { ArgumentError } from '../base/argument.ts'
import { entryOf, zeroMatrix, type Matrix } from './matrix.ts'

/** Eigenvalues and, column by column in the same order, the orthonormal eigenvectors of a symmetric matrix. */
export type SymmetricEigen = Readonly<{ values: Float64Array; vectors: Matrix }>

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, which find small eigenvalues as exactly as large ones.
 *
 * @param matrix - Square; the mean of it and its transpose is taken.
 * @throws ArgumentError for a matrix that is not square.
 * @see G. Golub & C. Van Loan, "Matrix Computations", 4th ed. (2013), section 8.5.
 *
 * @example
 * symmetricEigen(matrixOf([[2, 1], [1, 2]])).values // 1 and 3, in some order
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const n = matrix.rows
  if (matrix.columns !== n) throw new ArgumentError('matrix', { expected: 'a square matrix', found: `${n} by ${matrix.columns}` })
  const work = zeroMatrix(n, n)
  const vectors = zeroMatrix(n, n)
  for (let i = 0; i < n; i++) {
    vectors.values[i * n + i] = 1
    for (let j = 0; j < n; j++) work.values[i * n + j] = 0.5 * (entryOf(matrix, i, j) + entryOf(matrix, j, i))
  }
  // Convergence is quadratic: some ten sweeps serve any size, and the bound only guards against a loop without end.
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotated = rotate(work, vectors, [p, q]) || rotated
    if (!rotated) break
  }
  return { values: Float64Array.from({ length: n }, (_, i) => entryOf(work, i, i)), vectors }
}

/** Turns the plane of two axes so that their entry becomes 0; false when it is nothing already beside the diagonal. */
function rotate(work: Matrix, vectors: Matrix, [p, q]: readonly [number, number]): boolean {
  const n = work.rows
  const away = entryOf(work, p, q)
  const [atP, atQ] = [entryOf(work, p, p), entryOf(work, q, q)]
  if (Math.abs(away) <= 1e-17 * Math.sqrt(Math.abs(atP * atQ)) || away === 0) return false
  if (Math.abs(away) < 1e-290) return false
  const ratio = (atQ - atP) / (2 * away)
  const tangent = Math.abs(ratio) > 1e150 ? 0.5 / ratio : (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < n; k++) turn(work.values, [k * n + p, k * n + q], [cosine, sine])
  for (let k = 0; k < n; k++) turn(work.values, [p * n + k, q * n + k], [cosine, sine])
  for (let k = 0; k < n; k++) turn(vectors.values, [k * n + p, k * n + q], [cosine, sine])
  work.values[p * n + q] = 0
  work.values[q * n + p] = 0
  return true
}

function turn(values: Float64Array, [a, b]: readonly [number, number], [cosine, sine]: readonly [number, number]): void {
  const [x, y] = [values[a] as number, values[b] as number]
  values[a] = cosine * x - sine * y
  values[b] = sine * x + cosine * y
}
