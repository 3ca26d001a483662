import { countedAt, beginAgain } from '../../waterfall/auction/biddable-clock.ts'
import { restartOf } from '../../waterfall/auction/portfolio-auction.ts'
import { takeOver } from '../../waterfall/auction/standing-bid.ts'
import { groupOf } from '../margin/group-of.ts'
import { reviewMember } from '../margin/review-member.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { followClock, stopsNow } from './auction-clock.ts'
import { dutchQuote } from './auction-quote.ts'
import { auctionOf, type ClosingProgress, type OpenAuction } from './auction-state.ts'
import { closeBatch, endRound } from './close-round.ts'
import { auctionTurn, portfolioOf, type AuctionTurn, type Portfolio } from './portfolio-of.ts'
import { noteStanding, standingParts, takerOf } from './sell-parts.ts'
import { noteDeficit, startRound, stageOf } from './start-round.ts'
import { sellAtAsked } from './take-bid.ts'
import { takeOverRest } from './take-over.ts'

/**
 * Lets time work on auctions: clocks stop and go on, prices fall, commitments bid by themselves, rounds end, providers take over.
 *
 * @example
 * advanceAuctions(turn)
 */
export function advanceAuctions(turn: Turn): void {
  // A copy: what is done here may end a closing.
  for (const [event, progress] of [...(turn.state.auctions?.closings ?? [])]) {
    const at = auctionTurn(turn, progress.account)
    if (at !== undefined && at.member.liquidation?.id === event) advance(at, event, progress)
  }
}

function advance(at: AuctionTurn, event: string, progress: ClosingProgress): void {
  switch (progress.stage) {
    case 'auction':
      return advanceRound(at, event)
    case 'takeover':
      if (stopsNow(at).length === 0) takeOverRest(at, progress)
      return
    case 'book':
    case 'deleveraging':
    case 'over':
  }
}

function advanceRound(at: AuctionTurn, event: string): void {
  const auction = auctionOf(at.auctions, event)
  // A round that could not begin, as nobody could say what the portfolio is worth.
  if (auction === undefined) return void (stopsNow(at).length === 0 && startRound(at, event))
  followClock(at, auction)
  const portfolio = portfolioOf(at)
  if (auction.clock.stops.length > 0 || portfolio === undefined) return
  if (auction.sale === 'dutch') return advanceDutch(at, auction, portfolio)
  if (countedAt(auction.clock, at.turn.at) >= at.policies.auction.batchFor) closeBatch(at, auction, portfolio)
}

function advanceDutch(at: AuctionTurn, auction: OpenAuction, portfolio: Portfolio): void {
  const { turn, policies } = at
  if (auction.stage === 'solvent' && restart(at, auction, portfolio)) return
  const offer = dutchQuote(auction, portfolio.standing, { at: turn.at, policies })
  const sold = sellToCommitments(at, auction, { offer, portfolio })
  if (sold > 0) return reviewMember(at, policies.margin)
  if (offer.isOver) endRound(at, auction, { how: 'unsold', bidders: auction.bidders.length })
}

/** A portfolio that became worth nothing, or no more than was paid in, is sold as what it is now: the price begins anew. */
function restart(at: AuctionTurn, auction: OpenAuction, { standing }: Portfolio): boolean {
  const { equity, maintenanceMargin } = standing
  const found = restartOf({ markToMarket: equity, maintenanceExcess: equity - maintenanceMargin }, auction.reservedCash)
  if (found === 'goesOn') return false
  auction.stage = stageOf(equity)
  auction.reservedCash = 0
  const progress = at.auctions.closings.get(auction.event)
  if (progress !== undefined) noteDeficit(progress, standing)
  auction.clock = beginAgain(auction.clock, at.turn.at)
  const about = { auction: auction.id, account: auction.account, event: auction.event }
  recordDecision(at.turn, { body: { kind: 'auctionRestarted', ...about, stage: auction.stage } })
  return true
}

/** Commitments at what is asked or less bid by themselves, the smallest first. Returns the parts sold. */
function sellToCommitments(
  at: AuctionTurn,
  auction: OpenAuction,
  { offer, portfolio }: Readonly<{ offer: ReturnType<typeof dutchQuote>; portfolio: Portfolio }>,
): number {
  const { auctions, margin, turn, policies } = at
  if (auctions.standing.size === 0 || offer.parts === 0) return 0
  const before = auction.partsLeft
  const terms = { mostDiscountBps: offer.discountBps, without: groupOf(margin, auction.account) }
  const { takeovers } = takeOver(standingParts(at, portfolio, auction.partsLeft), BigInt(offer.parts), terms)
  for (const { account, size } of takeovers) {
    const left = portfolioOf(at)
    if (left === undefined) break
    const now = dutchQuote(auction, left.standing, { at: turn.at, policies })
    const parts = Math.min(Number(size), now.parts)
    const sale = { to: account, parts, of: auction.partsLeft, discountBps: now.discountBps }
    if (parts === 0 || takerOf(at, left, sale).standing !== 'open') continue
    noteStanding(at, auction, { ...sale, portfolio: left })
    sellAtAsked(at, auction, { to: account, parts, offer: now, portfolio: left })
  }
  return before - auction.partsLeft
}
