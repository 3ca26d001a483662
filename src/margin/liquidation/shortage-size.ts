import { accept, refuse } from '../../base/result.ts'
import { strayed, widest, type Wide } from './wide-integer.ts'

/** Money and prices in millionths, base in thousand-millionths, margin ratios in ten-thousandths, fees in millionths. */
export type PerpetualShortage = Readonly<{
  shortage: bigint
  marginRatio: bigint
  /** Fees of who takes the position over, and of the insurance fund. */
  liquidatorFee: bigint
  fundFee: bigint
  oraclePrice: bigint
  /** Price of the quote asset: a million where it holds its peg. */
  quotePrice: bigint
}>

const million = 1_000_000n

/**
 * How much of a perpetual must change hands so that the margin it releases, less both fees, covers a shortage.
 *
 * @returns All there is (the largest number of 64 bits) without a price or where the fee takes all that is released; refused where both fees do.
 * @see Drift v2, `calculate_base_asset_amount_to_cover_margin_shortage`.
 *
 * @example
 * const shortage = { shortage: 10_000_000n, marginRatio: 1_000n, liquidatorFee: 0n, fundFee: 0n, oraclePrice: 100_000_000n, quotePrice: 1_000_000n }
 * baseToCoverShortage(shortage).value // 1_000_000_000n
 */
export function baseToCoverShortage(of: PerpetualShortage): Wide {
  const { shortage, liquidatorFee, fundFee, oraclePrice, quotePrice } = of
  const marginRatio = of.marginRatio * 100n
  if (marginRatio > widest.bits32) return refuse({ reason: 'tooWide' })
  if (oraclePrice === 0n || marginRatio <= liquidatorFee) return accept(widest.bits64)
  const price = (oraclePrice * quotePrice) / million
  const released = (price * (marginRatio - liquidatorFee)) / million - (oraclePrice * fundFee) / million
  const fault = strayed([shortage * 1_000_000_000n, oraclePrice, quotePrice, price * marginRatio, released])
  if (fault !== undefined) return fault
  if (released === 0n) return refuse({ reason: 'divisionByZero' })
  const base = (shortage * 1_000_000_000n) / released
  return base > widest.bits64 ? refuse({ reason: 'tooWide' }) : accept(base)
}

/** Weights in ten-thousandths, multipliers and fees in millionths, the shortage in millionths, prices in millionths. */
export type LiabilityShortage = Readonly<{
  shortage: bigint
  assetWeight: bigint
  assetMultiplier: bigint
  liabilityWeight: bigint
  liabilityMultiplier: bigint
  liabilityDecimals: number
  liabilityPrice: bigint
  fundFee: bigint
}>

/**
 * How much of a debt must be repaid out of a pledged asset so that a shortage is covered, in the debt's own units; at least one unit.
 *
 * @returns All there is (the largest number of 128 bits) where repaying releases no margin; refused where the fund's fee takes all of it.
 * @see Drift v2, `calculate_liability_transfer_to_cover_margin_shortage`.
 *
 * @example
 * const weights = { assetWeight: 8_000n, assetMultiplier: 1_000_000n, liabilityWeight: 12_000n, liabilityMultiplier: 1_000_000n }
 * const debt = { ...weights, shortage: 10_000_000n, liabilityDecimals: 9, liabilityPrice: 100_000_000n, fundFee: 0n }
 * liabilityToCoverShortage(debt).value // 250_000_000n
 */
export function liabilityToCoverShortage(of: LiabilityShortage): Wide {
  const { shortage, assetWeight, assetMultiplier, liabilityWeight, liabilityMultiplier, liabilityPrice, fundFee } = of
  if (assetWeight >= liabilityWeight) return accept(widest.bits128)
  if (liabilityMultiplier === 0n) return refuse({ reason: 'divisionByZero' })
  // Weights have one digit more here, so that the multipliers lose less.
  const assetPart = (assetWeight * 10n * assetMultiplier) / liabilityMultiplier
  const liabilityPart = liabilityWeight * 10n
  if (assetPart >= liabilityPart) return accept(widest.bits128)
  const { up, down } = decimalShift(of.liabilityDecimals - 6)
  const needed = shortage * up * million * 100_000n
  const fee = ((liabilityPrice * fundFee) / million) * liabilityPart
  const released = liabilityPrice * (liabilityPart - assetPart) - fee
  const fault = strayed([needed, liabilityPrice, released])
  if (fault !== undefined) return fault
  if (released === 0n) return refuse({ reason: 'divisionByZero' })
  const units = needed / released / down
  return accept(units === 0n ? 1n : units)
}

/**
 * A power of ten as two factors, one of which is 1: multiply by `up`, divide by `down`.
 *
 * @example
 * decimalShift(-3) // { up: 1n, down: 1_000n }
 */
export function decimalShift(decimals: number): Readonly<{ up: bigint; down: bigint }> {
  const power = BigInt(`1${'0'.repeat(Math.abs(decimals))}`)
  return decimals > 0 ? { up: power, down: 1n } : { up: 1n, down: power }
}
