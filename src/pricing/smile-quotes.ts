import { requireNotNegative, requirePositive, requireSameLength, requireSeries } from '../base/argument.ts'
import { refuse, type Result } from '../base/result.ts'

/** Quotes of one expiry, as a smile is fitted to them. */
export type SmileQuotes = Readonly<{
  /** `ln(K / F)`. */
  logStrikes: ArrayLike<number>
  /** Implied variance times time to expiry. */
  totalVariances: ArrayLike<number>
  /** How much each quote counts, 0 or above. `spreadWeight` makes residuals count in bid-ask spreads. */
  weights: ArrayLike<number>
}>

/** Why no smile can be fitted to quotes, in order of precedence. */
export type SmileRefusal = Readonly<
  | { reason: 'tooFewQuotes'; found: number; least: number }
  /** A smile cannot be told from quotes at one strike. */
  | { reason: 'oneStrike' }
  | { reason: 'tooFewStrikes'; found: number; least: number }
>

/** A curve of five parameters passes through anything less. */
export const leastQuotes = 5

/**
 * Requires quotes that are numbers.
 *
 * @throws ArgumentError naming series and position: not finite, a variance of 0 or below, a weight below 0, lengths that differ.
 *
 * @example
 * requireQuotes({ logStrikes: [0], totalVariances: [0.04], weights: [1] })
 */
export function requireQuotes(quotes: SmileQuotes): void {
  const { logStrikes, totalVariances, weights } = quotes
  requireSeries('logStrikes', logStrikes, 0)
  requireSameLength(['logStrikes', logStrikes], ['totalVariances', totalVariances])
  requireSameLength(['logStrikes', logStrikes], ['weights', weights])
  for (let i = 0; i < logStrikes.length; i++) {
    requirePositive(`totalVariances[${i}]`, totalVariances[i] as number)
    requireNotNegative(`weights[${i}]`, weights[i] as number)
  }
}

/**
 * Why quotes cannot carry a smile; undefined when they can. Quotes without weight do not count.
 *
 * @example
 * refusalOf({ logStrikes: [0], totalVariances: [0.04], weights: [1] }) // { ok: false, refusal: { reason: 'tooFewQuotes', found: 1, least: 5 } }
 */
export function refusalOf(quotes: SmileQuotes): Result<never, SmileRefusal> | undefined {
  const strikes: number[] = []
  for (let i = 0; i < quotes.logStrikes.length; i++) if ((quotes.weights[i] as number) > 0) strikes.push(quotes.logStrikes[i] as number)
  const distinct = new Set(strikes).size
  if (strikes.length < leastQuotes) return refuse({ reason: 'tooFewQuotes', found: strikes.length, least: leastQuotes })
  if (distinct === 1) return refuse({ reason: 'oneStrike' })
  if (distinct < leastQuotes) return refuse({ reason: 'tooFewStrikes', found: distinct, least: leastQuotes })
  return undefined
}

/**
 * The weight that makes a squared residual of total variance a squared residual of volatility in bid-ask spreads. A spread of prices
 * over vega is a spread of volatilities, so it weighs by vega and by bid and ask at once.
 *
 * @param quote - Volatility and spread of volatilities, both per square root of a year and above 0; time to expiry above 0.
 *
 * @example
 * spreadWeight({ volatility: 0.5, spread: 0.01, timeYears: 1 }) // 10000
 */
export function spreadWeight(quote: Readonly<{ volatility: number; spread: number; timeYears: number }>): number {
  requirePositive('volatility', quote.volatility)
  requirePositive('spread', quote.spread)
  requirePositive('timeYears', quote.timeYears)
  const unit = 2 * quote.volatility * quote.timeYears * quote.spread
  return 1 / (unit * unit)
}
