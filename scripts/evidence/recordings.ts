import { openFeed } from '../../src/feed/open.ts'
import type { Quotes } from '../../src/liquidity/quotes.ts'
import type { TouchSeries } from '../../src/liquidity/order-flow-imbalance.ts'
import type { Trades } from '../../src/liquidity/trade-spreads.ts'
import { lotSize, tickSize, type Instrument } from '../../src/market/instrument.ts'
import { applyDelta, applySnapshot, createBook, type Book } from '../../src/market/book.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, lotsAt, noTicks } from '../../src/market/ladder.ts'
import type { MarketInput, TradeReceived } from '../../src/market/market-input.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { captures, type CaptureName } from './captures.ts'

/** The touch and the trades of a recorded market. Times in seconds from the first touch, prices in quote, sizes in base or contracts. */
export type Recording = Readonly<{
  instrument: Instrument
  seconds: number
  tick: number
  /** Every change of the touch. */
  quotes: Quotes & TouchSeries
  /** Prints of one taker order, which share a time and a side, are one trade at their mean price. */
  trades: Trades
  /** Traded in quote, trade by trade. */
  notionals: readonly number[]
}>

const recordings = new Map<CaptureName, Promise<Recording>>()

/**
 * The touch and the trades of a recorded market by the venue's times; each file is read once. The quotes of spot markets carry no time
 * of the venue, so there the touch is that of the book, which is sent every 100 ms.
 *
 * @example
 * const { quotes, trades } = await recorded('BTC perpetual')
 */
export function recorded(name: CaptureName): Promise<Recording> {
  const known = recordings.get(name) ?? readRecording(sharedFile(captures[name]))
  recordings.set(name, known)
  return known
}

type Touch = Readonly<{ time: number; bidTicks: number; bidLots: number; askTicks: number; askLots: number }>
type Trade = { time: number; ticks: number; lots: number; sign: 1 | -1 }
type Found = { readonly instrument: Instrument; readonly book: Book; from: number; readonly touches: Touch[]; readonly trades: Trade[] }

async function readRecording(path: string): Promise<Recording> {
  const feed = await openFeed({ paths: [path] })
  const [instrument] = feed.instruments
  if (instrument === undefined) throw new Error(`${path} names no market`)
  const found: Found = { instrument, book: createBook(instrument), from: 0, touches: [], trades: [] }
  for await (const batch of feed.inputs) for (const input of batch) take(found, input)
  return recordingOf(found)
}

function take(found: Found, input: MarketInput): void {
  const isSpot = found.instrument.kind === 'spot'
  if (input.kind === 'tradeReceived') takeTrade(found, input)
  else if (input.kind === 'quoteReceived' && !isSpot) takeTouch(found, input.venueAt, input)
  else if (input.kind === 'bookSnapshotReceived' && isSpot) applySnapshot(found.book, input)
  else if (input.kind === 'bookDeltaReceived' && isSpot) {
    applyDelta(found.book, input)
    const touch = touchOf(found.book)
    if (touch !== undefined) takeTouch(found, input.venueAt, touch)
  }
}

/** Trades before the first touch cannot be measured. */
function takeTrade({ from, trades }: Found, { venueAt, ticks, lots, taker }: TradeReceived): void {
  const last = trades.at(-1)
  const time = Math.max((venueAt - from) / 1e6, last?.time ?? 0)
  const sign = taker === 'buy' ? 1 : -1
  if (from === 0 || venueAt < from) return
  if (last === undefined || last.sign !== sign || last.time < time) {
    trades.push({ time, ticks, lots, sign })
    return
  }
  last.ticks = (last.ticks * last.lots + ticks * lots) / (last.lots + lots)
  last.lots += lots
}

function takeTouch(found: Found, at: number, { bidTicks, bidLots, askTicks, askLots }: Omit<Touch, 'time'>): void {
  if (found.from === 0) found.from = at
  const time = Math.max((at - found.from) / 1e6, found.touches.at(-1)?.time ?? 0)
  found.touches.push({ time, bidTicks, bidLots, askTicks, askLots })
}

function touchOf({ integrity, ladder }: Book): Omit<Touch, 'time'> | undefined {
  const [bidTicks, askTicks] = [bestBidTicks(ladder), bestAskTicks(ladder)]
  if (integrity !== 'ok' || bidTicks === noTicks || askTicks === noTicks) return undefined
  return { bidTicks, bidLots: lotsAt(ladder, bidSide, bidTicks), askTicks, askLots: lotsAt(ladder, askSide, askTicks) }
}

function recordingOf({ instrument, touches, trades }: Found): Recording {
  const [tick, lot] = [tickSize(instrument), lotSize(instrument)]
  const bids = touches.map(({ bidTicks }) => bidTicks * tick)
  const asks = touches.map(({ askTicks }) => askTicks * tick)
  const sizes = { bidSizes: touches.map(({ bidLots }) => bidLots * lot), askSizes: touches.map(({ askLots }) => askLots * lot) }
  const inQuote = ({ ticks, lots }: Trade): number =>
    instrument.payoff === 'inverse' ? lots * lot * instrument.contractSize : ticks * tick * lots * lot
  return {
    instrument,
    seconds: touches.at(-1)?.time ?? 0,
    tick,
    quotes: { times: touches.map(({ time }) => time), bids, asks, bidPrices: bids, askPrices: asks, ...sizes },
    trades: {
      times: trades.map(({ time }) => time),
      prices: trades.map(({ ticks }) => ticks * tick),
      sizes: trades.map(({ lots }) => lots * lot),
      signs: trades.map(({ sign }) => sign),
    },
    notionals: trades.map(inQuote),
  }
}

/** What was traded in steps of equal length. Steps without a trade hold the price before. */
export type TradeBars = Readonly<{
  opens: readonly number[]
  highs: readonly number[]
  lows: readonly number[]
  closes: readonly number[]
  /** In quote. */
  volumes: readonly number[]
  /** What takers bought less what they sold, in quote. */
  signedVolumes: readonly number[]
}>

/**
 * Bars made of a recording's trades. The steps before the first trade are left out, and so is the last, which is not full.
 *
 * @example
 * barsOf(await recorded('BTC spot'), 5).closes
 */
export function barsOf({ trades, notionals }: Recording, stepSeconds: number): TradeBars {
  const stepOf = (place: number): number => Math.floor((trades.times[place] as number) / stepSeconds)
  const places = Map.groupBy(notionals.keys(), stepOf)
  const [first, last] = [stepOf(0), stepOf(notionals.length - 1)]
  const bars: Mutable<TradeBars> = { opens: [], highs: [], lows: [], closes: [], volumes: [], signedVolumes: [] }
  for (let step = first; step < last; step++) {
    const inStep = places.get(step) ?? []
    const prices = inStep.length === 0 ? bars.closes.slice(-1) : inStep.map((place) => trades.prices[place] as number)
    bars.opens.push(prices[0] as number)
    bars.highs.push(Math.max(...prices))
    bars.lows.push(Math.min(...prices))
    bars.closes.push(prices.at(-1) as number)
    bars.volumes.push(inStep.reduce((sum, place) => sum + (notionals[place] as number), 0))
    bars.signedVolumes.push(inStep.reduce((sum, place) => sum + (trades.signs[place] as number) * (notionals[place] as number), 0))
  }
  return bars
}

type Mutable<Bars> = { -readonly [Name in keyof Bars]: number[] }

/**
 * The last mid at or before each whole step of a recording.
 *
 * @example
 * midsOf(await recorded('BTC spot'), 1)[0]
 */
export function midsOf({ quotes, seconds }: Recording, stepSeconds: number): Float64Array {
  let place = 0
  return Float64Array.from({ length: Math.floor(seconds / stepSeconds) }, (_, step) => {
    const until = (step + 1) * stepSeconds
    while (place + 1 < quotes.times.length && (quotes.times[place + 1] as number) <= until) place++
    return ((quotes.bids[place] as number) + (quotes.asks[place] as number)) / 2
  })
}
