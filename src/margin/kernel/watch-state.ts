import type { BandBox, BandLevel, MarketPoint } from './band-box.ts'
import type { BandGrid } from './band-grid.ts'
import type { BandLines } from './band-lines.ts'
import type { BandMarket } from './band-market.ts'
import type { NearGrid } from './near-grid.ts'
import type { HotLines } from './hot-lines.ts'
import type { WatchPlaces } from './watch-members.ts'
import type { WatchRows } from './watch-rows.ts'

/** One underlying of a watch. */
export type WatchUnderlying = {
  readonly name: string
  readonly instruments: number[]
  point: MarketPoint
  /** One a level, and the count of the underlying's moves at which it was made. */
  readonly boxes: BandBox[]
  readonly madeAt: number[]
}

/** The accounts of a watch, by index. */
export type WatchedAccounts = {
  readonly names: string[]
  cash: Float64Array
  /** An account's first row plus one, 0 for none. */
  firstRow: Uint32Array
  /** 1 for a balance below zero. */
  below: Uint8Array
}

/** What the last call did, to see what it cost. */
export type WatchCounters = {
  /** The widest level whose box was left, `levels` for none. */
  leftLevel: number
  /** Accounts that were given a level anew. */
  certified: number
  /** Hot rows of the underlying after the call. */
  hot: number
  /** Accounts whose balance was computed, exactly or closely enough to know its sign. */
  computed: number
}

/** A watch. Read it through functions; all of it changes in place. */
export type Watch = {
  readonly market: BandMarket
  readonly levels: readonly BandLevel[]
  /** Above so many accounts a leap takes two ticks of like length: one computes balances, the next finds boxes to rest on. */
  readonly mostAtOnce: number
  readonly instrumentNames: string[]
  readonly underlyings: WatchUnderlying[]
  readonly accounts: WatchedAccounts
  readonly rows: WatchRows
  readonly places: WatchPlaces
  /** Where the market is now. */
  readonly now: BandGrid
  /** The same in single precision, of the last leap; and how many leaps there were. */
  readonly near: NearGrid
  leaps: number
  /** Moves of instruments, four numbers each. */
  readonly moves: Float64Array
  /** Of the narrowest levels, by level; absent for the others. */
  readonly lines: readonly (BandLines | undefined)[]
  readonly hot: HotLines
  /** The leap after which accounts have yet to find boxes to rest on; their balances are of where the market stands. */
  pending: Readonly<{ underlying: number; level: number }> | undefined
  /** Names of rows for the kernel, and the levels it finds for them by factors on moves. */
  listed: Uint32Array
  found: Uint32Array
  readonly factors: Float64Array
  /** Values of a row under each scenario. */
  readonly outcomes: Float64Array
  /** Accounts on their way through a call; and those whose sign has changed in it. */
  pool: Uint32Array
  readonly changed: number[]
  counters: WatchCounters
}
