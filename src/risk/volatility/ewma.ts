import { requireNotNegative, requireProbability, requireSeries } from '../../base/argument.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { createEwmaVolatility, pushEwmaReturn } from '../ewma-volatility.ts'

/**
 * The exponentially weighted variance of each return as forecast from those before it, and of the one to come:
 * `variance[t+1] = lambda * variance[t] + (1 - lambda) * r[t]^2`, the mean of returns taken as zero.
 *
 * @param returns - Oldest first, shape `[n]`.
 * @param options.lambda - Weight of the past, strictly between 0 and 1; 0.94 in RiskMetrics.
 * @param options.startVariance - The forecast for the first return, not negative.
 * @returns Shape `[n + 1]`: `[t]` is the forecast for `returns[t]`, the last is for the next return.
 * @throws ArgumentError for an empty series, a number that is not finite or an option outside its range.
 * @see J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), section 5.2.
 *
 * @example
 * ewmaVariances([2], { lambda: 0.75, startVariance: 4 }) // [4, 4]
 */
export function ewmaVariances(returns: ArrayLike<number>, options: Readonly<{ lambda: number; startVariance: number }>): Float64Array {
  requireSeries('returns', returns)
  requireProbability('lambda', options.lambda)
  requireNotNegative('startVariance', options.startVariance)
  const ewma = createEwmaVolatility({ lambda: options.lambda, startReturns: 1 })
  ewma.seen = 1
  ewma.variance = options.startVariance
  const variances = new Float64Array(returns.length + 1)
  for (let t = 0; t < returns.length; t++) {
    variances[t] = ewma.variance
    pushEwmaReturn(ewma, returns[t] as number)
  }
  variances[returns.length] = ewma.variance
  return variances
}

/** Three volatilities of one window of returns, the mean taken as zero. */
export type RiskMetricsVolatility = Readonly<{
  /** Weights `lambda^age`, divided by their sum. */
  normalised: number
  /** The recursion started from a variance of 0: low while the window is short. */
  unnormalised: number
  /** All weights equal. */
  equal: number
}>

/**
 * The RiskMetrics volatility of a window, with the weights divided by their sum and not, beside that of equal weights.
 *
 * @param returns - Oldest first, shape `[n]`.
 * @returns Standard deviations of one return, in the unit of the returns.
 * @throws ArgumentError for an empty series, a number that is not finite or a weight outside its range.
 * @see J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), section 5.2.
 *
 * @example
 * riskMetricsVolatility([1, 1], 0.5).unnormalised // 0.8660254037844386
 */
export function riskMetricsVolatility(returns: ArrayLike<number>, lambda: number): RiskMetricsVolatility {
  requireSeries('returns', returns)
  requireProbability('lambda', lambda)
  const weighted = createSum()
  const weights = createSum()
  const squares = createSum()
  let weight = 1
  for (let t = returns.length - 1; t >= 0; t--) {
    const square = (returns[t] as number) * (returns[t] as number)
    addToSum(weighted, weight * square)
    addToSum(weights, weight)
    addToSum(squares, square)
    weight *= lambda
  }
  return {
    normalised: Math.sqrt(totalOf(weighted) / totalOf(weights)),
    unnormalised: Math.sqrt((1 - lambda) * totalOf(weighted)),
    equal: Math.sqrt(totalOf(squares) / returns.length),
  }
}
