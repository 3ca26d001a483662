import { ArgumentError, requireFinite, requirePositive } from '../base/argument.ts'
import { exponential, naturalLogarithm } from '../num/elementary.ts'
import type { SviSlice } from './svi.ts'

/** Surface SVI with the power law `phi = eta / (theta^gamma (1 + theta)^(1 - gamma))`. */
export type SsviPowerLaw = Readonly<{
  /** Scale of the smile's slope, above 0. */
  eta: number
  /** How fast it flattens with variance, from 0 to 1. */
  gamma: number
  /** Tilt, strictly between -1 and 1. */
  rho: number
}>

/** The conditions under which a slice of the surface, and its neighbours in time, are free of arbitrage. */
export type SsviConditions = Readonly<{
  /** Smile scale at this variance. */
  phi: number
  /** `theta phi (1 + |rho|)`, below 4 without butterfly arbitrage. */
  butterflyFirst: number
  /** `theta phi^2 (1 + |rho|)`, at most 4 suffices against butterfly arbitrage. */
  butterflySecond: number
  butterflyFree: boolean
  /** `d(theta phi) / d theta`, at least 0. */
  calendarSlope: number
  /** What that slope may not exceed: `(1 + sqrt(1 - rho^2)) phi / rho^2`, infinite without tilt. */
  calendarBound: number
  /** Whether the surface never falls in time here, as long as variance at the money does not. */
  calendarFree: boolean
}>

/**
 * Requires the parameters of a power law.
 *
 * @throws ArgumentError naming the parameter that is out of its range.
 *
 * @example
 * requirePowerLaw({ eta: 1, gamma: 0.5, rho: -0.3 })
 */
export function requirePowerLaw(law: SsviPowerLaw): void {
  requirePositive('eta', law.eta)
  if (!(law.gamma >= 0 && law.gamma <= 1)) throw new ArgumentError('gamma', { expected: 'a number from 0 to 1', found: String(law.gamma) })
  if (!(Math.abs(law.rho) < 1)) throw new ArgumentError('rho', { expected: 'a number strictly between -1 and 1', found: String(law.rho) })
}

/**
 * The scale of the smile at a total variance at the money.
 *
 * @example
 * powerLawScale({ eta: 1, gamma: 0.5, rho: 0 }, 1) // 0.7071067811865475
 */
export function powerLawScale(law: SsviPowerLaw, theta: number): number {
  const logarithm = law.gamma * naturalLogarithm(theta) + (1 - law.gamma) * naturalLogarithm(1 + theta)
  return law.eta * exponential(-logarithm)
}

/**
 * Total variance of the surface where variance at the money is `theta` and the log-strike is `k`:
 * `theta / 2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2))`.
 *
 * @throws ArgumentError for parameters out of range, a theta that is not above zero or a `k` that is not finite.
 * @see Gatheral & Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), equation 4.1.
 *
 * @example
 * ssviTotalVariance({ eta: 1.2, gamma: 0.5, rho: -0.35 }, 0.04, 0) // 0.04
 */
export function ssviTotalVariance(law: SsviPowerLaw, theta: number, k: number): number {
  requirePowerLaw(law)
  requirePositive('theta', theta)
  requireFinite('k', k)
  const { rho } = law
  const scaled = powerLawScale(law, theta) * k
  return 0.5 * theta * (1 + rho * scaled + Math.sqrt((scaled + rho) * (scaled + rho) + (1 - rho) * (1 + rho)))
}

/**
 * The slice of the surface at `theta` as raw SVI.
 *
 * @see Gatheral & Jacquier (2014), section 4.
 *
 * @example
 * ssviSlice({ eta: 1.2, gamma: 0.5, rho: 0 }, 0.04).m // 0
 */
export function ssviSlice(law: SsviPowerLaw, theta: number): SviSlice {
  requirePowerLaw(law)
  requirePositive('theta', theta)
  const phi = powerLawScale(law, theta)
  const narrow = (1 - law.rho) * (1 + law.rho)
  return { a: 0.5 * theta * narrow, b: 0.5 * theta * phi, rho: law.rho, m: -law.rho / phi + 0, sigma: Math.sqrt(narrow) / phi }
}

/**
 * The sufficient conditions against butterfly and calendar arbitrage at a total variance at the money.
 *
 * @throws ArgumentError for parameters out of range or a theta that is not above zero.
 * @see Gatheral & Jacquier (2014), theorems 4.1 and 4.2.
 *
 * @example
 * ssviConditions({ eta: 1.2, gamma: 0.5, rho: -0.35 }, 0.04).butterflyFree // true
 */
export function ssviConditions(law: SsviPowerLaw, theta: number): SsviConditions {
  requirePowerLaw(law)
  requirePositive('theta', theta)
  const { eta, gamma, rho } = law
  const phi = powerLawScale(law, theta)
  const tilt = 1 + Math.abs(rho)
  const butterflyFirst = theta * phi * tilt
  const butterflySecond = theta * phi * phi * tilt
  // theta phi is eta (theta / (1 + theta))^(1 - gamma), so its derivative needs no differences.
  const calendarSlope = (eta * (1 - gamma) * exponential(-gamma * naturalLogarithm(theta / (1 + theta)))) / ((1 + theta) * (1 + theta))
  const calendarBound = rho === 0 ? Infinity : ((1 + Math.sqrt((1 - rho) * (1 + rho))) * phi) / (rho * rho)
  return {
    phi,
    butterflyFirst,
    butterflySecond,
    butterflyFree: butterflyFirst < 4 && butterflySecond <= 4,
    calendarSlope,
    calendarBound,
    calendarFree: calendarSlope >= 0 && calendarSlope <= calendarBound,
  }
}
