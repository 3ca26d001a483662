import type { FacilityLimits } from '../backstop/facility.ts'
import type { MarketState } from './market-state.ts'
import type { FacilityState } from './facility-state.ts'
import type { Policy } from './policy.ts'

/** Who acts where, under which limits. */
export type Desk = Readonly<{ market: MarketState; facility: FacilityState; limits: FacilityLimits }>

/**
 * The desks of a market: each facility that the policy has, beside its limits, in the order in which they act.
 *
 * @example
 * for (const desk of desksOf(market, policy)) withdrawQuotes(turn, desk, 'halted')
 */
export function desksOf(market: MarketState, policy: Policy): readonly Desk[] {
  const desks: Desk[] = []
  if (market.depthDeployment !== undefined && policy.depthDeployment !== undefined) {
    desks.push({ market, facility: market.depthDeployment, limits: policy.depthDeployment.limits })
  }
  if (market.assetPurchase !== undefined && policy.assetPurchase !== undefined) {
    desks.push({ market, facility: market.assetPurchase, limits: policy.assetPurchase.limits })
  }
  return desks
}
