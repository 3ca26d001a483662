import type { DurationUs } from '../base/time.ts'
import type { OperatorCommand } from '../engine/input.ts'
import type { ContractListed } from '../engine/margin/member-input.ts'
import type { Policy } from '../engine/policy.ts'
import type { Instrument, Side } from '../market/instrument.ts'
import type { PriceGrade } from '../market/price-grade.ts'
import type { LossHappening } from './loss-plan.ts'

/** How a venue treats what it is sent and what it tells: shares of reports and effects from 0 to 1, times in microseconds. */
export type VenueHabits = Readonly<{
  latencyUs: DurationUs
  makerFeeBps: number
  takerFeeBps: number
  /** Of reports: never told, told much later, told twice, told after a later one. */
  lost: number
  late: number
  doubled: number
  reordered: number
  /** How much later a late one comes at most. */
  latestUs: number
}>

/** What stands for a whole run: its policy, its markets, its venue. */
export type Setting = Readonly<{
  policy: Policy
  instruments: readonly Instrument[]
  listings: readonly Omit<ContractListed, 'kind' | 'at'>[]
  /** Prices the markets start at, in quote, one an instrument. */
  startPrices: readonly number[]
  venue: VenueHabits
  /** A snapshot is written after each whole number of inputs. */
  snapshotEvery: number
  /** The account that the twin world splits in two. */
  splitAccount: number
}>

/** A position wanted, in quote; below 0 is short. `off` is how far its price lies from the market, as a fraction. */
export type WantedPosition = Readonly<{ contract: number; notional: number; off: number }>

/** How a book looks. */
export type BookShape = 'both' | 'bidsOnly' | 'asksOnly' | 'empty' | 'crossed'

/** When the process ends: around the moment at which its next input becomes durable, or while a snapshot is written. */
export type KillMoment = 'beforeAppend' | 'afterAppend' | 'midRelease' | 'afterRelease' | 'atSnapshot'

/** How the venue stands: it takes and tells; loses what it is sent; takes but tells nothing until it is up again; refuses. */
export type VenueMode = 'up' | 'loses' | 'silent' | 'refuses'

/** What happens in the market. */
export type MarketEvent = Readonly<
  | {
      kind: 'book'
      market: number
      /** Move of the true price, as a fraction of it. */
      move: number
      halfSpreadBps: number
      /** Quote on each side. */
      depth: number
      shape: BookShape
      /** What the engine is told: the truth, nothing, or a price that is off by a factor. */
      told: 'true' | 'nothing' | number
    }
  | { kind: 'print'; market: number; notional: number; taker: Side }
  | {
      kind: 'marks'
      contract: number
      /** How far the told price lies from the true one, as a fraction. */
      off: number
      grade?: PriceGrade
      index?: PriceGrade | 'untold'
      asset?: number
    }
>

/** What members do. Accounts are counted from 0; amounts are in quote. */
export type MemberEvent = Readonly<
  | { kind: 'open'; account: number; owner?: number; money: number; pledge: number; positions: readonly WantedPosition[] }
  | { kind: 'deposit' | 'withdraw'; account: number; asset: number; amount: number }
  | { kind: 'trade'; buyer: number; seller: number; contract: number; notional: number; off: number }
  | { kind: 'close'; account: number; place: number; share: number; off: number }
  | { kind: 'rest'; account: number; orders: readonly (WantedPosition & Readonly<{ side: Side }>)[] }
  | { kind: 'funding'; contract: number; rate: number }
  | { kind: 'settle'; contract: number; off: number }
  | { kind: 'nonsense'; account: number; which: number }
>

/** What goes wrong, or comes from operators. */
export type FaultEvent = Readonly<
  | { kind: 'command'; command: OperatorCommand }
  | { kind: 'venue'; mode: VenueMode }
  | { kind: 'strangeReceipt'; which: number }
  | { kind: 'kill'; moment: KillMoment }
  | { kind: 'diskFull' }
  | { kind: 'secondWriter' }
  | { kind: 'clockJump'; by: number }
>

/** What happens. */
export type Happening = MarketEvent | MemberEvent | LossHappening | FaultEvent | Readonly<{ kind: 'tick' }>

/** One thing that happens, so many microseconds after the one before. */
export type TortureEvent = Readonly<{ wait: number }> & Happening

/**
 * Everything a run follows from. Events name accounts, contracts and shares, never what a run has led to, so any of them may be left out
 * and the rest still means something: that is what makes a failing run small.
 */
export type Plan = Readonly<{ seed: number; setting: Setting; events: readonly TortureEvent[] }>
