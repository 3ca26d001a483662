import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyDelta, applySnapshot, createBook, type Book } from '../market/book.ts'
import { marketId, type Instrument } from '../market/instrument.ts'
import { askSide, bidSide, levelsOf } from '../market/ladder.ts'
import type { FlatLevels, MarketInput } from '../market/market-input.ts'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { afterStart, collect, faultOf, stream, testInstrument } from '../../test/feed-files.ts'
import { clipInputs } from './clip.ts'
import { openFeed } from './open.ts'
import { overlayInputs, parseOverlay, type Overlay } from './overlay.ts'

const perpetual = testInstrument()
const spot = testInstrument({ sequenceRule: 'binanceSpot' })
const modelled = testInstrument({ sequenceRule: 'snapshotsOnly' })
const tenth: Overlay = parseOverlay('withdraw=0.9@2s..4s')

/** Follows a stream with the engine's own book; returns every fault it found. */
function follow(book: Book, inputs: readonly MarketInput[], each?: (input: MarketInput) => void): readonly string[] {
  const faults: string[] = []
  for (const input of inputs) {
    if (input.kind === 'bookSnapshotReceived') faults.push(applySnapshot(book, input)?.kind ?? '')
    if (input.kind === 'bookDeltaReceived') faults.push(applyDelta(book, input)?.kind ?? '')
    each?.(input)
  }
  return faults.filter((kind) => kind !== '')
}

function levels(book: Book): readonly [FlatLevels, FlatLevels] {
  return [levelsOf(book.ladder, bidSide), levelsOf(book.ladder, askSide)]
}

function kept(side: FlatLevels, millionths: number): FlatLevels {
  const scaled: number[] = []
  for (let i = 0; i < side.length; i += 2) {
    const lots = Math.floor(((side[i + 1] ?? 0) * millionths) / 1_000_000)
    if (lots > 0) scaled.push(side[i] ?? 0, lots)
  }
  return scaled
}

describe('parseOverlay', () => {
  // Columns: text, kept millionths, from and to in seconds.
  test.each([
    ['withdraw=0.9@60s..240s', 100_000, 60, 240],
    ['withdraw=1@0s..1.5m', 0, 0, 90],
    ['withdraw=0.123456@1m..2h', 876_544, 60, 7_200],
  ])('table: %s', (text, keptMillionths, from, to) => {
    expect(parseOverlay(text)).toEqual({ keptMillionths, fromFor: from * 1_000_000, toFor: to * 1_000_000 })
  })

  test.each([
    '',
    'withdraw=0.9',
    'withdraw=0.9@60..240',
    'withdraw=90%@60s..240s',
    'withdraw=0@60s..240s',
    'withdraw=1.000001@60s..240s',
    'withdraw=0.1234567@60s..240s',
    'withdraw=0.9@240s..60s',
    'withdraw=0.9@60s..1m',
    'withdraw=0.9@-1s..1m',
    'withdraw=0.9@1s..99999999h',
    'add=0.9@60s..240s',
  ])('error: %s', async (text) => {
    expect(await faultOf(() => parseOverlay(text))).toMatch(/^--overlay: value: expected .*, found "/)
  })
})

/** A stream of four diffs a second, and a snapshot behind `waiting` of them that does not hold the last two. */
function madeStream(instrument: Instrument, changes: readonly (readonly [number, number, number])[], waiting: number): MarketInput[] {
  const inputs: MarketInput[] = []
  const market = instrument.id
  changes.forEach(([offset, lots, halfSeconds], i) => {
    const at = afterStart(i * 250_000 + halfSeconds)
    const common = { at, venueAt: at, market }
    if (i === waiting) {
      inputs.push({
        kind: 'bookSnapshotReceived',
        ...common,
        updateId: 10 * Math.max(0, i - 2),
        bids: [1_000, 70, 999, 7],
        asks: [1_100, 33, 1_101, 5],
      })
    }
    const ids = { firstId: 10 * i + 1, lastId: 10 * (i + 1) }
    const bids = [900 + offset, lots]
    const asks = [1_101 + offset, lots + (i % 2)]
    inputs.push({ kind: 'bookDeltaReceived', ...common, ...ids, ...(instrument === perpetual ? { previousId: 10 * i } : {}), bids, asks })
  })
  return inputs
}

describe('overlayInputs', () => {
  const change = fc.tuple(fc.nat(98), fc.nat(400), fc.nat(249_999))

  test.each([
    ['perpetual', perpetual],
    ['spot', spot],
  ])('property: the book of a %s stays ok, holds the share inside the window and everything outside', async (_, instrument) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 30, maxLength: 40 }), fc.nat(25), async (changes, waiting) => {
        const inputs = madeStream(instrument, changes, waiting)
        const changed = await collect(overlayInputs(stream(inputs, 7), [instrument], tenth))
        const truth = createBook(instrument)
        const book = createBook(instrument)
        const start = inputs[0]?.at ?? 0
        const originals = inputs.values()
        const faults = follow(book, changed, (input) => {
          if (input.kind !== 'bookDeltaReceived') return
          // Diffs come one for one; the true book takes everything up to the same one.
          for (const original of originals) {
            follow(truth, [original])
            if (original.kind === 'bookDeltaReceived') break
          }
          expect(book.integrity).toBe(truth.integrity)
          if (book.integrity !== 'ok') return
          const isWithheld = input.at - start >= 2_000_000 && input.at - start < 4_000_000
          const share = isWithheld ? 100_000 : 1_000_000
          const [bids, asks] = levels(truth)
          expect(levels(book)).toEqual([kept(bids, share), kept(asks, share)])
        })
        expect(faults).toEqual([])
        expect(changed.map(({ at }) => at)).toEqual(changed.map(({ at }) => at).toSorted((a, b) => a - b))
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: snapshots at the edges, at their very times, and a share of small levels is nothing', async () => {
    const inputs = madeStream(
      perpetual,
      Array.from({ length: 24 }, () => [50, 9, 10] as const),
      0,
    )
    const changed = await collect(overlayInputs(stream(inputs), [perpetual], tenth))
    const snapshots = changed.filter((input) => input.kind === 'bookSnapshotReceived')
    expect(snapshots.map(({ at }) => at - afterStart(10))).toEqual([0, 2_000_000, 4_000_000])
    expect(snapshots[1]).toMatchObject({ bids: [1_000, 7], asks: [1_100, 3, 1_151, 1] })
    expect(snapshots[2]).toMatchObject({ bids: [1_000, 70, 999, 7, 950, 9], asks: [1_100, 33, 1_101, 5, 1_151, 10] })
  })

  test('behavior: a broken chain is not healed', async () => {
    const inputs = madeStream(
      perpetual,
      Array.from({ length: 24 }, () => [50, 90, 0] as const),
      0,
    )
    inputs.splice(4, 1)
    const changed = await collect(overlayInputs(stream(inputs), [perpetual], tenth))
    const book = createBook(perpetual)
    expect(follow(book, changed)).toEqual(['gap'])
    expect(book.integrity).toBe('gap')
    expect(changed).toHaveLength(inputs.length)
  })

  test('behavior: a window that passes in silence changes nothing', async () => {
    const all = madeStream(
      perpetual,
      Array.from({ length: 24 }, () => [50, 90, 0] as const),
      0,
    )
    const silent = all.filter(({ at }) => at < afterStart(1_900_000))
    const late = { ...(all.at(-1) as MarketInput), at: afterStart(9_000_000) }
    expect(await collect(overlayInputs(stream([...silent, late]), [perpetual], tenth))).toEqual([...silent, late])
  })

  test('behavior: books of snapshots only, as the model makes them, are withheld too', async () => {
    const at = (second: number): MarketInput => ({
      kind: 'bookSnapshotReceived',
      at: afterStart(second * 1_000_000),
      venueAt: afterStart(second * 1_000_000),
      market: modelled.id,
      updateId: second + 1,
      bids: [10, 100],
      asks: [11, 50],
    })
    const book = createBook(modelled)
    const seen: unknown[] = []
    const changed = await collect(overlayInputs(stream([0, 1, 3, 5].map(at)), [modelled], tenth))
    expect(follow(book, changed, (input) => seen.push([input.at - afterStart(0), ...levels(book)]))).toEqual([])
    expect(seen).toEqual([
      [0, [10, 100], [11, 50]],
      [1_000_000, [10, 100], [11, 50]],
      [2_000_000, [10, 10], [11, 5]],
      [3_000_000, [10, 10], [11, 5]],
      [4_000_000, [10, 100], [11, 50]],
      [5_000_000, [10, 100], [11, 50]],
    ])
  })

  test('behavior: trades and quotes pass unchanged', async () => {
    const trade: MarketInput = {
      kind: 'tradeReceived',
      at: afterStart(3),
      venueAt: afterStart(3),
      market: marketId('X'),
      tradeId: 1,
      ticks: 1,
      lots: 9,
      taker: 'buy',
    }
    expect(await collect(overlayInputs(stream([trade]), [perpetual], parseOverlay('withdraw=1@0s..1h')))).toEqual([trade])
  })

  test.skipIf(!hasShared).each([
    ['usdm_btcusdt', 'withdraw=0.9@60s..240s'],
    ['cm_btcusd_perp', 'withdraw=0.9@0s..240s'],
    ['spot_btcusdt', 'withdraw=0.9@60s..240s'],
    ['spot_ethusdt', 'withdraw=0.5@0.1s..60s'],
  ])('behavior: the recorded book of %s under %s has no fault and ends as the true one', async (name, overlay) => {
    const paths = [sharedFile(`data/l2/binance_raw_${name}_20240808.jsonl.gz`)]
    const truth = await openFeed({ paths })
    const changed = await openFeed({ paths, overlay })
    const [instrument] = truth.instruments
    const [trueBook, book] = [createBook(instrument as Instrument), createBook(instrument as Instrument)]
    for await (const batch of truth.inputs) follow(trueBook, batch)
    const faults: string[] = []
    for await (const batch of changed.inputs) faults.push(...follow(book, batch))
    expect(faults).toEqual([])
    expect(book.integrity).toBe('ok')
    expect(levels(book)).toEqual(levels(trueBook))
  })
})

describe('clipInputs', () => {
  test('behavior: the stretch begins with the book as it stood, and goes on from it', async () => {
    const inputs = madeStream(
      perpetual,
      Array.from({ length: 24 }, (_, i) => [i, 9 + i, 0] as const),
      3,
    )
    const range = { from: afterStart(2_100_000), to: afterStart(4_000_000) }
    const clipped = await collect(clipInputs(stream(inputs, 5), [perpetual], range))
    const [book, truth] = [createBook(perpetual), createBook(perpetual)]
    expect(follow(book, clipped)).toEqual([])
    follow(
      truth,
      inputs.filter(({ at }) => at < range.to),
    )
    expect(levels(book)).toEqual(levels(truth))
    expect(clipped[0]).toMatchObject({ kind: 'bookSnapshotReceived', at: range.from })
    expect(clipped.slice(1).every(({ at }) => at >= range.from && at < range.to)).toBe(true)
  })

  test('behavior: diffs that wait for a snapshot are passed on, so that it finds them', async () => {
    const inputs = madeStream(
      perpetual,
      Array.from({ length: 24 }, (_, i) => [i, 9 + i, 0] as const),
      12,
    )
    const withOldSnapshot = inputs.map((input) => (input.kind === 'bookSnapshotReceived' ? { ...input, updateId: 60 } : input))
    const clipped = await collect(clipInputs(stream(withOldSnapshot), [perpetual], { from: afterStart(2_600_000) }))
    const book = createBook(perpetual)
    expect(follow(book, clipped)).toEqual([])
    expect(book.integrity).toBe('ok')
  })

  test('behavior: a bar is kept when it lies inside as a whole', async () => {
    const bar = (minute: number): MarketInput => ({
      kind: 'barClosed',
      at: afterStart((minute + 1) * 60_000_000),
      startedAt: afterStart(minute * 60_000_000),
      market: modelled.id,
      openTicks: 1,
      highTicks: 1,
      lowTicks: 1,
      closeTicks: 1,
      volumeLots: minute,
    })
    const range = { from: afterStart(60_000_000), to: afterStart(180_000_000) }
    const kept = await collect(clipInputs(stream([0, 1, 2, 3].map(bar)), [modelled], range))
    expect(kept.map(({ at }) => at)).toEqual([afterStart(120_000_000), afterStart(180_000_000)])
  })
})
