import { refusalOf, type AuctionStanding, type Bid } from '../../waterfall/auction/bid-refusal.ts'
import { groupOf } from '../margin/group-of.ts'
import { reviewMember } from '../margin/review-member.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { followClock } from './auction-clock.ts'
import type { AuctionDecisionBody } from './auction-decision.ts'
import type { BidPlaced } from './auction-input.ts'
import { dutchQuote, type AuctionQuote } from './auction-quote.ts'
import type { OpenAuction } from './auction-state.ts'
import { auctionTurn, portfolioOf, type AuctionTurn, type Portfolio } from './portfolio-of.ts'
import { noteBidder, sellParts, takerOf } from './sell-parts.ts'

/**
 * Takes a bid: sealed until its batch closes, or filled at once at the price asked. What cannot stand is refused with the first reason of
 * `bidRefusals` that applies, and changes nothing.
 *
 * @example
 * takeBid(turn, { kind: 'bidPlaced', at, auction: '120:4', account: 'maker-1', parts: 10, discountBps: 100 })
 */
export function takeBid(turn: Turn, input: BidPlaced): void {
  const { auctions } = turn.state
  if (auctions === undefined) return refuseBid(turn, input, 'auctionOff')
  const auction = auctions.open.get(input.auction)
  if (auction === undefined) return refuseBid(turn, input, auctions.ended.includes(input.auction) ? 'auctionClosed' : 'auctionUnknown')
  const at = auctionTurn(turn, auction.account)
  // An account that is not closed any more has an auction that is only not yet counted as over.
  if (at?.member.liquidation?.id !== auction.event) return refuseBid(turn, input, 'auctionClosed')
  followClock(at, auction)
  const portfolio = portfolioOf(at)
  const offer = offerOf(at, auction, portfolio)
  const bid: Bid = { lots: input.parts, price: priceOf(input.discountBps) }
  const refusal = refusalOf(standingOf(at, auction, offer), bidderOfInput(at, input, { auction, portfolio, offer }), bid)
  if (refusal !== undefined || portfolio === undefined) return refuseBid(turn, input, refusal ?? 'auctionPaused')
  if (offer === undefined) sealBid(at, auction, input)
  else fillBid(at, auction, { input, offer, portfolio })
}

function refuseBid(turn: Turn, input: BidPlaced, why: Extract<AuctionDecisionBody, { kind: 'bidRefused' }>['why']): void {
  const { auction, account, parts, discountBps } = input
  recordDecision(turn, { body: { kind: 'bidRefused', auction, bidder: account, parts, discountBps, why } })
}

/** What is asked now; undefined in a batch, and while it cannot be said. */
function offerOf({ turn, policies }: AuctionTurn, auction: OpenAuction, portfolio: Portfolio | undefined): AuctionQuote | undefined {
  if (auction.sale === 'batch' || portfolio === undefined) return undefined
  return dutchQuote(auction, portfolio.standing, { at: turn.at, policies })
}

/** A discount as a price: the more is wanted, the lower. One that is no whole number of bps is below every price. */
function priceOf(discountBps: number): number {
  return Number.isSafeInteger(discountBps) ? -discountBps : Number.NEGATIVE_INFINITY
}

function standingOf(
  { margin, policies }: AuctionTurn,
  { account, partsLeft, clock }: OpenAuction,
  offer: AuctionQuote | undefined,
): AuctionStanding {
  return {
    status: clock.stops.length > 0 ? 'paused' : 'open',
    defaulter: { account, group: groupOf(margin, account) },
    lotsLeft: partsLeft,
    asked: offer === undefined ? undefined : -offer.discountBps,
    reserve: -policies.auction.mostDiscountBps,
  }
}

type Offered = Readonly<{ auction: OpenAuction; portfolio: Portfolio | undefined; offer: AuctionQuote | undefined }>

/** A sealed bid must be affordable beside the bidder's others at no discount; a bid on a falling price as far as it would be filled. */
function bidderOfInput(at: AuctionTurn, { account, parts }: BidPlaced, { auction, portfolio, offer }: Offered): ReturnType<typeof takerOf> {
  const of = auction.partsLeft
  const nothing = { priced: [], standing: { equity: 0, initialMargin: 0, maintenanceMargin: 0, notional: 0 } }
  if (portfolio === undefined) return takerOf(at, nothing, { to: account, parts: 0, of, discountBps: 0 })
  if (offer !== undefined) {
    const filled = parts > offer.parts && parts <= of ? offer.parts : parts
    return takerOf(at, portfolio, { to: account, parts: filled, of, discountBps: offer.discountBps })
  }
  const sealed = [...auction.bids.values()].reduce((sum, bid) => (bid.account === account ? sum + bid.parts : sum), 0)
  const all = parts <= of ? Math.min(of, parts + sealed) : parts
  return takerOf(at, portfolio, { to: account, parts: all, of, discountBps: 0 })
}

function sealBid(at: AuctionTurn, auction: OpenAuction, { account, parts, discountBps }: BidPlaced): void {
  const about = { auction: auction.id, account: auction.account, event: auction.event }
  const body = { kind: 'bidAccepted', ...about, bidder: account, parts, discountBps, standing: false } as const
  const id = recordDecision(at.turn, { body })
  auction.bids.set(id, { account, parts, discountBps })
  noteBidder(at, auction, account)
}

/** A bid is filled as far as restores the account, at what is asked, which may be more than the bidder wanted. */
function fillBid(
  at: AuctionTurn,
  auction: OpenAuction,
  { input, offer, portfolio }: Readonly<{ input: BidPlaced; offer: AuctionQuote; portfolio: Portfolio }>,
): void {
  const parts = Math.min(input.parts, offer.parts)
  // Nothing is short any more: the review that ends the liquidation is due.
  if (parts === 0) return refuseBid(at.turn, input, 'auctionClosed')
  const about = { auction: auction.id, account: auction.account, event: auction.event }
  const wanted = { bidder: input.account, parts: input.parts, discountBps: input.discountBps }
  recordDecision(at.turn, { body: { kind: 'bidAccepted', ...about, ...wanted, standing: false } })
  noteBidder(at, auction, input.account)
  sellAtAsked(at, auction, { to: input.account, parts, offer, portfolio })
  reviewMember(at, at.policies.margin)
}

/**
 * Sells parts at what is asked and notes what was paid in. The account that gives up is not reviewed.
 *
 * @example
 * sellAtAsked(at, auction, { to: 'maker-1', parts: 10, offer, portfolio })
 */
export function sellAtAsked(
  at: AuctionTurn,
  auction: OpenAuction,
  { to, parts, offer, portfolio }: Readonly<{ to: string; parts: number; offer: AuctionQuote; portfolio: Portfolio }>,
): void {
  const of = auction.partsLeft
  sellParts(at, portfolio, { sale: { to, parts, of, discountBps: offer.discountBps }, auction: auction.id })
  const paid = portfolio.standing.equity - auction.reservedCash - offer.discount
  auction.reservedCash += auction.stage === 'solvent' ? (paid * parts) / of : 0
  auction.partsLeft -= parts
}
