import { accept, refuse, type Result } from '../../base/result.ts'
import { bankruptcyQuote, type QuantumRefusal } from './bankruptcy-price.ts'
import { divideDown, magnitude } from './exact-fraction.ts'
import type { QuantumAccount } from './quantum-risk.ts'

/** A fill of a liquidation. `quantums` and `quote` are what changed hands, never below 0. */
export type QuantumFill = Readonly<{ perpetual: string; side: 'buy' | 'sell'; quantums: bigint; quote: bigint }>

/**
 * What a fill pays an insurance fund, in quote quantums: what is left above the bankruptcy price, at most the fee. Below 0 the fund pays what
 * is missing.
 *
 * @param mostFeePpm - Most of the fill's quote that is taken as a fee, in millionths; rounded down.
 * @returns A refusal for a fill of nothing, and as `bankruptcyQuote`.
 * @see dYdX v4, `GetLiquidationInsuranceFundDelta`.
 *
 * @example
 * const btc = { price: { numerator: 500n, denominator: 1n }, initialMarginPpm: 200_000n, maintenanceFractionPpm: 500_000n }
 * const short = { quote: 4_900_000_000n, positions: [{ perpetual: 'BTC', market: btc, quantums: -10_000_000n }] }
 * fundDelta(short, { perpetual: 'BTC', side: 'buy', quantums: 10_000_000n, quote: 4_410_000_000n }, 5_000n).value // 22_050_000n
 */
export function fundDelta(account: QuantumAccount, fill: QuantumFill, mostFeePpm: bigint): Result<bigint, QuantumRefusal> {
  if (fill.quantums === 0n) return refuse({ reason: 'nothingFilled' })
  const sign = fill.side === 'buy' ? 1n : -1n
  const bankrupt = bankruptcyQuote(account, { perpetual: fill.perpetual, quantums: sign * fill.quantums })
  if (!bankrupt.ok) return bankrupt
  const received = -sign * fill.quote
  const left = received - bankrupt.value
  if (left <= 0n) return accept(left)
  const most = divideDown(magnitude(received) * mostFeePpm, 1_000_000n)
  return accept(left < most ? left : most)
}
