import { requireNotNegative, requireFinite } from '../base/argument.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../num/elementary.ts'

/** Whether an option is a right to buy or to sell. */
export type OptionKind = 'call' | 'put'

/** A European option on a forward, without its volatility. */
export type OptionTerms = Readonly<{
  kind: OptionKind
  /** Forward price for the day of expiry, 0 or above. */
  forward: number
  /** Strike in the currency of the forward, 0 or above. */
  strike: number
  /** Time to expiry in years, 0 or above. */
  timeYears: number
  /** Continuously compounded rate per year with which the payoff is discounted; 0 when absent. */
  rate?: number
}>

/** A European option on a forward and the volatility to price it with. */
export type OptionAtVolatility = OptionTerms &
  Readonly<{
    /** Standard deviation of log returns per square root of a year, 0 or above: 0.6 is 60 %. */
    volatility: number
  }>

/**
 * Requires terms that can be priced.
 *
 * @throws ArgumentError naming the term that is not finite or below zero.
 *
 * @example
 * requireTerms({ kind: 'call', forward: 100, strike: 90, timeYears: 1 })
 */
export function requireTerms(terms: OptionTerms): void {
  requireNotNegative('forward', terms.forward)
  requireNotNegative('strike', terms.strike)
  requireNotNegative('timeYears', terms.timeYears)
  requireFinite('rate', terms.rate ?? 0)
}

/**
 * The logarithm of forward over strike, exact to the last digits also where the two nearly meet: there the logarithm of a
 * rounded ratio would lose what an option of low volatility is worth.
 *
 * @returns Infinite when one of them is 0, NaN when both are.
 *
 * @example
 * logMoneyness(100, 100) // 0
 */
export function logMoneyness(forward: number, strike: number): number {
  const ratio = forward / strike
  if (ratio > 0.5 && ratio < 2) return logarithmOfOnePlus((forward - strike) / strike)
  if (ratio > 0 && ratio < Infinity) return naturalLogarithm(ratio)
  return naturalLogarithm(forward) - naturalLogarithm(strike)
}

/**
 * What the option would pay if the forward were the settlement: never below zero, not discounted.
 *
 * @example
 * intrinsicValue({ kind: 'put', forward: 90, strike: 100, timeYears: 1 }) // 10
 */
export function intrinsicValue(terms: OptionTerms): number {
  return Math.max(0, terms.kind === 'call' ? terms.forward - terms.strike : terms.strike - terms.forward)
}
