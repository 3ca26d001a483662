import { requireFinite } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { exponential } from '../num/elementary.ts'
import { normalisedImplied } from './normalised-implied.ts'
import { intrinsicValue, logMoneyness, requireTerms, type OptionTerms } from './option-terms.ts'

/** Why a price has no implied volatility, in order of precedence. */
export type ImpliedVolatilityRefusal = Readonly<
  | { reason: 'priceBelowZero'; price: number }
  /** Nothing is left of the option's life for a volatility to act in. */
  | { reason: 'expired' }
  /** The price is below what exercise is worth, discounted. */
  | { reason: 'belowIntrinsic'; price: number; least: number }
  /** The price is not below the discounted forward (call) or strike (put), which it would reach at infinite volatility. */
  | { reason: 'aboveMaximum'; price: number; most: number }
>

/**
 * The volatility at which Black-76 gives a price, to the last digit the price determines.
 *
 * The intrinsic value is taken off and the rest priced as the option out of the money, whose value keeps its digits down to 1e-300.
 *
 * @param terms - The option.
 * @param price - In the currency of the forward, discounted.
 * @returns Volatility per square root of a year; 0 for exactly the discounted intrinsic value.
 * @throws ArgumentError naming a term that is not finite or below zero, or a price that is not finite.
 * @see Jaeckel, "Let's be rational", Wilmott (2015).
 *
 * @example
 * impliedVolatility({ kind: 'call', forward: 60000, strike: 60000, timeYears: 30 / 365 }, 3770.409109183354) // { ok: true, value: 0.5499999999999999 }
 */
export function impliedVolatility(terms: OptionTerms, price: number): Result<number, ImpliedVolatilityRefusal> {
  requireTerms(terms)
  requireFinite('price', price)
  const { forward, strike, timeYears } = terms
  const discount = exponential(-(terms.rate ?? 0) * timeYears)
  const least = discount * intrinsicValue(terms)
  const most = discount * (terms.kind === 'call' ? forward : strike)
  if (price < 0) return refuse({ reason: 'priceBelowZero', price })
  if (timeYears === 0) return refuse({ reason: 'expired' })
  if (price < least) return refuse({ reason: 'belowIntrinsic', price, least })
  if (price >= most) return refuse({ reason: 'aboveMaximum', price, most })
  if (price === least) return accept(0)
  // Both distances come from the price by one subtraction each; taken from each other they would lose the smaller one's digits.
  const unit = discount * Math.sqrt(forward) * Math.sqrt(strike)
  const value = Math.max((price - least) / unit, Number.MIN_VALUE)
  const x = -Math.abs(logMoneyness(forward, strike))
  return accept(normalisedImplied({ x, value, shortfall: (most - price) / unit }) / Math.sqrt(timeYears))
}
