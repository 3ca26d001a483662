import type { DurationUs } from '../../base/time.ts'
import type { PortfolioTerms } from '../../waterfall/auction/portfolio-auction.ts'

/** How a round sells: sealed bids at one price, or a price that falls until somebody takes it. */
export type AuctionKind = 'batch' | 'dutch'

/** When a liquidation leaves the order book. */
export type LeaveBookPolicy = Readonly<{
  /** After so long without a bid that may be taken. */
  noBidsFor: DurationUs
  /** When a position is larger than this multiple of what the book holds within the liquidation's bound; absent: never for its size. */
  largestOfBook?: number
  /** Whether an account whose equity is below 0 goes to auction at once. */
  insolvent: boolean
}>

/** How portfolios are auctioned that the book does not close. A policy without it has no auctions. */
export type AuctionPolicy = Readonly<{
  leaveBook: LeaveBookPolicy
  /** The rounds held one after another; none: providers are asked at once. */
  rounds: readonly AuctionKind[]
  /** A portfolio is sold in at most this many equal parts. */
  parts: number
  /** Nobody is given more than this of a part's notional for taking it. */
  mostDiscountBps: number
  /** A batch with fewer groups that bid sells nothing. */
  leastBidders: number
  /** How long a batch takes bids. */
  batchFor: DurationUs
  /** How the price falls. What a sale restores is what a liquidation must restore, so the schedule has no buffer of its own. */
  dutch: Omit<PortfolioTerms, 'bufferShare'>
  /** After a stop as long as this an auction's clock starts again; absent: it goes on where it stood. */
  startAgainAfter?: DurationUs
}>
