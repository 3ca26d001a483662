import { InputFault } from '../../base/fault.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import { timeText } from '../../feed/parse-time.ts'
import { depthWithinQuote } from '../../liquidity/depth.ts'
import { applyDelta, applySnapshot, createBook, type Book } from '../../market/book.ts'
import { tickSize, type Instrument } from '../../market/instrument.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, noTicks } from '../../market/ladder.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { notionalOf } from '../../market/notional.ts'

/** What was seen of a market up to the end of what was read: the book as it stood then, and samples on the way. */
export type MarketWatch = Readonly<{
  instrument: Instrument
  book: Book
  /** Time of the last book that may be believed. */
  at: number
  firstAt: number
  lastAt: number
  /** One item a sample, at least `sampleEveryUs` apart. */
  sampledAt: readonly number[]
  mids: readonly number[]
  /** Fractions of the mid. */
  spreads: readonly number[]
  /** Quote within `depthBandBps` of the mid. */
  bidDepth: readonly number[]
  askDepth: readonly number[]
  /** Traded in the unit sizes are counted in: base for linear markets, quote for inverse ones. */
  traded: number
  trades: number
}>

/** Spacing of the samples. */
export const sampleEveryUs = 1_000_000

/** Distance from the mid within which depth is sampled. */
export const depthBandBps = 10

/**
 * Reads a feed to its end and keeps the last book that may be believed.
 *
 * @param symbol - The market, needed where the feed has several.
 * @throws InputFault when the feed has no such market, or no book with both sides at its end.
 *
 * @example
 * const watch = await watchMarket(feed, undefined)
 */
export async function watchMarket(feed: Feed, symbol: string | undefined): Promise<MarketWatch> {
  const instrument = instrumentOf(feed, symbol)
  const state = startWatch(instrument)
  for await (const batch of feed.inputs) for (const input of batch) if (input.market === instrument.id) take(state, input)
  if (touchOf(state.book) === undefined) {
    const found = state.book.integrity === 'ok' ? 'one side only' : `a book that is ${state.book.integrity}`
    throw new InputFault({ file: feed.label, place: endText(state), expected: `a book of ${instrument.id} with both sides`, found })
  }
  return state
}

type Watch = { -readonly [Key in keyof MarketWatch]: MarketWatch[Key] extends readonly number[] ? number[] : MarketWatch[Key] }

function startWatch(instrument: Instrument): Watch {
  const series = { sampledAt: [], mids: [], spreads: [], bidDepth: [], askDepth: [] }
  return { instrument, book: createBook(instrument), at: 0, firstAt: 0, lastAt: 0, traded: 0, trades: 0, ...series }
}

function take(state: Watch, input: MarketInput): void {
  if (state.firstAt === 0) state.firstAt = input.at
  state.lastAt = input.at
  if (input.kind === 'bookSnapshotReceived') applySnapshot(state.book, input)
  else if (input.kind === 'bookDeltaReceived') applyDelta(state.book, input)
  else if (input.kind === 'tradeReceived') {
    state.trades += 1
    state.traded += sizeOf(state.instrument, input)
    return
  } else return
  sample(state, input.at)
}

/** Base of a print for a linear market, quote for an inverse one. */
function sizeOf(instrument: Instrument, print: Readonly<{ ticks: number; lots: number }>): number {
  const notional = notionalOf(instrument, print)
  return instrument.payoff === 'inverse' ? notional : notional / (print.ticks * tickSize(instrument))
}

function sample(state: Watch, at: number): void {
  const touch = touchOf(state.book)
  if (touch === undefined) return
  state.at = at
  const last = state.sampledAt.at(-1)
  if (last !== undefined && at < last - (last % sampleEveryUs) + sampleEveryUs) return
  const [bid, ask] = touch
  state.sampledAt.push(at)
  state.mids.push(((bid + ask) / 2) * tickSize(state.instrument))
  state.spreads.push((2 * (ask - bid)) / (ask + bid))
  state.bidDepth.push(depthWithinQuote(state.book, bidSide, depthBandBps))
  state.askDepth.push(depthWithinQuote(state.book, askSide, depthBandBps))
}

function touchOf(book: Book): readonly [bidTicks: number, askTicks: number] | undefined {
  if (book.integrity !== 'ok') return undefined
  const [bid, ask] = [bestBidTicks(book.ladder), bestAskTicks(book.ladder)]
  return bid === noTicks || ask === noTicks ? undefined : [bid, ask]
}

function instrumentOf(feed: Feed, symbol: string | undefined): Instrument {
  const names = feed.instruments.map(({ id }) => id).join(', ')
  if (symbol === undefined) {
    const [only] = feed.instruments
    if (only !== undefined && feed.instruments.length === 1) return only
    throw new InputFault({ file: feed.label, place: 'whole file', expected: 'one market, or --symbol to choose', found: names || 'none' })
  }
  const found = feed.instruments.find(({ id }) => id.toLowerCase() === symbol.toLowerCase())
  if (found !== undefined || feed.instruments.length === 1) return (found ?? feed.instruments[0]) as Instrument
  throw new InputFault({ file: '--symbol', place: 'value', expected: `one of ${names}`, found: symbol })
}

function endText(state: Watch): string {
  return state.lastAt === 0 ? 'whole file' : `at ${timeText(state.lastAt as never)}`
}
