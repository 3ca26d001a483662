import { ArgumentError, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { filterGarch } from '../garch/filter.ts'
import type { GarchParameters } from '../garch/model.ts'
import { historicalTail } from './historical.ts'
import type { TailRisk } from './tail-risk.ts'

/** Returns divided by the volatility forecast for them, and the forecast for the next. */
export type FilteredReturns = Readonly<{
  /** Shape `[n]`, without unit. */
  residuals: Float64Array
  /** Standard deviation forecast for the next return, in the unit of the returns. */
  nextVolatility: number
}>

/** A forecast of zero by which nothing can be divided, and for which return it was made (the number of returns: the next one). */
export type ZeroVolatility = Readonly<{ reason: 'zeroVolatility'; position: number }>

/** An exponentially weighted filter: the weight of the past, and how many first returns give the start. */
export type EwmaFilterOptions = Readonly<{ lambda: number; startReturns: number }>

/**
 * Filters returns by an exponentially weighted variance. The mean square of the first `startReturns` is the forecast for the first
 * return; from then on `variance = lambda * variance + (1 - lambda) * r^2`.
 *
 * @returns Refused where a forecast is zero: returns that begin with nothing but zeros.
 * @throws ArgumentError for an empty series, a number that is not finite, a lambda outside 0 to 1, or a start longer than the series.
 * @see Hull & White, "Incorporating volatility updating into the historical simulation method", J. Risk 1 (1998).
 *
 * @example
 * ewmaFiltered([0.01, -0.02, 0.01], { lambda: 0.94, startReturns: 2 })
 */
export function ewmaFiltered(returns: ArrayLike<number>, options: EwmaFilterOptions): Result<FilteredReturns, ZeroVolatility> {
  requireSeries('returns', returns)
  requireLambda(options.lambda)
  requireWhole('startReturns', options.startReturns, { least: 1, most: returns.length })
  const variances = new Float64Array(returns.length + 1)
  variances[0] = meanSquare(returns, options.startReturns)
  for (let t = 0; t < returns.length; t++) {
    const r = returns[t] as number
    variances[t + 1] = options.lambda * (variances[t] as number) + (1 - options.lambda) * r * r
  }
  return standardised(returns, { mean: 0, variances })
}

/**
 * Filters returns by a GARCH model with given parameters.
 *
 * @returns Refused where a forecast is zero.
 * @throws ArgumentError as for `filterGarch`.
 * @see Barone-Adesi, Giannopoulos & Vosper, "VaR without correlations for portfolios of derivative securities", J. Futures Markets 19 (1999).
 *
 * @example
 * garchFiltered(returns, { mean: 0, omega: 0.01, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity })
 */
export function garchFiltered(returns: ArrayLike<number>, model: GarchParameters): Result<FilteredReturns, ZeroVolatility> {
  requireSeries('returns', returns)
  // Returns that are all the mean have nothing to filter, which is no mistake of the caller's.
  if (Array.prototype.every.call(returns, (value: number) => value === model.mean)) return refuse({ reason: 'zeroVolatility', position: 0 })
  return standardised(returns, { mean: model.mean, variances: filterGarch(returns, model) })
}

/**
 * Divides returns less their mean by the square root of their variance forecasts.
 *
 * @param by - `variances` has one more entry than there are returns.
 * @returns Refused where a forecast is zero.
 *
 * @example
 * standardised([1, -2], { mean: 0, variances: Float64Array.of(1, 4, 1) }) // residuals 1 and -1
 */
export function standardised(
  returns: ArrayLike<number>,
  by: Readonly<{ mean: number; variances: Float64Array }>,
): Result<FilteredReturns, ZeroVolatility> {
  const residuals = new Float64Array(returns.length)
  const empty = by.variances.findIndex((variance) => !(variance > 0))
  if (empty !== -1) return refuse({ reason: 'zeroVolatility', position: empty })
  for (let t = 0; t < returns.length; t++) residuals[t] = ((returns[t] as number) - by.mean) / Math.sqrt(by.variances[t] as number)
  return accept({ residuals, nextVolatility: Math.sqrt(by.variances[returns.length] as number) })
}

/**
 * Value at risk and expected shortfall of the next return by filtered historical simulation: past residuals at today's volatility.
 *
 * @param filtered - From `ewmaFiltered` or `garchFiltered`.
 * @param at - `mean` of the returns, 0 unless the filter took one off.
 * @throws ArgumentError for a confidence outside its range.
 * @see Gurrola-Perez & Murphy, "Filtered historical simulation Value-at-Risk models and their competitors", Bank of England WP 525 (2015).
 *
 * @example
 * const filtered = ewmaFiltered(returns, { lambda: 0.94, startReturns: 50 })
 * filtered.ok && filteredTail(filtered.value, { confidence: 0.99 }) // { valueAtRisk: 0.03048, expectedShortfall: 0.03998 }
 */
export function filteredTail(filtered: FilteredReturns, at: Readonly<{ confidence: number; mean?: number }>): TailRisk {
  const mean = at.mean ?? 0
  const losses = filtered.residuals.map((residual) => -(mean + residual * filtered.nextVolatility))
  const { valueAtRisk, expectedShortfall } = historicalTail(losses, at.confidence)
  return { valueAtRisk, expectedShortfall }
}

/**
 * Requires a weight of the past strictly between 0 and 1.
 *
 * @throws ArgumentError naming `lambda`.
 *
 * @example
 * requireLambda(0.94)
 */
export function requireLambda(lambda: number): void {
  if (!(lambda > 0 && lambda < 1))
    throw new ArgumentError('lambda', { expected: 'a number strictly between 0 and 1', found: String(lambda) })
}

function meanSquare(returns: ArrayLike<number>, count: number): number {
  const squares = createSum()
  for (let t = 0; t < count; t++) addToSum(squares, (returns[t] as number) * (returns[t] as number))
  return totalOf(squares) / count
}
