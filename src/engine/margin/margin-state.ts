import type { Position } from '../../backstop/position.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import type { Contract } from '../../margin/contract.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { CollateralMarket, ContractMark, MarketSnapshot, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import type { LimitedMargin } from '../../margin/procyclicality/speed-limit.ts'
import type { Instrument, MarketId, Side } from '../../market/instrument.ts'
import type { PriceGrade } from '../../market/price-grade.ts'
import type { EffectId } from '../effect.ts'
import type { LiquidationWait, MarginFigures } from './margin-decision.ts'
import type { MemberOrder } from './member-input.ts'

/** A contract members may hold, with its steps of price and size, and the run's own market it trades in, if any. */
export type Listing = Readonly<{ contract: Contract; instrument: Instrument; market?: MarketId }>

/** When a mark was last heard of, by which input, how far it may be believed, until when, and whether those who hold it were told that it is too old. */
export type MarkAge = {
  seq: number
  at: TimeUs
  grade: PriceGrade
  freshUntil: TimeUs
  stale: boolean
  /** When a feed told the grade; absent where none was told. */
  gradedAt?: TimeUs | undefined
}

/** A margin call that is not over. */
export type OpenCall = {
  /** The decision that issued it. */
  readonly id: string
  readonly issuedAt: TimeUs
  readonly shortByMinor: bigint
  dueAt: TimeUs
  paidMinor: bigint
}

/** What liquidations closed in the stretch of time that began at `startedAt`, in whole units of the settlement asset. */
export type PaceState = {
  startedAt: TimeUs
  /** Notional by account, and notional and losses by market. */
  readonly accounts: Map<string, number>
  readonly markets: Map<string, { notional: number; loss: number }>
}

/** A liquidation that is not over. */
export type Liquidation = {
  /** The decision that started it. */
  readonly id: string
  readonly startedAt: TimeUs
  /** Lots of each position when it started. */
  readonly openingLots: Map<string, number>
  /** Not before this is the next order sent. */
  nextAt: TimeUs
  orderId?: EffectId | undefined
  waiting?: LiquidationWait | undefined
}

/** What an account is charged under a speed limit. */
export type Charge = {
  /** What later rises start from. */
  initial: LimitedMargin
  maintenance: LimitedMargin
  /** What the fund stands for now: the larger of both differences, rounded up. */
  carriedMinor: bigint
  /** Whether the reserve could not carry it, so that it is charged in full. */
  inFull: boolean
  /** Whether holdings change in this turn: the margins above are then of this moment, just before. */
  changing: boolean
}

/** What the fund carries for all accounts. */
export type CarriedState = {
  totalMinor: bigint
  /** Accounts it carries something for, in order of name. */
  readonly accounts: string[]
  /** The reservation in the ledger; empty when there is none. */
  reservationId: string
}

/** Levels of one side of a book from the best outwards. */
export type SampledLevels = readonly (readonly [ticks: number, lots: number])[]

/** What liquidity coverage rests on. */
export type CoverageState = {
  /** The last sample of each market that gives an underlying its depth. */
  readonly samples: Map<MarketId, Readonly<{ at: TimeUs; bids: SampledLevels; asks: SampledLevels }>>
  /** Accounts of one owner, in order of name. */
  readonly owners: Map<string, string[]>
}

/** Accounts that stand alike while every price of an underlying is within two prices. Nobody rests in it while `names` is empty. */
export type QuietBand = {
  readonly halfWidth: number
  low: number
  high: number
  /** In order of name. */
  readonly names: string[]
}

/** Which accounts need not be looked at with every price. */
export type QuietState = Readonly<{
  /** By underlying, widest first. */
  bands: Map<string, QuietBand[]>
  /** Contracts that quiet accounts hold or held, by underlying, in order of name. */
  contracts: Map<string, string[]>
  /** Those of `touchedBy` that are awake. */
  loud: Map<string, string[]>
}>

/** One member's account. Its money is in the ledger. */
export type MemberState = {
  readonly id: string
  readonly owner?: string
  readonly positions: Map<string, Position>
  /** Collateral assets it has ever held. */
  readonly assets: string[]
  orders: readonly MemberOrder[]
  /** The lists of `touchedBy` it stands in. */
  touches: readonly string[]
  /** As last assessed; absent before the first time and while unknown. Of a quiet account they may be of older marks. */
  figures?: MarginFigures | undefined
  /** Absent without a speed limit, before the first margin and while nothing is demanded. */
  charge?: Charge | undefined
  restricted: boolean
  unknown?: Readonly<{ refusal: MarginRefusal; since: TimeUs }> | undefined
  call?: OpenCall | undefined
  liquidation?: Liquidation | undefined
  /** The reservation of a call or liquidation; empty when there is none. */
  lockId: string
  /** What was cut of its unrealised gains for losses, since it last held nothing; absent for none. */
  gainCutMinor?: bigint | undefined
  /** The band it rests in; absent while it is awake. */
  quiet?: Readonly<{ underlying: string; halfWidth: number }> | undefined
}

/** An order that closes part of a member's position and is not over. */
export type ReductionOrder = {
  readonly effectId: EffectId
  readonly account: string
  readonly contract: string
  readonly side: Side
  readonly lots: number
  lotsLeft: number
  /** Fills that are booked: each is what the order had left before it and after it. */
  readonly filled: (readonly [before: number, after: number])[]
  /** When it was sent or last heard of. */
  heardAt: TimeUs
  /** Its end was concluded, though fills of it may still be told: its liquidation goes on without it. */
  isOver: boolean
  /** What each of its lots was counted for when it was sent, under limits of pace. */
  paced?: Readonly<{ startedAt: TimeUs; notionalPerLot: number; lossPerLot: number }>
}

/** Everything known of members. Plain data, part of the engine's state; absent without a margin policy. */
export type MarginState = {
  /** When the input came that is worked on. */
  at: TimeUs
  readonly settlement: { readonly asset: string; readonly decimals: number; price: number; confidence: number }
  readonly listings: Map<string, Listing>
  readonly contracts: Map<string, Contract>
  readonly underlyings: Map<string, UnderlyingMarket>
  readonly marks: Map<string, ContractMark>
  readonly collateral: Map<string, CollateralMarket>
  readonly indexAges: Map<string, MarkAge>
  readonly markAges: Map<string, MarkAge>
  readonly members: Map<string, MemberState>
  /** Ids of accounts that news of an underlying, or of `asset:` and a collateral asset, touches; in order of name. */
  readonly touchedBy: Map<string, string[]>
  /** Ids of accounts with an open call or liquidation, in order of name. */
  readonly attended: string[]
  readonly reductions: Map<EffectId, ReductionOrder>
  readonly counts: { calls: number; callsMet: number; liquidations: number; shortfallMinor: bigint }
  /** Absent without a speed limit. */
  carried?: CarriedState
  /** Absent without liquidity coverage. */
  coverage?: CoverageState
  /** Absent without limits of pace, and before the first liquidation under them. */
  pace?: PaceState
  /** Absent where no account can be proved to stand alike in a band of prices. */
  quiet?: QuietState
}

/**
 * The state before any account was opened.
 *
 * @example
 * createMarginState({ asset: 'USDT', decimals: 6 })
 */
export function createMarginState(settlement: Readonly<{ asset: string; decimals: number }>): MarginState {
  return {
    at: timeUs(0),
    settlement: { ...settlement, price: 1, confidence: 1 },
    listings: new Map(),
    contracts: new Map(),
    underlyings: new Map(),
    marks: new Map(),
    collateral: new Map(),
    indexAges: new Map(),
    markAges: new Map(),
    members: new Map(),
    touchedBy: new Map(),
    attended: [],
    reductions: new Map(),
    counts: { calls: 0, callsMet: 0, liquidations: 0, shortfallMinor: 0n },
  }
}

/**
 * The markets as a margin model reads them. Shares the state's maps: use it at once, keep no hold of it.
 *
 * @example
 * model.assess(valued, snapshotOf(margin, turn.at))
 */
export function snapshotOf(margin: MarginState, at: TimeUs): MarketSnapshot {
  const { settlement, underlyings, contracts, marks, collateral } = margin
  return { at, settlement, underlyings, contracts, marks, collateral }
}

/**
 * Puts a name into a list that is in order of name; nothing when it is there.
 *
 * @example
 * insertName(['a', 'c'], 'b') // ['a', 'b', 'c']
 */
export function insertName(names: string[], name: string): void {
  const place = placeOf(names, name)
  if (names[place] !== name) names.splice(place, 0, name)
}

/**
 * Takes a name out of a list that is in order of name; nothing when it is not there.
 *
 * @example
 * removeName(['a', 'b'], 'b') // ['a']
 */
export function removeName(names: string[], name: string): void {
  const place = placeOf(names, name)
  if (names[place] === name) names.splice(place, 1)
}

function placeOf(names: readonly string[], name: string): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] as string) < name) low = middle + 1
    else high = middle
  }
  return low
}
