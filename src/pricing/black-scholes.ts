import { requireFinite, requireNotNegative } from '../base/argument.ts'
import { exponential } from '../num/elementary.ts'
import { black76Price } from './black-76.ts'
import type { OptionKind } from './option-terms.ts'

/** A European option on an asset that is held rather than delivered forward. */
export type SpotOption = Readonly<{
  kind: OptionKind
  /** Price now, 0 or above. */
  spot: number
  strike: number
  timeYears: number
  volatility: number
  /** Continuously compounded rate per year. */
  rate: number
  /** Continuously compounded yield of the asset per year: dividend, lending or staking; 0 when absent. */
  yieldRate?: number
}>

/**
 * The value of a European option on spot after Black, Scholes and Merton: Black-76 on the forward `spot * exp((rate - yield) * T)`.
 *
 * @returns In the currency of the spot price.
 * @throws ArgumentError naming a term that is not finite or below zero.
 * @see Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapter 1.
 *
 * @example
 * blackScholesPrice({ kind: 'call', spot: 100, strike: 100, timeYears: 1, volatility: 0, rate: 0 }) // 0
 */
export function blackScholesPrice(option: SpotOption): number {
  const { spot, rate, yieldRate = 0, ...terms } = option
  requireNotNegative('spot', spot)
  requireFinite('rate', rate)
  requireFinite('yieldRate', yieldRate)
  requireNotNegative('timeYears', terms.timeYears)
  return black76Price({ ...terms, rate, forward: spot * exponential((rate - yieldRate) * terms.timeYears) })
}
