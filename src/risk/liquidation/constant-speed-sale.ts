import { requireFinite, requireNotNegative } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { power } from '../../num/elementary.ts'

/** A position sold at a constant speed, whose duration is chosen. */
export type ConstantSpeedTerms = Readonly<{
  /** Units held; negative for a short position. */
  size: number
  /** Price units per root of time. */
  volatility: number
  /** Price units per unit traded: what stays. */
  permanentImpact: number
  /** Price units per unit of speed. */
  temporaryImpact: number
  /** Deviations that count as the worst case. */
  z: number
  /** Weight of the deviation in the choice of the duration: the cost of holding capital for risk; 1 to minimise the loss itself. */
  capitalWeight: number
}>

/** The best duration and what the sale then costs. */
export type ConstantSpeedSale = Readonly<{
  duration: number
  /** Expected cost plus the weighted deviations: what was minimised. */
  objective: number
  expectedCost: number
  deviation: number
  /** Expected cost plus `z` deviations. */
  loss: number
}>

/** Why no duration is best: without risk or weight on it, slower is always cheaper. */
export type NoDuration = Readonly<{ reason: 'nothingHurries' }>

/**
 * Value at risk with the holding period as a result: the speed at which impact saved by waiting equals risk added by it.
 *
 * @returns Duration in the unit of time of `volatility`, 0 without temporary impact. Refused when volatility, `z` or the weight is 0
 *   and temporary impact is not.
 * @throws ArgumentError for terms out of range.
 * @see Hisata & Yamai, "Research toward the practical application of liquidity risk evaluation methods", Monetary and Economic
 *   Studies 18 (2000), in the notation of Almgren & Chriss.
 *
 * @example
 * const terms = { size: 1, volatility: 0, permanentImpact: 2, temporaryImpact: 0, z: 2, capitalWeight: 1 }
 * constantSpeedSale(terms) // { ok: true, value: { duration: 0, objective: 1, expectedCost: 1, deviation: 0, loss: 1 } }
 */
export function constantSpeedSale(terms: ConstantSpeedTerms): Result<ConstantSpeedSale, NoDuration> {
  requireFinite('size', terms.size)
  for (const name of ['volatility', 'permanentImpact', 'temporaryImpact', 'z', 'capitalWeight'] as const) {
    requireNotNegative(name, terms[name])
  }
  const size = Math.abs(terms.size)
  const hurry = terms.capitalWeight * terms.z * terms.volatility
  const slowness = 2 * Math.sqrt(3) * terms.temporaryImpact * size
  if (slowness > 0 && hurry === 0) return refuse({ reason: 'nothingHurries' })
  const duration = slowness === 0 ? 0 : power(slowness / hurry, 2 / 3)
  const temporary = duration === 0 ? 0 : (terms.temporaryImpact * size * size) / duration
  const expectedCost = (terms.permanentImpact * size * size) / 2 + temporary
  const deviation = terms.volatility * size * Math.sqrt(duration / 3)
  const objective = expectedCost + terms.capitalWeight * terms.z * deviation
  return accept({ duration, objective, expectedCost, deviation, loss: expectedCost + terms.z * deviation })
}
