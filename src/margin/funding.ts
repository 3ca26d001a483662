import { requireFinite, requirePositive } from '../base/argument.ts'
import type { DurationUs } from '../base/time.ts'
import type { PerpetualContract } from './contract.ts'

/** A funding rate, and how long it ran. */
export type FundingAccrual = Readonly<{
  /** Fraction of the notional that longs pay shorts in each `per`; below 0 shorts pay longs. */
  rate: number
  /** The time the rate is quoted for: eight hours, for instance. Above 0. */
  per: DurationUs
  /** How long it ran. */
  elapsed: DurationUs
  /** Mark of the contract and index of its underlying, in quote, above 0. */
  markPrice: number
  indexPrice: number
}>

/**
 * Funding earned by a perpetual position: `-rate * elapsed / per` of its notional at the mark. Longs pay positive rates, so a long earns less
 * than nothing by one. An inverse contract's notional is fixed in quote; it pays in coin at the mark, valued at the index.
 *
 * @param size - In contracts, negative is short.
 * @returns In quote; negative is owed.
 * @throws ArgumentError for a rate or size that is not finite, a price or `per` that is not above 0.
 *
 * @example
 * const contract = { id: 'BTC-PERP', underlying: 'BTC', multiplier: 1, kind: 'perpetual', payoff: 'linear' }
 * const eightHours = { rate: 0.0001, per: seconds(28_800), elapsed: seconds(28_800), markPrice: 60_000, indexPrice: 60_000 }
 * fundingEarned(contract, 2, eightHours) // -12
 */
export function fundingEarned(contract: PerpetualContract, size: number, accrual: FundingAccrual): number {
  const { rate, per, elapsed, markPrice, indexPrice } = accrual
  requireFinite('size', size)
  requireFinite('rate', rate)
  requirePositive('per', per)
  requirePositive('markPrice', markPrice)
  requirePositive('indexPrice', indexPrice)
  const exposure = size * contract.multiplier
  const notional = contract.payoff === 'linear' ? exposure * markPrice : (exposure / markPrice) * indexPrice
  return 0 - notional * rate * (elapsed / per)
}
