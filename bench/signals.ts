import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeUs } from '../src/base/time.ts'
import type { MarketState } from '../src/engine/market-state.ts'
import { measureMarket } from '../src/engine/measure.ts'
import { noteFlowOfTrade } from '../src/engine/measure-flow.ts'
import { createMarketState } from '../src/engine/open-market.ts'
import { signalCatalogue } from '../src/engine/signal-catalogue.ts'
import { bestAskTicks, bestBidTicks, createLadder, setLevel, windowTicksFor, type BookSide } from '../src/market/ladder.ts'
import { loadPolicy } from '../src/policy/load.ts'
import { btcPerpetual } from '../test/instruments.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { makeBookEvents, writeBookEvents, type BookEvents } from './book-events.ts'
import { compileNative, median } from './native-code.ts'

/** Time and the sum of every signal after every event. */
type Measured = Readonly<{ nsPerEvent: number; checksum: number }>

/** How long the events last: long enough for every window of the policy to fill. */
const lastsUs = 300_000_000
/** Events after which the book has both sides and most of its levels; measured from there on. */
const warmEvents = 20_000
/** One event of so many comes with a trade. */
const tradeEvery = 16
/** Events measured by one call. */
const sliceEvents = 10_000

const policy = loadPolicy('exchange-perpetual').policy
const measured = Int32Array.from(signalCatalogue.flatMap(({ origin }, index) => (origin === 'price' ? [] : [index])))

/**
 * Every signal of liquidity after every level change: spread, depth at four distances with its norms, cost to trade, imbalance, order
 * flow, effective spread, half-life of depth. Ours is what the engine runs; the native one follows the same sums of depth, and a second
 * one, the peer, adds depth up anew at every event. All run on the same events in turns and must agree on the sum of all signals to
 * nine digits; the medians count.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const events = makeBookEvents(options.quick ? 100_000 : 1_000_000, 7)
  const rounds = options.quick ? 1 : 7
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const ours: number[] = []
  const native: number[] = []
  const anew: number[] = []
  try {
    const binary = compileNative(folder, 'signals')
    const file = writeBookEvents(folder, events)
    runOurs(events)
    for (let round = 0; round < rounds; round++) {
      const mine = runOurs(events)
      ours.push(mine.nsPerEvent)
      if (binary === undefined) continue
      const run = { file, count: events.sides.length, ours: mine }
      native.push(runNative(binary, run, []))
      anew.push(runNative(binary, run, ['anew']))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), native.length === 0 ? null : median(native)]
  return {
    name: 'signals',
    unit: 'updates/s',
    ours: 1e9 / our,
    limit: limit === null ? null : 1e9 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: anew.length === 0 ? {} : { 'native, depth added up anew': median(anew) / our },
    note: `${our.toFixed(0)} ns an event with ${measured.length} signals, native ${limit?.toFixed(0) ?? 'not measured: no g++ here'}; ${events.sides.length} events`,
  }
}

function runOurs(events: BookEvents): Measured {
  const { sides, ticks, lots } = events
  const market: MarketState = createMarketState(btcPerpetual, policy, timeUs(0))
  const { book } = market
  book.ladder = createLadder({ windowTicks: windowTicksFor(600_000), centreTicks: 600_000 })
  book.integrity = 'ok'
  for (let i = 0; i < warmEvents; i++) setLevel(book.ladder, sides[i] as BookSide, ticks[i] as number, lots[i] as number)
  const spacing = Math.floor(lastsUs / (sides.length - warmEvents))
  let checksum = 0
  const start = performance.now()
  for (let from = warmEvents; from < sides.length; from += sliceEvents) {
    checksum += measureSlice(market, events, { from, to: Math.min(from + sliceEvents, sides.length), spacing })
  }
  return { nsPerEvent: ((performance.now() - start) * 1e6) / (sides.length - warmEvents), checksum }
}

/** The sum of every signal after every event of a stretch: a function of its own, which is compiled whole as the engine's are. */
function measureSlice(
  market: MarketState,
  { sides, ticks, lots }: BookEvents,
  { from, to, spacing }: Readonly<{ from: number; to: number; spacing: number }>,
): number {
  const { book, signals, measurement } = market
  let checksum = 0
  for (let i = from; i < to; i++) {
    const at = timeUs((i - warmEvents + 1) * spacing)
    if (i % tradeEvery === 0) noteFlowOfTrade(signals, measurement.flow, tradeAt(market, i, at))
    setLevel(book.ladder, sides[i] as BookSide, ticks[i] as number, lots[i] as number)
    measurement.flow.bookVenueAt = at
    measureMarket(market, at)
    let sum = 0
    for (let place = 0; place < measured.length; place++) sum += signals.value[measured[place] as number] as number
    checksum += sum
  }
  return checksum
}

/** A print at the touch. */
function tradeAt({ book: { ladder } }: MarketState, i: number, at: ReturnType<typeof timeUs>): Parameters<typeof noteFlowOfTrade>[2] {
  const isBuy = i % (2 * tradeEvery) === 0
  const ticks = isBuy ? bestAskTicks(ladder) : bestBidTicks(ladder)
  const market = btcPerpetual.id
  return { kind: 'tradeReceived', at, venueAt: at, market, tradeId: i, ticks, lots: 1 + (i % 7), taker: isBuy ? 'buy' : 'sell' }
}

function runNative(binary: string, of: Readonly<{ file: string; count: number; ours: Measured }>, words: readonly string[]): number {
  const { flow, normTimeConstant, normMinimumHistory, costToTradeNotional } = policy.measure
  const numbers = [
    of.count,
    warmEvents,
    Math.floor(lastsUs / (of.count - warmEvents)),
    tradeEvery,
    costToTradeNotional,
    normTimeConstant,
    normMinimumHistory,
    flow.effectiveSpreadWindow,
    flow.orderFlowWindow,
    flow.resiliencySampleEvery,
    flow.resiliencySamples,
  ]
  const [nsPerEvent, checksum] = execFileSync(binary, [of.file, ...numbers.map(String), ...words], { encoding: 'utf8' })
    .split(' ')
    .map(Number) as [number, number]
  if (!(Math.abs(checksum - of.ours.checksum) <= 1e-9 * Math.abs(checksum))) {
    throw new Error(`native has the checksum ${checksum}, expected ${of.ours.checksum}`)
  }
  return nsPerEvent
}
