import type { Amount } from '../../base/amount.ts'
import type { BidRefusal } from '../../waterfall/auction/bid-refusal.ts'
import type { ClockStop } from '../../waterfall/auction/biddable-clock.ts'
import type { ClosingStage, EscalationCause } from '../../waterfall/auction/escalation.ts'
import type { ScheduleRefusal } from '../../waterfall/auction/standing-bid.ts'
import type { AuctionKind } from './auction-policy.ts'

/** Whether the portfolio was worth something when the price began to fall. */
export type AuctionStage = 'solvent' | 'insolvent'

/** Lots of one contract that changed hands, as its taker got them, at a price in ticks. */
export type MovedPosition = Readonly<{ contract: string; lots: number; ticks: number }>

/** What an auction is about: its id, the account that is closed, and the loss event. */
type About = Readonly<{ auction: string; account: string; event: string }>

/** How an auction ended. */
export type AuctionEnd = 'sold' | 'restored' | 'unsold' | 'tooFewBidders' | 'nothingLeft'

/** Why commitments do not stand. */
export type StandingRefusal = 'auctionOff' | 'accountUnknown' | ScheduleRefusal

/** A change of hands: `account` gives up, `to` takes; `discount` is what the taker is given beyond the marks. */
type Handover = Readonly<{
  account: string
  event: string
  to: string
  parts: number
  positions: readonly MovedPosition[]
  discountBps: number
  discount: Amount
}>

/** What was concluded of auctions. Past participles; never taken back. */
export type AuctionDecisionBody = Readonly<
  | { kind: 'escalated'; account: string; event: string; from: ClosingStage; to: ClosingStage; why: EscalationCause }
  | {
      kind: 'auctionStarted'
      account: string
      event: string
      sale: AuctionKind
      stage: AuctionStage
      round: number
      parts: number
      /** What is for sale, at the marks as they stand. */
      positions: readonly MovedPosition[]
      notional: Amount
      mostDiscountBps: number
    }
  | (About & { kind: 'auctionPaused'; stops: readonly ClockStop[] })
  /** `startedAgain`: the stop was so long that the price begins anew. */
  | (About & { kind: 'auctionResumed'; startedAgain: boolean })
  /** The portfolio became worth something else than it was sold as. */
  | (About & { kind: 'auctionRestarted'; stage: AuctionStage })
  /** `auction` is absent where all were meant, those to come included. */
  | { kind: 'auctionCommandTaken'; auction?: string; by: string; command: 'pause' | 'resume'; reason: string }
  | { kind: 'auctionCommandRefused'; auction: string; by: string; why: 'auctionOff' | 'auctionUnknown' | 'auctionClosed' }
  /** `standing`: a provider's commitment bid by itself. */
  | (About & { kind: 'bidAccepted'; bidder: string; parts: number; discountBps: number; standing: boolean })
  | { kind: 'bidRefused'; auction: string; bidder: string; parts: number; discountBps: number; why: BidRefusal | 'auctionOff' }
  | (About & {
      kind: 'auctionEnded'
      how: AuctionEnd
      sold: number
      unsold: number
      /** The discount at which a batch cleared. */
      clearedAtBps?: number
      bidders: number
    })
  | (Handover & { kind: 'portfolioTransferred'; auction: string })
  | (Handover & { kind: 'providerTookOver' })
  | { kind: 'standingBidsNoted'; account: string; levels: number; capacity: Amount }
  | { kind: 'standingBidsRefused'; account: string; why: StandingRefusal }
>
