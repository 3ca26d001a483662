import type { BiddableClock } from '../../waterfall/auction/biddable-clock.ts'
import type { ClosingStage } from '../../waterfall/auction/escalation.ts'
import type { StandingLevel } from '../../waterfall/auction/standing-bid.ts'
import type { TimeUs } from '../../base/time.ts'
import type { AuctionStage } from './auction-decision.ts'
import type { AuctionKind } from './auction-policy.ts'

/** A sealed bid that waits for its batch to close. */
export type SealedBid = Readonly<{ account: string; parts: number; discountBps: number }>

/** An auction that takes bids, or would if its clock ran. Its id is the decision that started it. */
export type OpenAuction = {
  readonly id: string
  readonly account: string
  readonly event: string
  readonly sale: AuctionKind
  readonly round: number
  readonly parts: number
  stage: AuctionStage
  partsLeft: number
  clock: BiddableClock
  /** An operator stopped this one. */
  paused: boolean
  /** By the id of the decision that accepted them. */
  readonly bids: Map<string, SealedBid>
  /** Groups with an accepted bid in it, in order of name. */
  readonly bidders: string[]
  /** Paid in by earlier bids, in whole units: it is not for sale. */
  reservedCash: number
}

/** How far a liquidation has come on its way from the book to the last resort. */
export type ClosingProgress = {
  readonly account: string
  stage: ClosingStage
  /** Since when the book had no bid that may be taken. */
  withoutBidsSince?: TimeUs | undefined
  /** Auctions held so far, and the one that is open. */
  rounds: number
  auction?: string | undefined
  /** Groups with an accepted bid in any of them, in order of name. */
  readonly bidders: string[]
  /** What the portfolio was short of maintenance margin when it was last found insolvent, in whole units; 0 before. */
  deficit: number
}

/** Everything known of auctions. Plain data, part of the engine's state; absent without an auction policy. */
export type AuctionsState = {
  readonly open: Map<string, OpenAuction>
  /** Ids of the latest auctions that are over, oldest first. */
  readonly ended: string[]
  /** By loss event. */
  readonly closings: Map<string, ClosingProgress>
  /** What members have committed to take, by account; capacity in minor units of notional. */
  readonly standing: Map<string, readonly StandingLevel[]>
  /** An operator stopped all of them. */
  paused: boolean
}

/**
 * The state before any auction.
 *
 * @example
 * state.auctions = createAuctionsState()
 */
export function createAuctionsState(): AuctionsState {
  return { open: new Map(), ended: [], closings: new Map(), standing: new Map(), paused: false }
}

/** Auctions remembered as over: a bid that comes later is told so. */
const mostEnded = 1_000

/**
 * Notes that an auction is over.
 *
 * @example
 * noteEnded(auctions, auction)
 */
export function noteEnded(auctions: AuctionsState, { id, event }: OpenAuction): void {
  auctions.open.delete(id)
  const progress = auctions.closings.get(event)
  if (progress !== undefined) progress.auction = undefined
  auctions.ended.push(id)
  if (auctions.ended.length > mostEnded) auctions.ended.shift()
}

/**
 * The auction of a loss event that is not over.
 *
 * @example
 * auctionOf(auctions, '119:2')?.partsLeft
 */
export function auctionOf(auctions: AuctionsState, event: string): OpenAuction | undefined {
  return auctions.open.get(auctions.closings.get(event)?.auction ?? '')
}
