import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from './shared-data.ts'
import { decode, encode } from '../src/base/codec.ts'
import { openFeed } from '../src/feed/open.ts'
import { applyDelta, applySnapshot, createBook, type Book } from '../src/market/book.ts'
import {
  askSide,
  bestAskTicks,
  bestBidTicks,
  bidSide,
  createLadder,
  levelsOf,
  lotsAt,
  lotsBetween,
  momentBetween,
  noTicks,
  setLevel,
  type BookSide,
  type Ladder,
} from '../src/market/ladder.ts'
import type { Instrument } from '../src/market/instrument.ts'
import type { BookSnapshotReceived, MarketInput } from '../src/market/market-input.ts'

const sides: readonly BookSide[] = [bidSide, askSide]

async function readAll(names: readonly string[]): Promise<Readonly<{ instrument: Instrument; inputs: readonly MarketInput[] }>> {
  const feed = await openFeed({ paths: names.map((name) => sharedFile(`data/l2/binance_raw_${name}.jsonl.gz`)) })
  const inputs: MarketInput[] = []
  for await (const batch of feed.inputs) inputs.push(...batch)
  return { instrument: feed.instruments[0] as Instrument, inputs }
}

function isCrossed(ladder: Ladder): boolean {
  const [bid, ask] = [bestBidTicks(ladder), bestAskTicks(ladder)]
  return bid !== noTicks && ask !== noTicks && bid >= ask
}

function take(book: Book, input: MarketInput): string | undefined {
  if (input.kind === 'bookSnapshotReceived') return applySnapshot(book, input)?.kind
  return input.kind === 'bookDeltaReceived' ? applyDelta(book, input)?.kind : undefined
}

function depthOf(book: Book): readonly number[] {
  return sides.map((side) => levelsOf(book.ladder, side).length / 2)
}

/** A plain Map a side: the snapshot, then every delta whose last number lies beyond it, in order. What the ladder must equal. */
function replayIntoMaps(inputs: readonly MarketInput[]): readonly (readonly (readonly [ticks: number, lots: number])[])[] {
  const snapshot = inputs.find((input) => input.kind === 'bookSnapshotReceived')
  const deltas = inputs.filter((input) => input.kind === 'bookDeltaReceived' && input.lastId > (snapshot?.updateId ?? 0))
  return sides.map((side) => {
    const levels = new Map<number, number>()
    for (const message of [snapshot, ...deltas] as BookSnapshotReceived[]) {
      const changes = side === bidSide ? message.bids : message.asks
      for (let i = 0; i < changes.length; i += 2) levels.set(changes[i] as number, changes[i + 1] as number)
    }
    return [...levels].filter(([, lots]) => lots > 0).sort(([a], [b]) => (side === bidSide ? b - a : a - b))
  })
}

describe('recorded books', () => {
  // Columns: captures, the fewest levels a side that the book ends with.
  test.skipIf(!hasShared).each([
    [['usdm_btcusdt_20240808'], 4_000],
    [['cm_btcusd_perp_20240808', 'cm_btcusd_perp_20240809'], 1_000],
    [['spot_btcusdt_20240808', 'spot_btcusdt_20240809'], 1_000],
    [['spot_ethusdt_20240808', 'spot_ethusdt_20240809'], 1_000],
  ])('behavior: %j rebuild uncrossed from the first message to the last, equal to a map of levels', async (names, fewest) => {
    const { instrument, inputs } = await readAll(names)
    let book = createBook(instrument)
    const faults: (string | undefined)[] = []
    let trusted = 0
    const restoreAt = Math.floor(inputs.length / 2)
    inputs.forEach((input, i) => {
      faults.push(take(book, input))
      // Checked whenever it is believed, whatever the book itself says.
      if (book.integrity === 'ok') {
        trusted++
        if (isCrossed(book.ladder)) faults.push('believed although crossed')
      }
      // Cut in the middle: the restored book must carry on.
      if (i === restoreAt) book = decode(encode(book)) as Book
    })
    expect(faults.filter((kind) => kind !== undefined)).toEqual([])
    expect(book.integrity).toBe('ok')
    expect(trusted).toBeGreaterThan(inputs.length * 0.99)
    expect(Math.min(...depthOf(book))).toBeGreaterThan(fewest)
    const maps = replayIntoMaps(inputs)
    for (const side of sides) {
      const levels = maps[side] ?? []
      expect(levelsOf(book.ladder, side)).toEqual(levels.flat())
      expect(lotsBetween(book.ladder, side, 1, 1e12)).toBe(levels.reduce((sum, [, lots]) => sum + lots, 0))
      // The moment may exceed 2^53, where only the last additions round.
      const moment = Number(levels.reduce((sum, [ticks, lots]) => sum + BigInt(ticks) * BigInt(lots), 0n))
      expect(Math.abs(momentBetween(book.ladder, side, 1, 1e12) / moment - 1)).toBeLessThanOrEqual(4 * Number.EPSILON)
    }
  })

  test.skipIf(!hasShared)('behavior: without the deltas that waited, the spot book crosses: buffering is what keeps it right', async () => {
    const { inputs } = await readAll(['spot_btcusdt_20240808'])
    const naive = createLadder({ windowTicks: 524_288, centreTicks: 6_170_000 })
    let [messages, crossed] = [0, 0]
    let hasSnapshot = false
    for (const input of inputs) {
      if (input.kind !== 'bookSnapshotReceived' && input.kind !== 'bookDeltaReceived') continue
      hasSnapshot ||= input.kind === 'bookSnapshotReceived'
      if (!hasSnapshot) continue
      for (const side of sides) {
        const levels = side === bidSide ? input.bids : input.asks
        for (let i = 0; i < levels.length; i += 2) setLevel(naive, side, levels[i] as number, levels[i + 1] as number)
      }
      messages++
      if (isCrossed(naive)) crossed++
    }
    expect(crossed).toBeGreaterThan(messages / 2)
  })

  test.skipIf(!hasShared)('behavior: a delta left out of the recording is seen as a gap, and the book stays unbelieved', async () => {
    const { instrument, inputs } = await readAll(['usdm_btcusdt_20240808'])
    const deltas = inputs.filter((input) => input.kind === 'bookDeltaReceived')
    const lost = deltas[3_000]
    const book = createBook(instrument)
    const faults = inputs.flatMap((input) => (input === lost ? [] : (take(book, input) ?? [])))
    expect(faults).toEqual(['gap'])
    expect(book.integrity).toBe('gap')
    expect(lotsAt(book.ladder, bidSide, bestBidTicks(book.ladder))).toBeGreaterThan(0)
  })
})
