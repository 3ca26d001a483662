import { ewmaFiltered, type EwmaFilterOptions, type FilteredReturns, type ZeroVolatility } from '../risk/tail/filtered-historical.ts'
import type { Result } from '../base/result.ts'

/** The house's filter of daily returns: RiskMetrics' weight for slow daily use, started from the mean square of sixty days. */
export const dailyReturnFilter: EwmaFilterOptions = { lambda: 0.97, startReturns: 60 }

/**
 * Daily returns by an exponentially weighted filter that starts from what there is where the series is shorter than its start.
 *
 * @param returns - Oldest first, at least one, all finite.
 * @returns Refused where a forecast is zero: returns that begin with nothing but zeros.
 * @throws ArgumentError for an empty series or a number that is not finite.
 *
 * @example
 * const filtered = filterDailyReturns([0.01, -0.02, 0.01])
 * filtered.ok && filtered.value.nextVolatility // 0.0141
 */
export function filterDailyReturns(
  returns: ArrayLike<number>,
  filter: EwmaFilterOptions = dailyReturnFilter,
): Result<FilteredReturns, ZeroVolatility> {
  return ewmaFiltered(returns, { ...filter, startReturns: Math.min(filter.startReturns, returns.length) })
}

/**
 * The volatility that the house's filter forecasts for the next day, per square root of a year of 365 days.
 *
 * @returns Absent for returns it cannot say it of: none, one that is not finite, or a beginning of nothing but zeros.
 *
 * @example
 * annualReturnVolatility(market.dailyReturns) // 0.54
 */
export function annualReturnVolatility(returns: readonly number[]): number | undefined {
  if (returns.length === 0 || !returns.every(Number.isFinite)) return undefined
  const filtered = filterDailyReturns(returns)
  return filtered.ok ? filtered.value.nextVolatility * Math.sqrt(365) : undefined
}
