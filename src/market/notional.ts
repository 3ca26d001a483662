import { amount, type Amount } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'
import { powerOfTen } from '../base/decimal.ts'
import type { Instrument } from './instrument.ts'

/** Whole ticks and whole lots of one order, level or fill. */
export type PricedSize = Readonly<{ ticks: number; lots: number }>

/**
 * What a size stands for in quote, as a float, for metrics. Money uses `notionalDown` and `notionalUp`.
 *
 * @returns Quote units. Linear: price x size. Inverse: contracts x contract size, whatever the price.
 *
 * @example
 * notionalOf(btcPerpetual, { ticks: 618_000, lots: 2 }) // 2 lots of 0.001 BTC at 61,800.0: 123.6
 */
export function notionalOf(instrument: Instrument, size: PricedSize): number {
  const lots = (size.lots * instrument.lotUnits) / powerOfTen(instrument.sizeDecimals)
  if (instrument.payoff === 'inverse') return lots * instrument.contractSize
  return (size.ticks * instrument.tickUnits * lots) / powerOfTen(instrument.priceDecimals)
}

/**
 * The quote money a linear size stands for, rounded towards zero: what the fund may count as received.
 *
 * @throws InvariantError for an inverse instrument, negative ticks or lots, or numbers that are not whole.
 *
 * @example
 * notionalDown(btcPerpetual, { ticks: 618_000, lots: 2 }) // { asset: 'USDT', minor: 123_600_000n }
 */
export function notionalDown(instrument: Instrument, size: PricedSize): Amount {
  const [numerator, divisor] = scaled(instrument, size)
  return amount(instrument.quote, numerator / divisor)
}

/**
 * The quote money a linear size stands for, rounded away from zero: what the fund must have ready to pay.
 *
 * @throws InvariantError as `notionalDown`.
 *
 * @example
 * notionalUp(btcPerpetual, { ticks: 618_000, lots: 2 }) // { asset: 'USDT', minor: 123_600_000n }
 */
export function notionalUp(instrument: Instrument, size: PricedSize): Amount {
  const [numerator, divisor] = scaled(instrument, size)
  return amount(instrument.quote, (numerator + divisor - 1n) / divisor)
}

function scaled(instrument: Instrument, size: PricedSize): readonly [numerator: bigint, divisor: bigint] {
  invariant(instrument.payoff === 'linear', 'reserves are booked for linear payoffs only')
  invariant(isCount(size.ticks) && isCount(size.lots), 'a notional is of non-negative whole ticks and lots')
  const units = BigInt(size.ticks) * BigInt(instrument.tickUnits) * BigInt(size.lots) * BigInt(instrument.lotUnits)
  const numerator = units * BigInt(powerOfTen(instrument.quoteDecimals))
  const divisor = BigInt(powerOfTen(instrument.priceDecimals)) * BigInt(powerOfTen(instrument.sizeDecimals))
  return [numerator, divisor]
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
