import { ArgumentError, requireNotNegative } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { choleskyOf, entryOf, solveFactored, type Matrix } from '../../num/matrix.ts'
import { correlationOf } from './delta-normal.ts'
import { meanProduct } from './ewma-covariance.ts'
import { matrixOfRows } from './named-rows.ts'

/** How fast correlations move: `news` is the weight of the last product of residuals, `memory` that of the past. Both 0 or above, their sum below 1. */
export type CorrelationSpeed = Readonly<{ news: number; memory: number }>

/** Correlations that move with the residuals. Plain data, changed in place by `pushResiduals`. */
export type DynamicCorrelation = {
  readonly speed: CorrelationSpeed
  /** The correlation to which it returns. */
  readonly target: Matrix
  /** What is rescaled to the correlation forecast for the next residuals. */
  readonly quasi: Matrix
}

/** Why there are no correlations. */
export type NoDynamicCorrelation = Readonly<
  { reason: 'zeroVolatility'; position: number } | { reason: 'notPositiveDefinite'; position: number; pivot: number }
>

/** Correlations forecast for each row and for the one after the last. */
export type CorrelationPath = Readonly<{
  correlations: readonly Matrix[]
  next: Matrix
  target: Matrix
  /** The part of the normal log-likelihood that depends on correlations. */
  logLikelihood: number
}>

/**
 * Makes a correlation that stands at its target.
 *
 * @throws ArgumentError for weights that are negative or sum to 1 or more.
 *
 * @example
 * const correlation = createDynamicCorrelation(matrixOf([[1, 0.5], [0.5, 1]]), { news: 0.03, memory: 0.95 })
 */
export function createDynamicCorrelation(target: Matrix, speed: CorrelationSpeed): DynamicCorrelation {
  requireNotNegative('news', speed.news)
  requireNotNegative('memory', speed.memory)
  if (speed.news + speed.memory >= 1)
    throw new ArgumentError('memory', { expected: 'a sum with news below 1', found: String(speed.news + speed.memory) })
  return { speed, target, quasi: { rows: target.rows, columns: target.columns, values: Float64Array.from(target.values) } }
}

/**
 * Takes in one residual per asset: `Q = (1 - news - memory) * target + news * z z' + memory * Q`.
 *
 * @param residuals - Returns over their own volatility; finite, one per asset. The hot path does not check them.
 * @see R. Engle, "Dynamic conditional correlation", J. Business & Economic Statistics 20 (2002).
 *
 * @example
 * pushResiduals(correlation, [1.2, -0.4])
 */
export function pushResiduals(state: DynamicCorrelation, residuals: ArrayLike<number>): void {
  const { quasi, target } = state
  const { news, memory } = state.speed
  const n = quasi.rows
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const product = (residuals[i] as number) * (residuals[j] as number)
      quasi.values[i * n + j] = (1 - news - memory) * entryOf(target, i, j) + news * product + memory * entryOf(quasi, i, j)
    }
  }
}

/**
 * The correlation forecast for the next residuals. Positive definite when the target is.
 *
 * @example
 * forecastCorrelation(correlation)
 */
export function forecastCorrelation(state: DynamicCorrelation): Matrix {
  const scaled = correlationOf(state.quasi)
  // The diagonal stays above (1 - news - memory) of a target's ones.
  if (!scaled.ok) throw new ArgumentError('target', { expected: 'a diagonal of ones', found: 'a zero' })
  return scaled.value
}

/**
 * Runs scalar DCC(1,1) over residuals, with the sample correlation of all of them as target.
 *
 * @param residuals - One row per period: returns over their own volatility.
 * @returns Refused for an asset that does not vary, or assets of which one is a combination of others.
 * @throws ArgumentError for no rows, rows of unlike length, a number that is not finite, or weights outside their range.
 * @see Engle (2002); G. Aielli, "Dynamic conditional correlation: on properties and estimation", JBES 31 (2013), on the bias of this target.
 *
 * @example
 * const residuals = [[1.2, 0.4], [-0.5, 0.3], [0.8, 1.1], [-1.4, -0.9]]
 * dynamicCorrelation(residuals, { news: 0.03, memory: 0.95 }) // accept({ next: matrixOf([[1, 0.78926], [0.78926, 1]]) })
 */
export function dynamicCorrelation(
  residuals: readonly ArrayLike<number>[],
  speed: CorrelationSpeed,
): Result<CorrelationPath, NoDynamicCorrelation> {
  const scaled = correlationOf(meanProduct(matrixOfRows('residuals', residuals)))
  if (!scaled.ok) return scaled
  const target = scaled.value
  const state = createDynamicCorrelation(target, speed)
  const correlations: Matrix[] = []
  const likelihood = createSum()
  for (let t = 0; t < residuals.length; t++) {
    const row = residuals[t] as ArrayLike<number>
    const correlation = forecastCorrelation(state)
    const factor = choleskyOf(correlation)
    if (!factor.ok) return refuse({ reason: 'notPositiveDefinite', position: t, pivot: factor.refusal.pivot })
    addToSum(likelihood, logLikelihoodOf(factor.value, row))
    correlations.push(correlation)
    pushResiduals(state, row)
  }
  return accept({ correlations, next: forecastCorrelation(state), target, logLikelihood: totalOf(likelihood) })
}

/** `-(log|R| + z' R^-1 z - z'z) / 2` by the Cholesky factor of R. */
function logLikelihoodOf(factor: Matrix, residuals: ArrayLike<number>): number {
  const solved = solveFactored(factor, residuals)
  let total = 0
  for (let i = 0; i < factor.rows; i++) {
    const z = residuals[i] as number
    total += 2 * naturalLogarithm(entryOf(factor, i, i)) + z * (solved[i] as number) - z * z
  }
  return -0.5 * total
}
