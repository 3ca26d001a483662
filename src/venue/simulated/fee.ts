import type { Instrument } from '../../market/instrument.ts'
import { notionalDown, notionalUp, type PricedSize } from '../../market/notional.ts'

// Millionths of a basis point keep fractional fees such as 1.75 bps exact.
const partsOfOne = 10_000n * 1_000_000n

/**
 * The venue's fee for a fill in the quote asset's minor units, rounded against us: a fee up, a rebate towards zero.
 *
 * @param feeBps - Of the notional; negative is a rebate. Counted to a millionth of a basis point.
 * @throws InvariantError for an inverse instrument.
 *
 * @example
 * feeMinorOf(btcPerpetual, { ticks: 618_000, lots: 2 }, 5) // 61_800n: 123.60 USDT at 0.05 %
 */
export function feeMinorOf(instrument: Instrument, size: PricedSize, feeBps: number): bigint {
  const parts = BigInt(Math.round(feeBps * 1e6))
  if (parts < 0n) return (notionalDown(instrument, size).minor * parts) / partsOfOne
  return (notionalUp(instrument, size).minor * parts + partsOfOne - 1n) / partsOfOne
}
