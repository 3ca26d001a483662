import { durationUs, elapsedUs } from '../../base/time.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, noTicks } from '../../market/ladder.ts'
import { lotsBetween } from '../../market/ladder-sums.ts'
import { escalateFromBook, type EscalationTerms } from '../../waterfall/auction/escalation.ts'
import type { Assessed } from '../margin/assess-member.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import { largestTraded } from '../margin/traded-position.ts'
import { stopsNow } from './auction-clock.ts'
import type { AuctionPolicy } from './auction-policy.ts'
import type { ClosingProgress } from './auction-state.ts'
import { auctionTurn, type AuctionTurn } from './portfolio-of.ts'
import { moveOn, noteDeficit, startRound } from './start-round.ts'

/**
 * Decides whether a liquidation leaves the order book: it became insolvent, is too large for the book, or has had no bids for long. What follows
 * is an auction, or providers where the policy has no rounds.
 *
 * @returns Whether the book is no longer the place: then the liquidation sends no orders.
 *
 * @example
 * if (escalate(at, policy, assessed)) return
 */
export function escalate(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): boolean {
  const closing = auctionTurn(at.turn, at.member.id)
  const { liquidation } = at.member
  if (closing === undefined || liquidation === undefined) return false
  const progress = progressOf(closing, liquidation.id)
  // What is to be closed against winners may find a bid in the book as well.
  if (progress.stage !== 'book') return progress.stage !== 'deleveraging'
  // Nobody could bid in an auction either: how long the book has had no bids is counted from when they can come in.
  if (stopsNow(closing).length > 0) {
    progress.withoutBidsSince = undefined
    return false
  }
  const { lots, held } = bookFor(at, policy, assessed)
  if (held > 0) progress.withoutBidsSince = undefined
  else progress.withoutBidsSince ??= at.turn.at
  const situation = {
    withoutBidsFor: progress.withoutBidsSince === undefined ? durationUs(0) : elapsedUs(progress.withoutBidsSince, at.turn.at),
    // A book that holds nothing is the business of waiting for bids.
    shareOfBook: held > 0 ? lots / held : 0,
    equity: assessed.requirement.equity,
  }
  const next = escalateFromBook(situation, termsOf(closing.policies.auction))
  if (next === undefined) return false
  moveOn(closing, progress, next)
  noteDeficit(progress, assessed.requirement)
  if (next.to === 'auction') startRound(closing, liquidation.id)
  return true
}

function progressOf({ auctions, member }: AuctionTurn, event: string): ClosingProgress {
  const known = auctions.closings.get(event)
  if (known !== undefined) return known
  const progress: ClosingProgress = { account: member.id, stage: 'book', rounds: 0, bidders: [], deficit: 0 }
  auctions.closings.set(event, progress)
  return progress
}

function termsOf({ leaveBook, rounds }: AuctionPolicy): EscalationTerms {
  const { noBidsFor, largestOfBook, insolvent } = leaveBook
  return { noBidsFor, largestOfBook, isInsolventAuctioned: insolvent, mostRounds: rounds.length }
}

/** The lots of the largest position that trades, and what its book holds for them within the liquidation's bound. */
function bookFor(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): Readonly<{ lots: number; held: number }> {
  const traded = largestTraded(at, assessed)
  if (traded === undefined) return { lots: 0, held: 0 }
  const { lots, markTicks, market } = traded
  const { ladder } = market.book
  const { boundBps } = policy.liquidation
  const isSale = lots > 0
  const best = isSale ? bestBidTicks(ladder) : bestAskTicks(ladder)
  const bound = isSale ? Math.ceil(markTicks * (1 - boundBps / 10_000)) : Math.floor(markTicks * (1 + boundBps / 10_000))
  if (best === noTicks || (isSale ? best < bound : best > bound)) return { lots: Math.abs(lots), held: 0 }
  const held = lotsBetween(ladder, isSale ? bidSide : askSide, Math.min(best, bound), Math.max(best, bound))
  return { lots: Math.abs(lots), held }
}
