import { requireFinite, requireNotNegative, requirePositive, requireProbability } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponentialLessOne, naturalLogarithm } from '../../num/elementary.ts'
import { normalQuantile } from '../../num/normal.ts'

/** A position and the spread it would be left through. */
export type SpreadAdjustedTerms = Readonly<{
  /** Mid price, above zero. */
  price: number
  /** Units held; negative for a short position. */
  units: number
  /** Deviation of log returns over the horizon. */
  volatility: number
  /** Factor on the deviation for tails fatter than normal; 1 for none. */
  fatTailFactor: number
  /** Strictly between 0 and 1. */
  confidence: number
  /** Mean of the relative spread, as a fraction of the mid. */
  meanSpread: number
  /** Deviation of the relative spread. */
  spreadDeviation: number
  /** Deviations above the mean that count as the worst spread, 2 to 4.5 as a rule. */
  spreadMultiple: number
}>

/** Price risk and the cost of a wide spread, in quote units. */
export type SpreadAdjustedLoss = Readonly<{
  priceLoss: number
  /** The price loss with `z * deviation` for the move instead of its exponential. */
  priceLossLinear: number
  liquidityCost: number
  total: number
}>

/**
 * Value at risk with the exogenous cost of the spread: price loss plus half the worst spread.
 *
 * Price and spread are taken to be at their worst together, which errs on the safe side, and the size of the position plays no part: it
 * holds for what the best quotes can take.
 *
 * @throws ArgumentError for terms out of range.
 * @see Bangia, Diebold, Schuermann & Stroughair, "Modeling liquidity risk, with implications for traditional market risk measurement
 *   and management" (1999).
 *
 * @example
 * const spread = { meanSpread: 0.01, spreadDeviation: 0, spreadMultiple: 0 }
 * spreadAdjustedLoss({ price: 100, units: 1, volatility: 0.02, fatTailFactor: 1, confidence: 0.95, ...spread }).liquidityCost // 0.5
 */
export function spreadAdjustedLoss(terms: SpreadAdjustedTerms): SpreadAdjustedLoss {
  requirePositive('price', terms.price)
  requireFinite('units', terms.units)
  requireNotNegative('volatility', terms.volatility)
  requirePositive('fatTailFactor', terms.fatTailFactor)
  requireProbability('confidence', terms.confidence)
  requireNotNegative('meanSpread', terms.meanSpread)
  requireNotNegative('spreadDeviation', terms.spreadDeviation)
  requireFinite('spreadMultiple', terms.spreadMultiple)
  const value = terms.price * Math.abs(terms.units)
  const move = normalQuantile(terms.confidence) * terms.fatTailFactor * terms.volatility
  const liquidityCost = 0.5 * value * (terms.meanSpread + terms.spreadMultiple * terms.spreadDeviation)
  const priceLoss = value * lossOfMove(move, terms.units)
  return { priceLoss, priceLossLinear: value * move, liquidityCost, total: priceLoss + liquidityCost }
}

/**
 * The loss of a position per unit of value when the log price moves against it: a long position can lose no more than its value.
 *
 * @param move - Size of the move in log price; negative for one in favour.
 * @param units - Only the sign counts.
 *
 * @example
 * lossOfMove(0.1, 1) // 0.09516258196404043
 */
export function lossOfMove(move: number, units: number): number {
  return units < 0 ? exponentialLessOne(move) : -exponentialLessOne(-move)
}

/**
 * The factor on a deviation for fat tails: `1 + slope * ln(kurtosis / 3)`.
 *
 * @param kurtosis - Raw kurtosis, 3 for a normal distribution.
 * @param slope - Fitted to the tail probability, such as 0.4 at 99 %.
 * @returns Refused when the factor is not above 0, as for tails far thinner than normal.
 * @throws ArgumentError unless kurtosis is above 0.
 * @see Bangia and others (1999), section 4.
 *
 * @example
 * fatTailFactor(3, 0.4) // { ok: true, value: 1 }
 */
export function fatTailFactor(kurtosis: number, slope: number): Result<number, Readonly<{ reason: 'tailsTooThin'; factor: number }>> {
  requirePositive('kurtosis', kurtosis)
  requireFinite('slope', slope)
  const factor = 1 + slope * naturalLogarithm(kurtosis / 3)
  return factor > 0 ? accept(factor) : refuse({ reason: 'tailsTooThin', factor })
}
