import type { OptionKind } from '../../pricing/option-terms.ts'
import type { Payoff } from '../contract.ts'

/** A price in quote: the part that moves with the underlying, and the part an averaging window has already fixed. */
export type ScanPrice = Readonly<{ moving: number; fixed: number }>

/** Spot, collateral, a future or a perpetual. The entry price matters to inverse ones only, whose unrealised coins move in quote. */
export type DeltaOneInstrument = Readonly<{ kind: 'deltaOne'; payoff: Payoff; price: ScanPrice; entryPrice?: number }>

/** A European option on a forward. */
export type OptionInstrument = Readonly<{
  kind: 'option'
  payoff: Payoff
  option: OptionKind
  strike: number
  price: ScanPrice
  /** Until expiry, 0 or above. */
  timeYears: number
  /** Per square root of a year, 0 or above. */
  volatility: number
}>

/** What a scan can reprice. */
export type ScanInstrument = DeltaOneInstrument | OptionInstrument

/** A position to scan. */
export type ScanLine = Readonly<{
  /** Unique in its scan: the contract's name. */
  id: string
  /** In base, or in quote for inverse futures and perpetuals; negative is short. */
  size: number
  instrument: ScanInstrument
}>

/**
 * The price now, in quote.
 *
 * @example
 * priceNow({ kind: 'deltaOne', payoff: 'linear', price: { moving: 60000, fixed: 0 } }) // 60000
 */
export function priceNow(instrument: ScanInstrument): number {
  return instrument.price.moving + instrument.price.fixed
}
