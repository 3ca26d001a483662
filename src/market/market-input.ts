import type { TimeUs } from '../base/time.ts'
import type { MarketId, Side } from './instrument.ts'

/** Levels of one side as a flat list `[ticks, lots, ticks, lots, ...]`. In a delta, 0 lots removes the level. */
export type FlatLevels = readonly number[]

/** A whole book as the venue states it. `updateId` is its place in the venue's numbering. */
export type BookSnapshotReceived = Readonly<{
  kind: 'bookSnapshotReceived'
  at: TimeUs
  venueAt: TimeUs
  market: MarketId
  updateId: number
  bids: FlatLevels
  asks: FlatLevels
}>

/** Changed levels. `firstId`, `lastId` and (perpetuals) `previousId` are Binance's `U`, `u` and `pu`. */
export type BookDeltaReceived = Readonly<{
  kind: 'bookDeltaReceived'
  at: TimeUs
  venueAt: TimeUs
  market: MarketId
  firstId: number
  lastId: number
  previousId?: number
  bids: FlatLevels
  asks: FlatLevels
}>

/** Best bid and ask from the venue's ticker stream; ahead of or behind the book, so kept for the record and not acted on. */
export type QuoteReceived = Readonly<{
  kind: 'quoteReceived'
  at: TimeUs
  venueAt: TimeUs
  market: MarketId
  updateId: number
  bidTicks: number
  bidLots: number
  askTicks: number
  askLots: number
}>

/** One print. `taker` is the side that crossed the spread. */
export type TradeReceived = Readonly<{
  kind: 'tradeReceived'
  at: TimeUs
  venueAt: TimeUs
  market: MarketId
  tradeId: number
  ticks: number
  lots: number
  taker: Side
}>

/** A finished bar; `at` is its end. */
export type BarClosed = Readonly<{
  kind: 'barClosed'
  at: TimeUs
  market: MarketId
  startedAt: TimeUs
  openTicks: number
  highTicks: number
  lowTicks: number
  closeTicks: number
  volumeLots: number
}>

/** What a market tells us. */
export type MarketInput = BookSnapshotReceived | BookDeltaReceived | QuoteReceived | TradeReceived | BarClosed
