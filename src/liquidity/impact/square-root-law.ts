import { requireNotNegative, requirePositive } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { power } from '../../num/elementary.ts'

/** An order as seen by the square-root law. */
export type SquareRootTerms = Readonly<{
  /** Units of the whole order, 0 or above. */
  size: number
  /** Units traded by all over the time that `volatility` is for, as a rule a day. */
  volume: number
  /** Deviation of returns over that time, a fraction. */
  volatility: number
  /** Factor of the market, about 0.5 to 1; fitted, never brought over from another. */
  factor: number
  /** Exponent, 0.5 by the law's name. */
  exponent: number
}>

/** Returns against the order: at its end, and on average over it. */
export type OrderImpact = Readonly<{ peak: number; average: number }>

/** Why no impact is known: nothing was traded. */
export type NoVolume = Readonly<{ reason: 'noVolume' }>

/**
 * Impact of an order by the square-root law: `factor * volatility * (size / volume)^exponent` at its end.
 *
 * The average cost is that over `1 + exponent`, two thirds of the peak at 0.5, for an order worked evenly.
 *
 * @returns Fractions of the price, 0 or above. Refused without volume.
 * @throws ArgumentError for terms out of range.
 * @see Toth and others, "Anomalous price impact and the critical nature of liquidity in financial markets", Physical Review X 1 (2011);
 *   Donier & Bonart, "A million metaorder analysis of market impact on the Bitcoin", Market Microstructure and Liquidity 1 (2015).
 *
 * @example
 * squareRootImpact({ size: 25, volume: 100, volatility: 0.03, factor: 1, exponent: 0.5 }).value // { peak: 0.015, average: 0.01 }
 */
export function squareRootImpact(terms: SquareRootTerms): Result<OrderImpact, NoVolume> {
  requireNotNegative('size', terms.size)
  requireNotNegative('volume', terms.volume)
  requireNotNegative('volatility', terms.volatility)
  requireNotNegative('factor', terms.factor)
  requirePositive('exponent', terms.exponent)
  if (terms.volume === 0) return refuse({ reason: 'noVolume' })
  const peak = terms.factor * terms.volatility * power(terms.size / terms.volume, terms.exponent)
  return accept({ peak, average: peak / (1 + terms.exponent) })
}
