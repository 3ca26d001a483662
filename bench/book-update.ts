import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  askSide,
  bestAskTicks,
  bestBidTicks,
  bidSide,
  createLadder,
  levelsOf,
  setLevel,
  windowTicksFor,
  type BookSide,
  type Ladder,
} from '../src/market/ladder.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { makeBookEvents, writeBookEvents, type BookEvents } from './book-events.ts'
import { compileNative, median } from './native-code.ts'

/** Time and the sum of best ask less best bid after each event, which must be equal for all. */
type Measured = Readonly<{ nsPerEvent: number; checksum: number }>

/** What is used of an order book of ccxt. */
type PeerSide = [number, number][] & { storeArray: (level: [number, number]) => void }
type PeerBook = Readonly<{ bids: PeerSide; asks: PeerSide }>
type PeerBookMaker = new (snapshot: Readonly<{ bids: [number, number][]; asks: [number, number][] }>) => PeerBook

/**
 * Level changes a second, the best bid and ask read after each: the ladder, a native one that keeps the same sums, and the order book
 * of ccxt. All run on the same events in turns and must agree on every touch; the medians count.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const events = makeBookEvents(options.quick ? 100_000 : 3_000_000, 7)
  const count = events.sides.length
  // The peer is so slow that it takes only the last events, from the book as the others have it by then.
  const peerFrom = count - (options.quick ? 5_000 : 50_000)
  const rounds = options.quick ? 1 : 7
  const Peer = await loadPeer()
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const ours: number[] = []
  const native: number[] = []
  const peer: number[] = []
  try {
    const binary = compileNative(folder, 'book-update')
    const file = writeBookEvents(folder, events)
    runLadder(events, 0)
    for (let round = 0; round < rounds; round++) {
      const mine = runLadder(events, 0)
      ours.push(mine.nsPerEvent)
      if (binary !== undefined) native.push(runEqual('native', runNative(binary, file, count), mine))
      const tail = runLadder(events, peerFrom)
      peer.push(runEqual('ccxt', runPeer(Peer, events, peerFrom), tail))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit, theirs] = [median(ours), native.length === 0 ? null : median(native), median(peer)]
  const figures = `${our.toFixed(1)} ns an event, native ${limit?.toFixed(1) ?? 'not measured: no g++ here'}, ccxt ${theirs.toFixed(0)}`
  return {
    name: 'book-update',
    unit: 'updates/s',
    ours: 1e9 / our,
    limit: limit === null ? null : 1e9 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: { ccxt: theirs / our },
    note: `${figures}; ${count} events, some 2,000 levels a side, ccxt the last ${count - peerFrom} of them`,
  }
}

/** The ladder as it stands before an event. */
function ladderBefore({ sides, ticks, lots }: BookEvents, end: number): Ladder {
  const ladder = createLadder({ windowTicks: windowTicksFor(600_000), centreTicks: 600_000 })
  for (let i = 0; i < end; i++) setLevel(ladder, sides[i] as BookSide, ticks[i] as number, lots[i] as number)
  return ladder
}

function runLadder(events: BookEvents, from: number): Measured {
  const { sides, ticks, lots } = events
  const ladder = ladderBefore(events, from)
  let checksum = 0
  const start = performance.now()
  for (let i = from; i < sides.length; i++) {
    setLevel(ladder, sides[i] as BookSide, ticks[i] as number, lots[i] as number)
    checksum += bestAskTicks(ladder) - bestBidTicks(ladder)
  }
  return { nsPerEvent: ((performance.now() - start) * 1e6) / (sides.length - from), checksum }
}

function runPeer(Peer: PeerBookMaker, events: BookEvents, from: number): Measured {
  const { sides, ticks, lots } = events
  const ladder = ladderBefore(events, from)
  const pairs = (side: BookSide): [number, number][] => {
    const levels = levelsOf(ladder, side)
    return Array.from({ length: levels.length / 2 }, (_, i) => [levels[2 * i] as number, levels[2 * i + 1] as number])
  }
  const { bids, asks } = new Peer({ bids: pairs(bidSide), asks: pairs(askSide) })
  let checksum = 0
  const start = performance.now()
  for (let i = from; i < sides.length; i++) {
    const side = sides[i] === bidSide ? bids : asks
    side.storeArray([ticks[i] as number, lots[i] as number])
    checksum += (asks[0]?.[0] ?? -1) - (bids[0]?.[0] ?? -1)
  }
  return { nsPerEvent: ((performance.now() - start) * 1e6) / (sides.length - from), checksum }
}

function runNative(binary: string, file: string, count: number): Measured {
  const [nsPerEvent, checksum] = execFileSync(binary, [file, String(count)], { encoding: 'utf8' })
    .split(' ')
    .map(Number)
  return { nsPerEvent: nsPerEvent ?? Number.NaN, checksum: checksum ?? Number.NaN }
}

function runEqual(name: string, theirs: Measured, ours: Measured): number {
  if (theirs.checksum !== ours.checksum) throw new Error(`${name} has the checksum ${theirs.checksum}, expected ${ours.checksum}`)
  return theirs.nsPerEvent
}

/** The class is not among what the package exports, so it is found beside what is. */
async function loadPeer(): Promise<PeerBookMaker> {
  const path = new URL('./src/base/ws/OrderBook.js', import.meta.resolve('ccxt')).href
  const module = (await import(path)) as Readonly<{ OrderBook: PeerBookMaker }>
  return module.OrderBook
}
