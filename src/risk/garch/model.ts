import { ArgumentError, requireFinite, requireNotNegative } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { naturalLogarithm } from '../../num/elementary.ts'

/**
 * A GARCH(1,1) model of returns, or that of Glosten, Jagannathan and Runkle when `gamma` is not 0:
 * `e[t] = r[t] - mean` and `h[t] = omega + (alpha + gamma * (e[t-1] < 0)) * e[t-1]^2 + beta * h[t-1]`.
 *
 * Before the first return both `e^2` and `h` are the mean of `e^2` over the sample, and a fall counts for one half.
 */
export type GarchParameters = Readonly<{
  /** Mean of the returns, in their unit. */
  mean: number
  /** Constant of the variance, in squared units of the returns. */
  omega: number
  alpha: number
  /** What a fall adds to `alpha`; 0 for plain GARCH. */
  gamma: number
  beta: number
  /** Of Student's t scaled to unit variance, above 2; `Infinity` is the normal distribution, its limit. */
  degreesOfFreedom: number
}>

/** The name of one parameter. */
export type GarchParameterName = keyof GarchParameters

/** Why a figure of the long run does not exist. */
export type NotStationary = Readonly<{ reason: 'notStationary'; persistence: number }>

/**
 * Requires parameters that keep every variance positive.
 *
 * @throws ArgumentError naming the parameter.
 * @see Glosten, Jagannathan & Runkle, "On the relation between the expected value and the volatility of the nominal excess return on
 *   stocks", Journal of Finance 48 (1993).
 *
 * @example
 * requireGarchParameters({ mean: 0, omega: 0.01, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity })
 */
export function requireGarchParameters(parameters: GarchParameters): void {
  const { mean, omega, alpha, gamma, beta, degreesOfFreedom } = parameters
  requireFinite('parameters.mean', mean)
  requireNotNegative('parameters.omega', omega)
  requireNotNegative('parameters.alpha', alpha)
  requireFinite('parameters.gamma', gamma)
  if (alpha + gamma < 0) throw new ArgumentError('parameters.gamma', { expected: 'at least -alpha', found: String(gamma) })
  requireNotNegative('parameters.beta', beta)
  if (degreesOfFreedom > 2) return
  throw new ArgumentError('parameters.degreesOfFreedom', { expected: 'a number above 2', found: String(degreesOfFreedom) })
}

/**
 * The share of today's variance that is left in tomorrow's forecast: `alpha + gamma / 2 + beta`, a fall being as likely as a rise.
 *
 * @returns At or above 1 the variance has no long-run mean.
 *
 * @example
 * persistenceOf({ mean: 0, omega: 0.01, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }) // 0.95
 */
export function persistenceOf(parameters: GarchParameters): number {
  return parameters.alpha + parameters.gamma / 2 + parameters.beta
}

/**
 * The variance to which forecasts tend, `omega / (1 - persistence)`.
 *
 * @returns Refused with `notStationary` at a persistence of 1 or above, where the formula gives a number that means nothing.
 * @throws ArgumentError for parameters outside their range.
 *
 * @example
 * unconditionalVariance({ mean: 0, omega: 0.25, alpha: 0.25, gamma: 0, beta: 0.5, degreesOfFreedom: Infinity }) // { ok: true, value: 1 }
 */
export function unconditionalVariance(parameters: GarchParameters): Result<number, NotStationary> {
  requireGarchParameters(parameters)
  const persistence = persistenceOf(parameters)
  return persistence < 1 ? accept(parameters.omega / (1 - persistence)) : refuse({ reason: 'notStationary', persistence })
}

/**
 * The returns after which half of a shock to the variance is forgotten: `ln(1/2) / ln(persistence)`.
 *
 * @returns 0 when nothing persists; refused with `notStationary` when a shock never fades.
 * @throws ArgumentError for parameters outside their range.
 *
 * @example
 * volatilityHalfLife({ mean: 0, omega: 0.25, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }) // { ok: true, value: 1 }
 */
export function volatilityHalfLife(parameters: GarchParameters): Result<number, NotStationary> {
  requireGarchParameters(parameters)
  const persistence = persistenceOf(parameters)
  if (persistence >= 1) return refuse({ reason: 'notStationary', persistence })
  return accept(persistence === 0 ? 0 : naturalLogarithm(0.5) / naturalLogarithm(persistence))
}
