import { ArgumentError, requireFinite, requireNotNegative, requireSeries } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { requireGarchParameters, type GarchParameters } from './model.ts'

/** A GARCH variance that follows returns as they come. Plain data, changed in place by `pushGarchReturn`. */
export type GarchFilter = {
  readonly parameters: GarchParameters
  /** The forecast for the next return. */
  variance: number
}

/**
 * Makes a filter that stands before its first return.
 *
 * @param startVariance - Stands for `h` and `e^2` before the first return, not negative; `meanSquaredResidual` of a sample starts it as the
 *   batch form does.
 * @throws ArgumentError for parameters or a variance outside their range.
 *
 * @example
 * const filter = createGarchFilter({ mean: 0, omega: 0.01, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }, 0.2)
 */
export function createGarchFilter(parameters: GarchParameters, startVariance: number): GarchFilter {
  requireGarchParameters(parameters)
  requireNotNegative('startVariance', startVariance)
  const { omega, alpha, gamma, beta } = parameters
  const variance = omega + (alpha + 0.5 * gamma) * startVariance + beta * startVariance
  // Without a constant, nothing comes of nothing.
  if (variance === 0)
    throw new ArgumentError('startVariance', { expected: 'a variance above 0, as omega is 0', found: String(startVariance) })
  return { parameters, variance }
}

/**
 * Takes in a return and moves the forecast to the one after it.
 *
 * @throws InvariantError if the return is not finite.
 *
 * @example
 * pushGarchReturn(filter, -0.012)
 */
export function pushGarchReturn(filter: GarchFilter, nextReturn: number): void {
  invariant(Number.isFinite(nextReturn), 'every return is finite')
  filter.variance = nextVariance(filter.parameters, nextReturn - filter.parameters.mean, filter.variance)
}

/**
 * The variance of each return as forecast from those before it, and of the one to come.
 *
 * @param returns - In the unit of the parameters, shape `[n]`.
 * @returns Variances, shape `[n + 1]`: `[t]` is the forecast for `returns[t]`, the last is for the next return.
 * @throws ArgumentError for an empty series, a number that is not finite, parameters outside their range, or, where `omega` is 0, returns that are all the mean.
 * @see Fiorentini, Calzolari & Panattoni, "Analytic derivatives and the computation of GARCH estimates", J. Applied Econometrics 11
 *   (1996), for the start.
 *
 * @example
 * const model = { mean: 0, omega: 0.5, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }
 * filterGarch([1, -1], model) // [1, 1, 1]
 */
export function filterGarch(returns: ArrayLike<number>, parameters: GarchParameters): Float64Array {
  requireGarchParameters(parameters)
  const filter = createGarchFilter(parameters, meanSquaredResidual(returns, parameters.mean))
  const variances = new Float64Array(returns.length + 1)
  for (let t = 0; t < returns.length; t++) {
    variances[t] = filter.variance
    pushGarchReturn(filter, returns[t] as number)
  }
  variances[returns.length] = filter.variance
  return variances
}

/**
 * The mean of squared differences from `mean`, with which a filter starts.
 *
 * @throws ArgumentError for an empty series or a number that is not finite.
 *
 * @example
 * meanSquaredResidual([1, -1], 0) // 1
 */
export function meanSquaredResidual(returns: ArrayLike<number>, mean: number): number {
  requireSeries('returns', returns)
  requireFinite('mean', mean)
  const squares = createSum()
  for (let t = 0; t < returns.length; t++) {
    const residual = (returns[t] as number) - mean
    addToSum(squares, residual * residual)
  }
  return totalOf(squares) / returns.length
}

function nextVariance(parameters: GarchParameters, residual: number, variance: number): number {
  const { omega, alpha, gamma, beta } = parameters
  const weight = residual < 0 ? alpha + gamma : alpha
  return omega + weight * residual * residual + beta * variance
}
