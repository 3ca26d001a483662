import { requireFinite, requireNotNegative, requirePositive } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { power } from '../../num/elementary.ts'
import type { NoVolume } from './square-root-law.ts'

/** Coefficients and exponents of the cost formula, one set per market. */
export type AlmgrenCoefficients = Readonly<{
  permanentFactor: number
  temporaryFactor: number
  /** Power of the speed in the temporary part. */
  temporaryExponent: number
  /** Power of shares outstanding over daily volume in the permanent part. */
  turnoverExponent: number
}>

/** The coefficients fitted to large US stocks in the paper; other markets need their own. */
export const equityCoefficients: AlmgrenCoefficients = {
  permanentFactor: 0.314,
  temporaryFactor: 0.142,
  temporaryExponent: 0.6,
  turnoverExponent: 0.25,
}

/** An order worked evenly over part of a day. */
export type AlmgrenOrder = Readonly<{
  /** Size of the order over the volume of a day, 0 or above. */
  shareOfVolume: number
  /** Volume of a day, in units. */
  dailyVolume: number
  /** Units outstanding. */
  outstanding: number
  /** Days the order is worked for. */
  duration: number
  /** Deviation of a day's returns; the costs have its unit. */
  dailyVolatility: number
}>

/** Impact in deviations (`normal...`) and in the unit of the volatility. */
export type AlmgrenImpact = Readonly<{
  normalPermanent: number
  permanent: number
  normalTemporary: number
  temporary: number
  /** What the order costs on average: half the permanent impact and all of the temporary one. */
  cost: number
}>

/**
 * Impact of an order by the formula fitted to half a million equity orders: permanent, linear in size; temporary, a power of speed.
 *
 * @returns In the unit of `dailyVolatility`, positive for a cost. Refused without daily volume.
 * @throws ArgumentError for an order or coefficients out of range.
 * @see Almgren, Thum, Hauptmann & Li, "Direct estimation of equity market impact", Risk 18 (2005).
 *
 * @example
 * const order = { shareOfVolume: 0.1, dailyVolume: 1, outstanding: 1, duration: 0.1, dailyVolatility: 100 }
 * almgrenImpact(order).value.normalTemporary // 0.142
 */
export function almgrenImpact(
  order: AlmgrenOrder,
  coefficients: AlmgrenCoefficients = equityCoefficients,
): Result<AlmgrenImpact, NoVolume> {
  requireOrder(order, coefficients)
  if (order.dailyVolume === 0) return refuse({ reason: 'noVolume' })
  const turnover = power(order.outstanding / order.dailyVolume, coefficients.turnoverExponent)
  const normalPermanent = coefficients.permanentFactor * order.shareOfVolume * turnover
  const normalTemporary = coefficients.temporaryFactor * power(order.shareOfVolume / order.duration, coefficients.temporaryExponent)
  const permanent = order.dailyVolatility * normalPermanent
  const temporary = order.dailyVolatility * normalTemporary
  return accept({ normalPermanent, permanent, normalTemporary, temporary, cost: permanent / 2 + temporary })
}

function requireOrder(order: AlmgrenOrder, coefficients: AlmgrenCoefficients): void {
  requireNotNegative('shareOfVolume', order.shareOfVolume)
  requireNotNegative('dailyVolume', order.dailyVolume)
  requirePositive('outstanding', order.outstanding)
  requirePositive('duration', order.duration)
  requireNotNegative('dailyVolatility', order.dailyVolatility)
  requireNotNegative('permanentFactor', coefficients.permanentFactor)
  requireNotNegative('temporaryFactor', coefficients.temporaryFactor)
  requirePositive('temporaryExponent', coefficients.temporaryExponent)
  requireFinite('turnoverExponent', coefficients.turnoverExponent)
}
