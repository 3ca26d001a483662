import type { TimeUs } from '../../base/time.ts'

/** A bid for whole parts of a portfolio: the bidder takes their positions at the marks and is given at least `discountBps` of their notional. */
export type BidPlaced = Readonly<{ kind: 'bidPlaced'; at: TimeUs; auction: string; account: string; parts: number; discountBps: number }>

/** One step of a provider's commitment: so much more notional, in minor units as text, once the discount is this large. */
export type StandingLevelTold = Readonly<{ discountBps: number; capacity: string }>

/** What a member commits to take of any portfolio; it replaces what stood before, and no levels withdraw it. */
export type StandingBidsChanged = Readonly<{
  kind: 'standingBidsChanged'
  at: TimeUs
  account: string
  levels: readonly StandingLevelTold[]
}>

/** An operator stops or releases the clock of one auction, or of all now and later where none is named. */
export type AuctionCommanded = Readonly<{
  kind: 'auctionCommanded'
  at: TimeUs
  auction?: string
  by: string
  command: 'pause' | 'resume'
  reason: string
}>

/** What bidders, providers and operators tell of auctions. */
export type AuctionInput = BidPlaced | StandingBidsChanged | AuctionCommanded
