import { ArgumentError, requireFinite, requireNotNegative, requirePositive } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'

/**
 * Raw SVI: total variance of one expiry as a function of `k = ln(K / F)`,
 * `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))`.
 */
export type SviSlice = Readonly<{
  /** Level. May be below zero. */
  a: number
  /** Slope of the wings, 0 or above. */
  b: number
  /** Tilt, from -1 to 1. */
  rho: number
  /** Where the curve is centred. */
  m: number
  /** How round it is there, above 0. */
  sigma: number
}>

/** Total variance and its first two derivatives by log-strike. */
export type SviPoint = Readonly<{ variance: number; slope: number; curvature: number }>

/** SVI in terms a trader reads: variance, skew, wings and lowest variance, per year. */
export type JumpWings = Readonly<{
  /** Variance per year at the money. */
  variance: number
  /** Slope of volatility times the root of time at the money. */
  skew: number
  /** Slope of the put wing. */
  putWing: number
  /** Slope of the call wing. */
  callWing: number
  /** Lowest variance per year. */
  lowestVariance: number
}>

/**
 * Requires the parameters of a slice.
 *
 * @throws ArgumentError naming the parameter that is not finite or out of its range.
 *
 * @example
 * requireSlice({ a: 0.04, b: 0.1, rho: -0.3, m: 0, sigma: 0.2 })
 */
export function requireSlice(slice: SviSlice): void {
  requireFinite('a', slice.a)
  requireNotNegative('b', slice.b)
  if (!(Math.abs(slice.rho) <= 1)) throw new ArgumentError('rho', { expected: 'a number from -1 to 1', found: String(slice.rho) })
  requireFinite('m', slice.m)
  requirePositive('sigma', slice.sigma)
}

/**
 * Total variance of a slice and its derivatives at a log-strike.
 *
 * @see Gatheral, "A parsimonious arbitrage-free implied volatility parameterization", Global Derivatives (2004).
 *
 * @example
 * sviPoint({ a: 0.04, b: 0.1, rho: 0, m: 0, sigma: 0.2 }, 0).variance // 0.060000000000000005
 */
export function sviPoint(slice: SviSlice, k: number): SviPoint {
  const { a, b, rho, m, sigma } = slice
  const root = rootAt(slice, k)
  return {
    variance: a + b * (rho * (k - m) + root),
    slope: b * (rho + (k - m) / root),
    curvature: (b * sigma * sigma) / (root * root * root),
  }
}

/**
 * Durrleman's function of total variance: where it is below zero the smile implies a negative probability.
 *
 * @returns Meaningless where total variance is not above zero; `butterflyArbitrage` says so.
 * @see Gatheral & Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), equation 2.1.
 *
 * @example
 * durrleman({ variance: 0.04, slope: 0, curvature: 0 }, 0) // 1
 */
export function durrleman(point: SviPoint, k: number): number {
  const { variance, slope, curvature } = point
  const tilt = 1 - (k * slope) / (2 * variance)
  return tilt * tilt - 0.25 * slope * slope * (1 / variance + 0.25) + 0.5 * curvature
}

/**
 * The lowest total variance of a slice: `a + b sigma sqrt(1 - rho^2)`.
 *
 * @example
 * lowestTotalVariance({ a: 0.04, b: 0.1, rho: 0, m: 0, sigma: 0.2 }) // 0.060000000000000005
 */
export function lowestTotalVariance(slice: SviSlice): number {
  return slice.a + slice.b * slice.sigma * Math.sqrt((1 - slice.rho) * (1 + slice.rho))
}

/**
 * Slopes of total variance in the wings. Lee's moment formula allows no more than 2.
 *
 * @see Lee, "The moment formula for implied volatility at extreme strikes", Mathematical Finance 14 (2004).
 *
 * @example
 * wingSlopes({ a: 0.04, b: 0.1, rho: 0.5, m: 0, sigma: 0.2 }) // { left: 0.05, right: 0.15000000000000002 }
 */
export function wingSlopes(slice: SviSlice): Readonly<{ left: number; right: number }> {
  return { left: slice.b * (1 - slice.rho), right: slice.b * (1 + slice.rho) }
}

/**
 * The slice in jump-wing terms.
 *
 * @param slice - Raw parameters.
 * @param timeYears - Time to the slice's expiry, above 0.
 * @returns A refusal when total variance at the money is not above zero, so that no volatility exists there.
 * @throws ArgumentError for parameters out of range.
 * @see Gatheral & Jacquier (2014), equation 3.5.
 *
 * @example
 * jumpWings({ a: 0.04, b: 0.1, rho: -0.3, m: 0, sigma: 0.2 }, 1)
 */
export function jumpWings(
  slice: SviSlice,
  timeYears: number,
): Result<JumpWings, Readonly<{ reason: 'noVarianceAtTheMoney'; variance: number }>> {
  requireSlice(slice)
  requirePositive('timeYears', timeYears)
  const { variance, slope } = sviPoint(slice, 0)
  if (!(variance > 0)) return refuse({ reason: 'noVarianceAtTheMoney', variance })
  const deviation = Math.sqrt(variance)
  const { left, right } = wingSlopes(slice)
  return accept({
    variance: variance / timeYears,
    skew: slope / (2 * deviation),
    putWing: left / deviation,
    callWing: right / deviation,
    lowestVariance: lowestTotalVariance(slice) / timeYears,
  })
}

function rootAt(slice: SviSlice, k: number): number {
  const distance = k - slice.m
  return Math.sqrt(distance * distance + slice.sigma * slice.sigma)
}
