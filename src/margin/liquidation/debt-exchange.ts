import { accept, refuse } from '../../base/result.ts'
import { divideUp, magnitude } from './exact-fraction.ts'
import { decimalShift } from './shortage-size.ts'
import { strayed, type Wide } from './wide-integer.ts'

/** One side of an exchange of a pledged asset for a repaid debt: its price and multiplier in millionths, its minor unit's decimals. */
export type ExchangeSide = Readonly<{ price: bigint; multiplier: bigint; decimals: number }>

/** Both sides of the exchange. */
export type DebtExchange = Readonly<{ asset: ExchangeSide; liability: ExchangeSide }>

const million = 1_000_000n

/**
 * How much of a debt an amount of the asset repays, rounded up: whoever liquidates pays no less.
 *
 * @see Drift v2, `calculate_liability_transfer_implied_by_asset_amount`.
 *
 * @example
 * const exchange = { asset: { price: 1_000_000n, multiplier: 1_010_000n, decimals: 6 }, liability: { price: 100_000_000n, multiplier: 990_000n, decimals: 9 } }
 * liabilityForAsset(exchange, 10_000_000n).value // 98_019_802n
 */
export function liabilityForAsset({ asset, liability }: DebtExchange, assetUnits: bigint): Wide {
  const { up, down } = decimalShift(liability.decimals - asset.decimals)
  const divisor = liability.price * asset.multiplier
  const worth = assetUnits * up * asset.price * liability.multiplier
  const fault = strayed([worth, divisor])
  if (fault !== undefined) return fault
  if (divisor === 0n) return refuse({ reason: 'divisionByZero' })
  return accept(divideUp(divideUp(worth, divisor), down))
}

/**
 * How much of the asset pays for a repaid amount of the debt, rounded down and at least one unit. Where that is within about one whole unit of quote
 * of everything pledged, everything is taken, so that no dust stays.
 *
 * @param pledgedUnits - All of the asset that there is.
 * @see Drift v2, `calculate_asset_transfer_for_liability_transfer`.
 *
 * @example
 * assetForLiability(exchange, { liabilityUnits: 1_000_000_000n, pledgedUnits: 200_000_000n }).value // 102_020_202n
 */
export function assetForLiability(
  { asset, liability }: DebtExchange,
  of: Readonly<{ liabilityUnits: bigint; pledgedUnits: bigint }>,
): Wide {
  const { up, down } = decimalShift(asset.decimals - liability.decimals)
  const divisor = asset.price * liability.multiplier
  const worth = of.liabilityUnits * up * liability.price * asset.multiplier
  const fault = strayed([worth, divisor])
  if (fault !== undefined) return fault
  if (divisor === 0n) return refuse({ reason: 'divisionByZero' })
  const exact = worth / divisor / down
  const units = exact === 0n ? 1n : exact
  // The source scales by decimals the other way round than its units ask: with 6 decimals the bound is one unit of quote, with more it is less.
  const quote = decimalShift(asset.decimals - 6)
  const apart = (((magnitude(units - of.pledgedUnits) * asset.price) / million) * quote.up) / quote.down
  return accept(apart < million ? of.pledgedUnits : units)
}
