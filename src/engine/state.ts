import type { FacilityName, OrderId } from '../backstop/facility.ts'
import { type Hash, hashOf } from '../base/hash.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import { createLedger, type Ledger } from '../ledger/account.ts'
import type { FacilitiesState } from './facilities/facilities-state.ts'
import type { MarketId, Side } from '../market/instrument.ts'
import type { MarketState } from './market-state.ts'
import type { AuctionsState } from './loss/auction-state.ts'
import type { DeleveragingState } from './loss/deleveraging-state.ts'
import type { WaterfallState } from './loss/waterfall-state.ts'
import type { FundState } from './loss/fund-state.ts'
import type { MarginState } from './margin/margin-state.ts'
import type { Policy } from './policy.ts'

/** One order of a facility that works, or is over and awaits fills that are told late. `capitalId` and `feeId` name its reservations; empty when there was none. */
export type OpenOrder = {
  readonly orderId: OrderId
  readonly market: MarketId
  readonly facility: FacilityName
  readonly side: Side
  readonly ticks: number
  readonly lots: number
  lotsLeft: number
  readonly capitalId: string
  readonly feeId: string
  /** Whether a cancel was already asked for. */
  cancelling: boolean
  /** Fills that are booked: each is what the order had left before it and after it. */
  readonly filled: (readonly [before: number, after: number])[]
  /** Its end was told, though fills of it may still be. */
  isOver: boolean
}

/** The reserve of one quote asset, beside what the ledger says. */
export type ReserveState = { readonly openingMinor: bigint; peakUseMinor: bigint; readonly decimals: number }

/** What governs the run once it has started. */
export type RunTerms = Readonly<{ engineVersion: string; source: string; seed: number; policy: Policy; startedAt: TimeUs }>

/**
 * Everything the engine knows: plain data, owned and changed in place by `step` alone, saved by the codec.
 * Before the first input `terms` is absent and there are no markets.
 */
export type EngineState = {
  seq: number
  at: TimeUs
  terms?: RunTerms
  halted: boolean
  readonly markets: Map<MarketId, MarketState>
  readonly orders: Map<OrderId, OpenOrder>
  readonly ledger: Ledger
  readonly reserves: Map<string, ReserveState>
  /** Members' accounts; absent without a margin policy. */
  margin?: MarginState
  /** Who owns the insurance fund; absent without a policy of shares. */
  fund?: FundState
  /** Losses and the money against them, beside the ledger; absent without a waterfall policy. */
  waterfall?: WaterfallState
  /** Auctions of portfolios; absent without an auction policy. */
  auctions?: AuctionsState
  /** Waves of deleveraging and what the fund says of it; absent without a policy for it. */
  deleveraging?: DeleveragingState
  /** Guarantees, loans, draws and committed thresholds; absent without a policy of one of them. */
  facilities?: FacilitiesState
  readonly counts: { decisions: number; transfers: number; effects: number }
  /** Chain over everything the engine concluded: equal chains mean equal decisions, transfers and effects. */
  outcomeHash: Hash
}

/**
 * The state before anything happened.
 *
 * @example
 * const state = createState()
 */
export function createState(): EngineState {
  return {
    seq: 0,
    at: timeUs(0),
    halted: false,
    markets: new Map(),
    orders: new Map(),
    ledger: createLedger(),
    reserves: new Map(),
    counts: { decisions: 0, transfers: 0, effects: 0 },
    outcomeHash: hashOf(''),
  }
}
