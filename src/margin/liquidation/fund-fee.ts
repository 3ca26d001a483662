import { accept, refuse } from '../../base/result.ts'
import { lessOrZero, lower, strayed, widest, type Wide } from './wide-integer.ts'

/** Money, prices and fees in millionths, base in thousand-millionths, the margin ratio in ten-thousandths. */
export type PerpetualFeeTerms = Readonly<{
  shortage: bigint
  base: bigint
  marginRatio: bigint
  liquidatorFee: bigint
  oraclePrice: bigint
  quotePrice: bigint
  mostFundFee: bigint
}>

const million = 1_000_000n

/**
 * The insurance fund's fee on a perpetual that is taken over: nineteen twentieths of the margin that neither the liquidator nor the shortage
 * needs, at most the terms'. It is 0 without a price, a position or any margin to spare.
 *
 * @see Drift v2, `calculate_perp_if_fee`.
 *
 * @example
 * const terms = { shortage: 20_000_000n, base: 10_000_000_000n, marginRatio: 500n, liquidatorFee: 10_000n, mostFundFee: 50_000n }
 * perpetualFundFee({ ...terms, oraclePrice: 100_000_000n, quotePrice: 1_000_000n }).value // 19_000n
 */
export function perpetualFundFee(of: PerpetualFeeTerms): Wide {
  const { shortage, base, liquidatorFee, oraclePrice, quotePrice, mostFundFee } = of
  const marginRatio = of.marginRatio * 100n
  if (marginRatio > widest.bits32) return refuse({ reason: 'tooWide' })
  if (oraclePrice === 0n || quotePrice === 0n || base === 0n || marginRatio <= liquidatorFee) return accept(0n)
  const price = (oraclePrice * quotePrice) / million
  const perBase = (shortage * 1_000_000_000n) / base
  const fault = strayed([shortage * 1_000_000_000n, oraclePrice, quotePrice, oraclePrice * quotePrice, perBase * million])
  if (fault !== undefined) return fault
  if (price === 0n) return refuse({ reason: 'divisionByZero' })
  const spare = lessOrZero(marginRatio - liquidatorFee, lower((perBase * million) / price, widest.bits32))
  if (spare * 19n > widest.bits32) return refuse({ reason: 'tooWide' })
  return accept(lower(mostFundFee, (spare * 19n) / 20n))
}

/** Weights in ten-thousandths, multipliers, fees, money and prices in millionths, the debt in its own minor units. */
export type SpotFeeTerms = Readonly<{
  shortage: bigint
  debtUnits: bigint
  assetWeight: bigint
  assetMultiplier: bigint
  liabilityWeight: bigint
  liabilityMultiplier: bigint
  liabilityDecimals: number
  liabilityPrice: bigint
  mostFundFee: bigint
}>

/**
 * The insurance fund's fee on a debt that is repaid out of a pledged asset: the margin that is released beyond the shortage, as a share of what
 * the debt weighs, at most the terms'. It is 0 where repaying releases nothing.
 *
 * @see Drift v2, `calculate_spot_if_fee`.
 *
 * @example
 * const weights = { assetWeight: 10_000n, assetMultiplier: 1_010_000n, liabilityWeight: 11_000n, liabilityMultiplier: 1_000_000n }
 * const debt = { debtUnits: 1_000_000_000n, liabilityDecimals: 9, liabilityPrice: 100_000_000n }
 * spotFundFee({ ...weights, ...debt, shortage: 5_000_000n, mostFundFee: 50_000n }).value // 36_363n
 */
export function spotFundFee(of: SpotFeeTerms): Wide {
  const { shortage, debtUnits, assetMultiplier, liabilityMultiplier, liabilityPrice, mostFundFee } = of
  if (of.assetWeight >= of.liabilityWeight || liabilityPrice === 0n || debtUnits === 0n || liabilityMultiplier === 0n) return accept(0n)
  const assetPart = (of.assetWeight * 100n * assetMultiplier) / liabilityMultiplier
  const liabilityPart = of.liabilityWeight * 100n
  const scaled = shortage * million * BigInt(`1${'0'.repeat(of.liabilityDecimals)}`)
  const fault = strayed([shortage, debtUnits, liabilityPrice, scaled])
  if (fault !== undefined) return fault
  const needed = scaled / debtUnits / liabilityPrice
  const spare = lessOrZero(lessOrZero(liabilityPart, assetPart), needed)
  return accept(lower(mostFundFee, (spare * million) / liabilityPart))
}
