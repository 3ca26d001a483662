import { ArgumentError, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { entryOf, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { symmetricEigen } from '../../num/symmetric-eigen.ts'
import { normalTail } from '../tail/parametric.ts'
import type { TailRisk } from '../tail/tail-risk.ts'

/** Risk of a linear portfolio and what each position contributes. */
export type DeltaNormal = TailRisk &
  Readonly<{
    /** Change of the value at risk per unit of a position. */
    marginalValueAtRisk: Float64Array
    /** Contributions, which sum to the value at risk; negative for a hedge. */
    componentValueAtRisk: Float64Array
    componentExpectedShortfall: Float64Array
    /** Sum of the positions' own values at risk: what it would be without diversification. */
    undiversifiedValueAtRisk: number
  }>

/** A portfolio without risk has no contributions. */
export type NoRisk = Readonly<{ reason: 'noRisk' }>

/**
 * Value at risk and expected shortfall of positions whose returns are jointly normal with mean zero, split by Euler's rule.
 *
 * @param positions - Value of each position, long above 0.
 * @param covariance - Of returns, symmetric and positive semi-definite.
 * @returns In the unit of the positions; refused when the portfolio's variance is zero.
 * @throws ArgumentError for sizes that do not match, a covariance that is not symmetric or not positive semi-definite, or a confidence
 *   outside its range.
 * @see D. Tasche, "Risk contributions and performance measurement" (1999); M. Garman, "Improving on VaR", Risk 9 (1996).
 *
 * @example
 * deltaNormal([100, -50], matrixOf([[0.0004, 0.0001], [0.0001, 0.0009]]), 0.99)
 */
export function deltaNormal(positions: ArrayLike<number>, covariance: Matrix, confidence: number): Result<DeltaNormal, NoRisk> {
  requireSeries('positions', positions)
  requireCovariance('covariance', covariance, positions.length)
  const unit = normalTail({ mean: 0, standardDeviation: 1 }, confidence)
  const exposures = Float64Array.from({ length: positions.length }, (_, i) => rowProduct(covariance, i, positions))
  let variance = 0
  let undiversified = 0
  for (let i = 0; i < positions.length; i++) {
    variance += (positions[i] as number) * (exposures[i] as number)
    undiversified += Math.abs(positions[i] as number) * Math.sqrt(entryOf(covariance, i, i))
  }
  if (!(variance > 0)) return refuse({ reason: 'noRisk' })
  const deviation = Math.sqrt(variance)
  const contributions = exposures.map((exposure) => exposure / deviation)
  const component = (scale: number): Float64Array => contributions.map((share, i) => scale * share * (positions[i] as number))
  return accept({
    valueAtRisk: unit.valueAtRisk * deviation,
    expectedShortfall: unit.expectedShortfall * deviation,
    marginalValueAtRisk: contributions.map((share) => unit.valueAtRisk * share),
    componentValueAtRisk: component(unit.valueAtRisk),
    componentExpectedShortfall: component(unit.expectedShortfall),
    undiversifiedValueAtRisk: unit.valueAtRisk * undiversified,
  })
}

/**
 * Requires a covariance matrix of `size` assets: square, finite, symmetric, positive semi-definite, all to rounding.
 *
 * @throws ArgumentError naming `argument` and, for a wrong entry, its place in row-major order; for a negative eigenvalue the asset that
 *   weighs most in it.
 *
 * @example
 * requireCovariance('covariance', matrixOf([[1, 0.5], [0.5, 1]]), 2)
 */
export function requireCovariance(argument: string, matrix: Matrix, size: number): void {
  if (matrix.rows !== size || matrix.columns !== size)
    throw new ArgumentError(argument, { expected: `a ${size} by ${size} matrix`, found: `${matrix.rows} by ${matrix.columns}` })
  for (let position = 0; position < size * size; position++) requireEntry(argument, matrix, position)
  const { values, vectors } = symmetricEigen(matrix)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const worst = values.indexOf(Math.min(...values))
  if ((values[worst] ?? 0) >= -1e-10 * largest) return
  let position = 0
  for (let i = 1; i < size; i++)
    if (Math.abs(entryOf(vectors, i, worst)) > Math.abs(entryOf(vectors, position, worst)) + 1e-12) position = i
  throw new ArgumentError(argument, {
    position,
    expected: 'a positive semi-definite matrix',
    found: `the eigenvalue ${String(values[worst])}, in which this asset weighs most`,
  })
}

function requireEntry(argument: string, matrix: Matrix, position: number): void {
  const n = matrix.columns
  const [row, column] = [Math.floor(position / n), position % n]
  const value = matrix.values[position] as number
  if (!Number.isFinite(value)) throw new ArgumentError(argument, { position, expected: 'a finite number', found: String(value) })
  if (row === column && value < 0) throw new ArgumentError(argument, { position, expected: 'a variance, 0 or above', found: String(value) })
  const mirrored = entryOf(matrix, column, row)
  if (Math.abs(value - mirrored) > 1e-9 * Math.sqrt(Math.abs(entryOf(matrix, row, row) * entryOf(matrix, column, column))))
    throw new ArgumentError(argument, { position, expected: `${mirrored}, as on the other side of the diagonal`, found: String(value) })
}

/**
 * The correlations of a covariance: each entry over both standard deviations.
 *
 * @returns Refused for an asset that does not vary.
 *
 * @example
 * correlationOf(matrixOf([[4, 1], [1, 1]])) // accept(matrixOf([[1, 0.5], [0.5, 1]]))
 */
export function correlationOf(covariance: Matrix): Result<Matrix, Readonly<{ reason: 'zeroVolatility'; position: number }>> {
  const n = covariance.rows
  const correlation = zeroMatrix(n, n)
  for (let i = 0; i < n; i++) if (!(entryOf(covariance, i, i) > 0)) return refuse({ reason: 'zeroVolatility', position: i })
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const scale = Math.sqrt(entryOf(covariance, i, i)) * Math.sqrt(entryOf(covariance, j, j))
      correlation.values[i * n + j] = i === j ? 1 : entryOf(covariance, i, j) / scale
    }
  }
  return accept(correlation)
}

function rowProduct(matrix: Matrix, row: number, vector: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < matrix.columns; j++) sum += entryOf(matrix, row, j) * (vector[j] as number)
  return sum
}
