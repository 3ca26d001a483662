import { amount, type Amount } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { TimeUs } from '../../base/time.ts'
import { countedAt, type ClockStop } from '../../waterfall/auction/biddable-clock.ts'
import type { ClosingStage } from '../../waterfall/auction/escalation.ts'
import type { EngineState } from '../state.ts'
import { beginTurn } from '../turn.ts'
import type { AuctionStage, MovedPosition } from './auction-decision.ts'
import type { AuctionKind } from './auction-policy.ts'
import { dutchQuote } from './auction-quote.ts'
import { auctionOf, type OpenAuction } from './auction-state.ts'
import { auctionTurn, portfolioOf, type AuctionTurn } from './portfolio-of.ts'
import { movedIn } from './portfolio-parts.ts'

/** An auction in progress. */
export type AuctionView = Readonly<{
  auction: string
  sale: AuctionKind
  stage: AuctionStage
  round: number
  parts: number
  partsLeft: number
  /** Biddable time counted, and until a batch closes; microseconds. */
  countedUs: number
  closesInUs?: number
  /** Why nobody can bid now; empty while the clock runs. */
  stops: readonly ClockStop[]
  /** What is given now where the price falls, in bps of the notional; absent while it cannot be said. */
  discountBps?: number
  sealedBids: number
  /** What is left, and what it stands for; absent while it cannot be valued. */
  positions: readonly MovedPosition[]
  notional?: Amount
}>

/** One portfolio on its way from the order book to the last resort. */
export type ClosingView = Readonly<{
  event: string
  account: string
  stage: ClosingStage
  rounds: number
  /** Owners that bid so far. */
  bidders: number
  withoutBidsSince?: TimeUs
  auction?: AuctionView
}>

/** Auctions as a reader sees them. */
export type AuctionsView = Readonly<{
  /** An operator stopped all of them. */
  paused: boolean
  closings: readonly ClosingView[]
  /** Commitments of providers, capacity left in all. */
  providers: readonly Readonly<{ account: string; smallestDiscountBps: number; capacity: Amount }>[]
}>

/**
 * Auctions, closings and commitments as they stand: a copy, plain data. `undefined` without an auction policy.
 *
 * @example
 * auctionsViewOf(state)?.closings[0]?.auction?.partsLeft // 8
 */
export function auctionsViewOf(state: EngineState): AuctionsView | undefined {
  const { auctions, margin } = state
  if (auctions === undefined || margin === undefined) return undefined
  const { asset } = margin.settlement
  return {
    paused: auctions.paused,
    closings: [...auctions.closings].map(([event, { account, stage, rounds, bidders, withoutBidsSince }]) => {
      const auction = auctionOf(auctions, event)
      // A turn that is looked through and thrown away.
      const at = auctionTurn(beginTurn(state, state.seq, state.at), account)
      const open = auction && at && auctionView(at, auction)
      const since = withoutBidsSince === undefined ? {} : { withoutBidsSince }
      return { event, account, stage, rounds, bidders: bidders.length, ...since, ...(open && { auction: open }) }
    }),
    providers: [...auctions.standing].map(([account, levels]) => ({
      account,
      smallestDiscountBps: levels[0]?.discountBps ?? 0,
      capacity: amount(
        asset,
        levels.reduce((sum, level) => sum + level.capacity, 0n),
      ),
    })),
  }
}

function auctionView(at: AuctionTurn, auction: OpenAuction): AuctionView {
  const { turn, margin, policies } = at
  const { id, sale, stage, round, parts, partsLeft, clock, bids } = auction
  const portfolio = portfolioOf(at)
  const countedUs = countedAt(clock, turn.at)
  const quote = portfolio && sale === 'dutch' ? dutchQuote(auction, portfolio.standing, { at: turn.at, policies }) : undefined
  const minor = portfolio && BigInt(Math.round(portfolio.standing.notional * powerOfTen(margin.settlement.decimals)))
  return {
    ...{ auction: id, sale, stage, round, parts, partsLeft, countedUs, stops: clock.stops, sealedBids: bids.size },
    ...(sale === 'batch' && { closesInUs: Math.max(0, policies.auction.batchFor - countedUs) }),
    ...(quote && { discountBps: quote.discountBps }),
    positions: portfolio === undefined ? [] : movedIn(portfolio.priced, { parts: partsLeft, of: partsLeft }),
    ...(minor !== undefined && { notional: amount(margin.settlement.asset, minor) }),
  }
}
