import type { Side } from '../market/instrument.ts'
import type { AssetPurchasePolicy, DisposalPolicy, WantedOrder } from './facility.ts'

/** The touch and what the facility may pay against. Ticks; the reference moves slowly, so it may lie between two. */
export type PurchaseSituation = Readonly<{
  bidTicks: number
  askTicks: number
  referenceTicks: number
  /** Lots that traded since the last slice. */
  tradedLots: number
}>

/** A slice to send, and the bound it respects. */
export type PlannedSlice = Readonly<{ order: WantedOrder; boundTicks: number }>

/**
 * The next slice of a purchase: at the best offer, if that is at or below the clipped reference less the discount; a sale
 * at the best bid when the market stands as far above. Never more than the policy's share of what traded.
 *
 * @returns Undefined when the price is inside the bounds, or nothing traded.
 *
 * @example
 * planPurchase(policy, { bidTicks: 9_400, askTicks: 9_401, referenceTicks: 10_000, tradedLots: 500 })
 */
export function planPurchase(policy: AssetPurchasePolicy, situation: PurchaseSituation): PlannedSlice | undefined {
  const lots = Math.floor(situation.tradedLots * policy.shareOfVolume)
  if (lots <= 0) return undefined
  const highestBuy = Math.floor((situation.referenceTicks * (10_000 - policy.discountBps)) / 10_000)
  const lowestSale = Math.ceil((situation.referenceTicks * (10_000 + policy.discountBps)) / 10_000)
  if (situation.askTicks <= highestBuy) return slice('buy', situation.askTicks, lots, highestBuy)
  if (situation.bidTicks >= lowestSale) return slice('sell', situation.bidTicks, lots, lowestSale)
  return undefined
}

/** What the planner of a disposal sees. */
export type DisposalSituation = Readonly<{
  bidTicks: number
  askTicks: number
  tradedLots: number
  /** Signed lots still held. */
  positionLots: number
  averageCostTicks: number
  /** Microseconds since the release. */
  sinceReleaseUs: number
}>

/**
 * The next slice that gives inventory back: a long is sold at the best bid, a short bought back at the best offer, no
 * worse than cost and the policy's largest loss while it is patient.
 *
 * @returns Undefined when nothing is held, nothing traded, or the price is worse than the bound.
 *
 * @example
 * planDisposal(policy.disposal, { bidTicks: 10_100, askTicks: 10_101, tradedLots: 400, positionLots: 50, averageCostTicks: 9_500, sinceReleaseUs: 60e6 })
 */
export function planDisposal(policy: DisposalPolicy, situation: DisposalSituation): PlannedSlice | undefined {
  const lots = Math.min(Math.abs(situation.positionLots), Math.floor(situation.tradedLots * policy.shareOfVolume))
  if (lots <= 0) return undefined
  const patient = situation.sinceReleaseUs < policy.patientFor
  if (situation.positionLots > 0) {
    const floor = patient ? Math.ceil((situation.averageCostTicks * (10_000 - policy.maxLossBps)) / 10_000) : 0
    return situation.bidTicks >= floor ? slice('sell', situation.bidTicks, lots, floor) : undefined
  }
  const ceiling = patient ? Math.floor((situation.averageCostTicks * (10_000 + policy.maxLossBps)) / 10_000) : Number.MAX_SAFE_INTEGER
  return situation.askTicks <= ceiling ? slice('buy', situation.askTicks, lots, ceiling) : undefined
}

function slice(side: Side, ticks: number, lots: number, boundTicks: number): PlannedSlice {
  return { order: { side, ticks, lots }, boundTicks }
}
