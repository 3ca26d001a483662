import { requireFinite, requirePositive } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import type { DeductedTier } from './leverage-tiers.ts'

/** A position of one direction with the collateral behind it, and nothing else. */
export type TieredPosition = Readonly<{
  /** In base for a linear contract, in quote for an inverse one; negative is short. Not 0. */
  size: number
  entryPrice: number
  /** In quote for a linear contract, in coin for an inverse one; negative is owed. */
  collateral: number
}>

/** Why no price is the one: the position is above maintenance at every price, or at none. */
export type NoLiquidationPrice = Readonly<{ reason: 'noPriceLiquidates' | 'everyPriceLiquidates' }>

/**
 * The price at which a linear position's equity is its maintenance margin: in the tier of rate `r` and deduction `d`, where the notional is
 * `|Q| p`,
 *
 *     p = (Q entry - collateral - d) / (Q - r |Q|)
 *
 * and the right tier is the one its own price leads back to.
 *
 * @param tiers - Notionals in quote.
 * @throws ArgumentError for a size of 0, a price that is not above 0 or a number that is not finite.
 *
 * @example
 * const tiers = deductedTiers(tiersOf([[50_000, 0.004, 125], [600_000, 0.005, 100]]))
 * linearLiquidationPrice({ size: 1, entryPrice: 60_000, collateral: 6_000 }, tiers) // { ok: true, value: 54221.106 }
 */
export function linearLiquidationPrice(position: TieredPosition, tiers: readonly DeductedTier[]): Result<number, NoLiquidationPrice> {
  requirePosition(position)
  const { size, entryPrice, collateral } = position
  const atZero = collateral - size * entryPrice
  if (size > 0 && atZero >= 0) return refuse({ reason: 'noPriceLiquidates' })
  if (size < 0 && atZero <= 0) return refuse({ reason: 'everyPriceLiquidates' })
  return chosen(tiers, {
    priceIn: ({ maintenanceRate, deduction }) => (-atZero - deduction) / (size - maintenanceRate * Math.abs(size)),
    notionalAt: (price) => Math.abs(size) * price,
  })
}

/**
 * The price at which an inverse position's equity, in coin, is its maintenance margin: in the tier of rate `r` and deduction `d`, where the
 * notional is `|Q| / p` coins,
 *
 *     p = (Q + r |Q|) / (collateral + Q / entry + d)
 *
 * @param tiers - Notionals in coin.
 * @throws ArgumentError for a size of 0, a price that is not above 0 or a number that is not finite.
 *
 * @example
 * const inCoin = deductedTiers(tiersOf([[20, 0.005, 100], [200, 0.01, 50]]))
 * inverseLiquidationPrice({ size: -60_000, entryPrice: 60_000, collateral: 0.1 }, inCoin) // { ok: true, value: 66333.333 }
 */
export function inverseLiquidationPrice(position: TieredPosition, tiers: readonly DeductedTier[]): Result<number, NoLiquidationPrice> {
  requirePosition(position)
  const { size, entryPrice, collateral } = position
  const atInfinity = collateral + size / entryPrice
  if (size > 0 && atInfinity <= 0) return refuse({ reason: 'everyPriceLiquidates' })
  if (size < 0 && atInfinity >= 0) return refuse({ reason: 'noPriceLiquidates' })
  return chosen(tiers, {
    priceIn: ({ maintenanceRate, deduction }) => (size + maintenanceRate * Math.abs(size)) / (atInfinity + deduction),
    notionalAt: (price) => Math.abs(size) / price,
  })
}

/**
 * The tier whose price leads to a notional within it. Equity less maintenance moves one way with the price, so there is one; where rounding
 * puts a price a hair outside both of two tiers that meet there, it is the one that is least far out.
 */
function chosen(
  tiers: readonly DeductedTier[],
  by: Readonly<{ priceIn: (tier: DeductedTier) => number; notionalAt: (price: number) => number }>,
): Result<number, NoLiquidationPrice> {
  let best: Readonly<{ price: number; outside: number }> | undefined
  for (const [k, tier] of tiers.entries()) {
    const price = by.priceIn(tier)
    if (!(price > 0 && price < Infinity)) continue
    const notional = by.notionalAt(price)
    const upTo = k === tiers.length - 1 ? Infinity : tier.upTo
    const outside = Math.max(0, tier.above - notional, notional - upTo) / notional
    if (best === undefined || outside < best.outside) best = { price, outside }
  }
  invariant(best !== undefined, 'equity less maintenance changes its sign once between the ends')
  return accept(best.price)
}

function requirePosition({ size, entryPrice, collateral }: TieredPosition): void {
  requireFinite('size', size)
  requirePositive('size', Math.abs(size))
  requirePositive('entryPrice', entryPrice)
  requireFinite('collateral', collateral)
}
