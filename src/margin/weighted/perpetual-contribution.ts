import type { HealthKind, WeightedPerpetual } from './weighted-account.ts'
import { assetPrice, liabilityPrice } from './weighted-price.ts'

/**
 * What a perpetual adds to the balance of its settling token: the worse of all bids filled and all asks filled, at the price that is worse
 * for the account, the base weighted. Of a gain only a share counts, a loss counts in full.
 *
 * @returns In the settling token; negative is a loss.
 *
 * @example
 * perpetualContribution({ base: 30, quote: 100, bids: 0, asks: 0, ... }, 'initial') // 0.95 * (100 + 30 * price * 0.8)
 */
export function perpetualContribution(perpetual: WeightedPerpetual, kind: HealthKind): number {
  const { bids, asks, prices, quote } = perpetual
  const bought = filledWorth(perpetual, kind, { size: bids, price: liabilityPrice(prices, kind) })
  const sold = filledWorth(perpetual, kind, { size: -asks, price: assetPrice(prices, kind) })
  const result = quote + Math.min(bought, sold)
  if (result <= 0) return result
  return result * (kind === 'maintenance' ? perpetual.maintenanceGainWeight : perpetual.initialGainWeight)
}

function filledWorth(perpetual: WeightedPerpetual, kind: HealthKind, fill: Readonly<{ size: number; price: number }>): number {
  const { prices } = perpetual
  const weights = kind === 'maintenance' ? perpetual.maintenance : perpetual.initial
  const base = perpetual.base + fill.size
  const worth = base < 0 ? base * weights.liability * liabilityPrice(prices, kind) : base * weights.asset * assetPrice(prices, kind)
  return worth - fill.size * fill.price
}
