import type { Desk } from './desks.ts'
import { planPurchase } from '../backstop/asset-purchase.ts'
import type { AssetPurchasePolicy } from '../backstop/facility.ts'
import { later } from '../base/time.ts'
import { budgetOf } from './books.ts'
import { withhold } from './desk.ts'
import { referenceTicksOf, touchOf } from './market-state.ts'
import { placeOrder, workingOrders } from './orders.ts'
import { recordDecision, type Turn } from './turn.ts'

/**
 * Sends the next slice of a purchase (or sale) while the trigger is active: at most once per slice, one order at a time.
 *
 * @example
 * purchaseAssets(turn, desk, policy.assetPurchase)
 */
export function purchaseAssets(turn: Turn, desk: Desk, policy: AssetPurchasePolicy): void {
  const { market, facility } = desk
  if (turn.at < facility.nextActionAt) return
  facility.nextActionAt = later(turn.at, policy.sliceEvery)
  const tradedLots = market.tradedLots - facility.tradedLotsAtSlice
  facility.tradedLotsAtSlice = market.tradedLots
  const touch = touchOf(market)
  const referenceTicks = referenceTicksOf(market)
  if (touch === undefined || referenceTicks === undefined || workingOrders(turn, desk).length > 0) return
  const planned = planPurchase(policy, { ...touch, referenceTicks, tradedLots })
  if (planned === undefined) return
  const budgetBefore = budgetOf(turn.state, desk)
  const placed = placeOrder(turn, desk, planned.order, 'immediateOrCancel')
  if (placed === undefined) return withhold(turn, desk, budgetBefore.available.minor === 0n ? 'budgetSpent' : 'inventoryLimit')
  facility.withheld = ''
  recordDecision(turn, {
    market: market.instrument.id,
    trigger: policy.trigger,
    budgetBefore,
    budgetAfter: budgetOf(turn.state, desk),
    transfers: placed.transfers,
    body: { kind: 'purchaseOrdered', facility: 'assetPurchase', referenceTicks, boundTicks: planned.boundTicks, order: placed.intent },
  })
}
