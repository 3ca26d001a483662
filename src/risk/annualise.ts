import { invariant } from '../base/assert.ts'
import { seconds, type DurationUs } from '../base/time.ts'

/** A year of a market that never closes: 365 days. */
const year = seconds(365 * 24 * 60 * 60)

/**
 * Annual volatility from the variance of returns that each span `every`, as if they were independent.
 *
 * @param variance - Mean square of the returns, not negative.
 * @param every - Time one return spans; more than 0. Missing returns are left out of the mean, so they do not dilute it.
 * @returns A standard deviation per year of 365 days, as a fraction.
 * @throws InvariantError if the variance is negative or `every` is 0.
 *
 * @example
 * annualVolatility(0.0004, seconds(86_400)) // 0.3821
 */
export function annualVolatility(variance: number, every: DurationUs): number {
  invariant(variance >= 0, 'a variance is never negative')
  invariant(every > 0, 'returns are spaced by more than no time')
  return Math.sqrt(variance * (year / every))
}
