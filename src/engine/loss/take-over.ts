import { escalateFromTakeover } from '../../waterfall/auction/escalation.ts'
import { takeOver } from '../../waterfall/auction/standing-bid.ts'
import { groupOf } from '../margin/group-of.ts'
import { reviewMember } from '../margin/review-member.ts'
import { partsNeeded } from './auction-quote.ts'
import type { ClosingProgress } from './auction-state.ts'
import { partsOf } from './portfolio-parts.ts'
import { portfolioOf, type AuctionTurn } from './portfolio-of.ts'
import { sellParts, spendCommitment, standingParts, takerOf } from './sell-parts.ts'
import { moveOn } from './start-round.ts'

/**
 * Lets providers take over what no auction sold: the smallest discounts first, each at its own, as many parts as restore the account. A provider
 * without margin for its share takes none of it. What nobody takes moves on.
 *
 * @example
 * takeOverRest(at, progress)
 */
export function takeOverRest(at: AuctionTurn, progress: ClosingProgress): void {
  const { margin, member, policies } = at
  const portfolio = portfolioOf(at)
  if (portfolio === undefined) return
  let of = partsOf(portfolio.priced, policies.auction.parts)
  const wanted = partsNeeded(portfolio.standing, of, policies)
  const terms = { mostDiscountBps: policies.auction.mostDiscountBps, without: groupOf(margin, member.id) }
  const { takeovers } = takeOver(standingParts(at, portfolio, of), BigInt(wanted), terms)
  let left = wanted
  for (const { account, discountBps, size } of takeovers) {
    const rest = portfolioOf(at)
    const sale = { to: account, parts: Number(size), of, discountBps }
    if (rest === undefined || takerOf(at, rest, sale).standing !== 'open') continue
    spendCommitment(at, { ...sale, portfolio: rest })
    sellParts(at, rest, { sale })
    of -= sale.parts
    left -= sale.parts
  }
  if (left < wanted) reviewMember(at, policies.margin)
  if (left > 0 && member.liquidation !== undefined) moveOn(at, progress, escalateFromTakeover(BigInt(left)))
}
