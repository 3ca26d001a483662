import type { TimeUs } from '../../base/time.ts'
import { countedAt } from '../../waterfall/auction/biddable-clock.ts'
import { insolventPrice, largestShare, solventMultiplier, solventPhase } from '../../waterfall/auction/portfolio-auction.ts'
import { liquidationTarget } from '../margin/liquidation-target.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { AuctionPolicy } from './auction-policy.ts'
import type { OpenAuction } from './auction-state.ts'

/** What an account stands at, and what its positions stand for, in whole units. */
export type PortfolioStanding = Readonly<{ equity: number; initialMargin: number; maintenanceMargin: number; notional: number }>

/** What is asked now. */
export type AuctionQuote = Readonly<{
  /** What the taker of all that is left would be given beyond the marks, in whole units, and in bps of the notional. */
  discount: number
  discountBps: number
  /** Parts that may be sold: as many as restore the account, at least one while it is short. */
  parts: number
  /** Whether the price has come to its end. */
  isOver: boolean
}>

/** The policies that rule an auction. */
export type AuctionPolicies = Readonly<{ margin: MarginPolicy; auction: AuctionPolicy }>

/**
 * What a falling price asks at `at`. Of a solvent portfolio a falling share of its worth is asked; the taker of an insolvent one is given up to
 * its whole maintenance margin. Never more than the policy's largest discount.
 *
 * @example
 * dutchQuote(auction, standing, { at: turn.at, policies }).discountBps
 */
export function dutchQuote(
  auction: OpenAuction,
  standing: PortfolioStanding,
  { at, policies }: Readonly<{ at: TimeUs; policies: AuctionPolicies }>,
): AuctionQuote {
  const { dutch, mostDiscountBps } = policies.auction
  const { equity, maintenanceMargin, notional } = standing
  const most = (notional * mostDiscountBps) / 10_000
  const elapsed = countedAt(auction.clock, at) / 1e6
  const figures = { markToMarket: equity, maintenanceExcess: equity - maintenanceMargin }
  if (auction.stage === 'insolvent') {
    const discount = Math.min(most, Math.max(0, equity - insolventPrice(figures, dutch.insolventFor, elapsed)))
    return quoteOf({ discount, notional, parts: auction.partsLeft, isOver: elapsed > dutch.insolventFor })
  }
  const terms = { ...dutch, bufferShare: bufferShareOf(standing, policies.margin) }
  const multiplier = solventMultiplier(terms, elapsed)
  const { reservedCash } = auction
  const discount = Math.min(most, Math.max(0, (equity - reservedCash) * (1 - multiplier)))
  // The largest discount may bind before the schedule does: what is sold is sold at what is really asked.
  const asked = equity > reservedCash ? 1 - discount / (equity - reservedCash) : multiplier
  const share = largestShare({ figures, reservedCash, multiplier: asked, bufferShare: terms.bufferShare })
  const parts = Math.min(auction.partsLeft, Math.ceil(share * auction.partsLeft))
  return quoteOf({ discount, notional, parts, isOver: solventPhase(terms, elapsed) === 'over' })
}

/**
 * Parts that must be sold at the largest discount to bring an account back to where its liquidation ends.
 *
 * @returns From 0 to `of`; all of them when not even that is enough.
 *
 * @example
 * partsNeeded(standing, 40, policies)
 */
export function partsNeeded(standing: PortfolioStanding, of: number, { margin, auction }: AuctionPolicies): number {
  const target = liquidationTarget(standing, margin)
  const missing = target - standing.equity
  if (missing <= 0) return 0
  const freed = target - (standing.notional * auction.mostDiscountBps) / 10_000
  return freed <= missing ? of : Math.min(of, Math.ceil((missing / freed) * of))
}

/** A liquidation's target as a buffer on maintenance margin. */
function bufferShareOf(standing: PortfolioStanding, policy: MarginPolicy): number {
  const { maintenanceMargin } = standing
  return maintenanceMargin > 0 ? Math.max(0, liquidationTarget(standing, policy) / maintenanceMargin - 1) : 0
}

function quoteOf(quote: Omit<AuctionQuote, 'discountBps'> & Readonly<{ notional: number }>): AuctionQuote {
  const { notional, ...rest } = quote
  return { ...rest, discountBps: notional > 0 ? (rest.discount / notional) * 10_000 : 0 }
}
