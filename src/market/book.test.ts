import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import { InvariantError } from '../base/assert.ts'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { ageBook, applyDelta, applySnapshot, bufferedDeltasMost, createBook, noteHeard, type Book, type BookFault } from './book.ts'
import type { Instrument } from './instrument.ts'
import { askSide, bidSide, levelsOf, lotsAt } from './ladder.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels } from './market-input.ts'

type Levels = Readonly<{ at?: number; bids?: FlatLevels; asks?: FlatLevels }>

/** A snapshot of bid 99 and ask 101 unless levels are given. */
function snapshot(updateId: number, { at = 0, bids = [99, 5], asks = [101, 5] }: Levels = {}): BookSnapshotReceived {
  return { kind: 'bookSnapshotReceived', at: timeUs(at), venueAt: timeUs(at), market: linearInstrument.id, updateId, bids, asks }
}

/** A delta of numbers U, u and, for perpetuals, pu. Sets one lot at the price of its last number below 90, to be told apart. */
function delta(
  ids: readonly [number, number, number?],
  { at = 0, bids = [(ids[1] % 80) + 1, 1], asks = [] }: Levels = {},
): BookDeltaReceived {
  const [firstId, lastId, previousId] = ids
  const common = {
    kind: 'bookDeltaReceived' as const,
    at: timeUs(at),
    venueAt: timeUs(at),
    market: linearInstrument.id,
    firstId,
    lastId,
    bids,
    asks,
  }
  return previousId === undefined ? common : { ...common, previousId }
}

function apply(book: Book, message: BookSnapshotReceived | BookDeltaReceived): BookFault | undefined {
  return message.kind === 'bookSnapshotReceived' ? applySnapshot(book, message) : applyDelta(book, message)
}

function sidesOf(book: Book): readonly [FlatLevels, FlatLevels] {
  return [levelsOf(book.ladder, bidSide), levelsOf(book.ladder, askSide)]
}

const perpetual = linearInstrument
const spot: Instrument = { ...linearInstrument, kind: 'spot', sequenceRule: 'binanceSpot' }
const model: Instrument = { ...linearInstrument, sequenceRule: 'snapshotsOnly' }

/** Columns: message, fault, integrity after it, number applied last. */
type Row = readonly [BookSnapshotReceived | BookDeltaReceived, BookFault['kind'] | undefined, Book['integrity'], number]

const crossingBid = { bids: [101, 1] }
const uncrossing = { bids: [101, 0] }

describe('book state machine', () => {
  const spotTables: Readonly<Record<string, readonly Row[]>> = {
    'first delta: u at the snapshot is old': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([5, 10]), undefined, 'ok', 10],
    ],
    'first delta: u just above and U at or below the next number fits': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([5, 11]), undefined, 'ok', 11],
    ],
    'first delta: U at the next number fits': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 14]), undefined, 'ok', 14],
    ],
    'first delta: U above the next number is a gap': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([12, 14]), 'gap', 'gap', 10],
    ],
    'chained: U at the next number fits, below or above it is a gap, an old u is a duplicate': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 14]), undefined, 'ok', 14],
      [delta([15, 15]), undefined, 'ok', 15],
      [delta([15, 15]), 'duplicate', 'ok', 15],
      [delta([11, 14]), 'duplicate', 'ok', 15],
      [delta([15, 17]), 'gap', 'gap', 15],
    ],
    'chained: U one above the next number is a gap': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 14]), undefined, 'ok', 14],
      [delta([16, 17]), 'gap', 'gap', 14],
    ],
    'deltas wait for the snapshot: the old go, the rest are applied': [
      [delta([5, 8]), undefined, 'awaitingSnapshot', 0],
      [delta([9, 12]), undefined, 'awaitingSnapshot', 0],
      [delta([13, 20]), undefined, 'awaitingSnapshot', 0],
      [snapshot(10), undefined, 'ok', 20],
      [delta([21, 22]), undefined, 'ok', 22],
    ],
    'a snapshot just too old for the deltas kept is refused, the next is not': [
      [delta([12, 14]), undefined, 'awaitingSnapshot', 0],
      [snapshot(10), 'snapshotTooOld', 'awaitingSnapshot', 0],
      [snapshot(11), undefined, 'ok', 14],
    ],
    'a gap among the deltas that waited': [
      [delta([11, 14]), undefined, 'awaitingSnapshot', 0],
      [delta([16, 17]), undefined, 'awaitingSnapshot', 0],
      [snapshot(10), 'gap', 'gap', 14],
      [snapshot(15), undefined, 'ok', 17],
    ],
    'after a gap everything waits for a snapshot': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([13, 14]), 'gap', 'gap', 10],
      [delta([15, 16]), undefined, 'gap', 10],
      [snapshot(11), 'snapshotTooOld', 'gap', 10],
      [snapshot(12), undefined, 'ok', 16],
    ],
  }
  test.each(Object.entries(spotTables))('table: binanceSpot: %s', (_, rows) => {
    run(createBook(spot), rows)
  })

  const perpetualTables: Readonly<Record<string, readonly Row[]>> = {
    'first delta: u just below the snapshot is old': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([5, 9, 4]), undefined, 'ok', 10],
    ],
    'first delta: u at the snapshot fits, although it tells nothing new': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([5, 10, 4]), undefined, 'ok', 10],
      [delta([5, 10, 4]), 'duplicate', 'ok', 10],
      [delta([13, 15, 10]), undefined, 'ok', 15],
    ],
    'first delta: U at the snapshot and u above it fits': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([10, 15, 7]), undefined, 'ok', 15],
    ],
    'first delta: U above the snapshot is a gap': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 15, 9]), 'gap', 'gap', 10],
    ],
    'first delta: pu at the snapshot fits wherever U is': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([14, 15, 10]), undefined, 'ok', 15],
    ],
    'chained: pu at the last u fits, one off is a gap': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([9, 15, 7]), undefined, 'ok', 15],
      [delta([18, 20, 15]), undefined, 'ok', 20],
      [delta([21, 22, 21]), 'gap', 'gap', 20],
    ],
    'chained: U alone no longer counts': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([9, 15, 7]), undefined, 'ok', 15],
      [delta([14, 20, 14]), 'gap', 'gap', 15],
    ],
    'chained: an old u is a duplicate': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([9, 15, 7]), undefined, 'ok', 15],
      [delta([9, 15, 7]), 'duplicate', 'ok', 15],
      [delta([16, 16, 15]), undefined, 'ok', 16],
    ],
    'chained: a delta without pu is a gap': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([9, 15, 7]), undefined, 'ok', 15],
      [delta([16, 16]), 'gap', 'gap', 15],
    ],
    'deltas wait for the snapshot': [
      [delta([3, 8, 2]), undefined, 'awaitingSnapshot', 0],
      [delta([9, 12, 8]), undefined, 'awaitingSnapshot', 0],
      [delta([13, 20, 12]), undefined, 'awaitingSnapshot', 0],
      [snapshot(10), undefined, 'ok', 20],
    ],
    'a snapshot older than the deltas kept is refused': [
      [delta([12, 14, 11]), undefined, 'awaitingSnapshot', 0],
      [snapshot(10), 'snapshotTooOld', 'awaitingSnapshot', 0],
      [snapshot(11), undefined, 'ok', 14],
    ],
  }
  test.each(Object.entries(perpetualTables))('table: binancePerpetual: %s', (_, rows) => {
    run(createBook(perpetual), rows)
  })

  const commonTables: Readonly<Record<string, readonly Row[]>> = {
    'a snapshot not newer than an unbroken book is a duplicate, a newer one replaces': [
      [snapshot(10), undefined, 'ok', 10],
      [snapshot(9), 'duplicate', 'ok', 10],
      [snapshot(10), 'duplicate', 'ok', 10],
      [snapshot(11), undefined, 'ok', 11],
    ],
    'a newer snapshot starts a new chain: the next delta may overlap it': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 14, 10]), undefined, 'ok', 14],
      [snapshot(16), undefined, 'ok', 16],
      [delta([15, 20, 14]), undefined, 'ok', 20],
    ],
    'a level of no lots in a snapshot is none': [[snapshot(10, { bids: [99, 1, 103, 0], asks: [90, 0, 101, 1] }), undefined, 'ok', 10]],
    'crossed by a delta is told once, and ends when a delta uncrosses it': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 11, 10], crossingBid), 'crossed', 'crossed', 11],
      [delta([12, 12, 11], { bids: [102, 1] }), undefined, 'crossed', 12],
      [delta([13, 13, 12], uncrossing), undefined, 'crossed', 13],
      [delta([14, 14, 13], { bids: [102, 0] }), undefined, 'ok', 14],
      [delta([15, 15, 14], crossingBid), 'crossed', 'crossed', 15],
      [snapshot(16), undefined, 'ok', 16],
    ],
    'a bid just below the ask does not cross': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 11, 10], { bids: [100, 1] }), undefined, 'ok', 11],
    ],
    'a delta may lock and unlock within itself': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 11, 10], { bids: [101, 1], asks: [101, 0, 102, 1] }), undefined, 'ok', 11],
    ],
    'a gap outranks crossed': [
      [snapshot(10), undefined, 'ok', 10],
      [delta([11, 11, 10], crossingBid), 'crossed', 'crossed', 11],
      [delta([13, 13, 12]), 'gap', 'gap', 11],
    ],
    'a crossed or locked snapshot is refused, and the next one counts': [
      [snapshot(10, { bids: [102, 1, 103, 0] }), 'crossedSnapshot', 'awaitingSnapshot', 0],
      [snapshot(10, { bids: [98, 1, 101, 1] }), 'crossedSnapshot', 'awaitingSnapshot', 0],
      [snapshot(10), undefined, 'ok', 10],
      [snapshot(11, { asks: [104, 1, 99, 1] }), 'crossedSnapshot', 'awaitingSnapshot', 10],
      [delta([11, 12, 10]), undefined, 'awaitingSnapshot', 10],
      [snapshot(11), undefined, 'ok', 12],
    ],
    'no side, or one, is a book': [
      [snapshot(10, { bids: [], asks: [] }), undefined, 'ok', 10],
      [snapshot(11, { bids: [], asks: [5, 5] }), undefined, 'ok', 11],
      [snapshot(12, { bids: [5, 5], asks: [] }), undefined, 'ok', 12],
    ],
  }
  test.each(Object.entries(commonTables))('table: both rules: %s', (_, rows) => {
    run(createBook(spot), rows)
    run(createBook(perpetual), rows)
  })

  test('table: snapshotsOnly: every snapshot replaces whatever its number, and a delta is not expected', () => {
    run(createBook(model), [
      [snapshot(10), undefined, 'ok', 10],
      [snapshot(10), undefined, 'ok', 10],
      [snapshot(3), undefined, 'ok', 3],
      [delta([4, 4]), 'deltaNotExpected', 'ok', 3],
      [snapshot(4, { bids: [101, 1] }), 'crossedSnapshot', 'awaitingSnapshot', 3],
      [snapshot(5), undefined, 'ok', 5],
    ])
  })

  test('behavior: faults carry the numbers', () => {
    const book = createBook(spot)
    expect(applySnapshot(book, snapshot(10, { bids: [101, 1] }))).toEqual({ kind: 'crossedSnapshot', bidTicks: 101, askTicks: 101 })
    applySnapshot(book, snapshot(10))
    expect(applyDelta(book, delta([11, 12], { bids: [103, 1] }))).toEqual({ kind: 'crossed', bidTicks: 103, askTicks: 101 })
    expect(applyDelta(book, delta([11, 12]))).toEqual({ kind: 'duplicate', lastId: 12, found: 12 })
    expect(applyDelta(book, delta([20, 22]))).toEqual({ kind: 'gap', expected: 13, found: 20 })
    expect(applySnapshot(book, snapshot(18))).toEqual({ kind: 'snapshotTooOld', updateId: 18, oldestBufferedId: 20 })
    const other = createBook(perpetual)
    applySnapshot(other, snapshot(10))
    applyDelta(other, delta([9, 12, 8]))
    expect(applyDelta(other, delta([20, 22, 19]))).toEqual({ kind: 'gap', expected: 12, found: 19 })
  })

  function run(book: Book, rows: readonly Row[]): void {
    rows.forEach(([message, fault, integrity, lastId], row) => {
      const found = apply(book, message)
      expect([row, found?.kind, book.integrity, book.lastId]).toEqual([row, fault, integrity, lastId])
    })
  }
})

describe('book levels', () => {
  test('default: a snapshot replaces, a delta sets and removes', () => {
    const book = createBook(spot)
    applySnapshot(book, snapshot(10, { bids: [99, 5, 98, 1], asks: [101, 5, 250_000, 1] }))
    applyDelta(book, delta([11, 11], { bids: [99, 0, 97, 2], asks: [101, 7] }))
    expect(sidesOf(book)).toEqual([
      [98, 1, 97, 2],
      [101, 7, 250_000, 1],
    ])
    applySnapshot(book, snapshot(12))
    expect(sidesOf(book)).toEqual([
      [99, 5],
      [101, 5],
    ])
  })

  test('behavior: neither an old delta, nor a duplicate, nor one after a gap changes a level', () => {
    const book = createBook(perpetual)
    applySnapshot(book, snapshot(10))
    const before = sidesOf(book)
    applyDelta(book, delta([7, 9, 6]))
    applyDelta(book, delta([12, 13, 11]))
    expect(sidesOf(book)).toEqual(before)
  })

  test('behavior: the window grows with the price, and does not shrink', () => {
    const book = createBook(spot)
    applySnapshot(book, snapshot(1, { bids: [6_180_000, 3], asks: [6_180_001, 4] }))
    expect(book.ladder.windowTicks).toBe(524_288)
    applySnapshot(book, snapshot(2))
    expect([book.ladder.windowTicks, lotsAt(book.ladder, bidSide, 99)]).toEqual([524_288, 5])
  })

  test('table: what a lot at a tick stands for in quote', () => {
    const { quotePerLotTick, quotePerLot } = createBook(linearInstrument)
    expect([quotePerLotTick, quotePerLot]).toEqual([1e-4, 0])
    const inverse = createBook(inverseInstrument)
    expect([inverse.quotePerLotTick, inverse.quotePerLot]).toEqual([0, 100])
  })

  test.each([
    [[0, 1], []],
    [[99, -1], []],
    [[], [-5, 1]],
    [[], [Number.NaN, 1]],
  ])('error: levels %j and %j are no levels', (bids, asks) => {
    expect(() => applySnapshot(createBook(spot), snapshot(1, { bids, asks }))).toThrow(InvariantError)
  })

  test('behavior: of the deltas that wait, the oldest are dropped, and a snapshot that needs them is refused', () => {
    const book = createBook(spot)
    for (let id = 1; id <= bufferedDeltasMost + 1; id++) applyDelta(book, delta([id, id]))
    expect(book.buffered).toHaveLength(bufferedDeltasMost)
    expect(applySnapshot(book, snapshot(0))?.kind).toBe('snapshotTooOld')
    expect(applySnapshot(book, snapshot(1))).toBe(undefined)
    expect([book.integrity, book.lastId, book.buffered.length]).toEqual(['ok', bufferedDeltasMost + 1, 0])
  })
})

describe('staleness', () => {
  const staleAfter = durationUs(500)

  // Columns: time since the last message, integrity.
  test.each([
    [0, 'ok'],
    [499, 'ok'],
    [500, 'ok'],
    [501, 'stale'],
  ])('table: %d microseconds after the last message it is %s', (elapsed, integrity) => {
    const book = createBook(spot)
    applySnapshot(book, snapshot(1, { at: 1_000 }))
    ageBook(book, timeUs(1_000 + elapsed), staleAfter)
    expect(book.integrity).toBe(integrity)
  })

  test('behavior: any message ends it, and what else is wrong stays wrong', () => {
    const book = createBook(spot)
    applySnapshot(book, snapshot(1, { at: 1_000 }))
    ageBook(book, timeUs(2_000), staleAfter)
    noteHeard(book, timeUs(2_100))
    expect(book.integrity).toBe('ok')
    ageBook(book, timeUs(3_000), staleAfter)
    applyDelta(book, delta([2, 2], { at: 3_100, bids: [101, 1] }))
    expect(book.integrity).toBe('crossed')
    ageBook(book, timeUs(9_000), staleAfter)
    expect(book.integrity).toBe('crossed')
    applyDelta(book, delta([5, 5], { at: 9_100 }))
    ageBook(book, timeUs(20_000), staleAfter)
    expect(book.integrity).toBe('gap')
    applySnapshot(book, snapshot(9, { at: 20_100 }))
    expect(book.integrity).toBe('ok')
  })
})

describe('laws of a book', () => {
  const change = fc.tuple(fc.constantFrom(bidSide, askSide), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 }))
  const changes = fc.array(fc.array(change, { maxLength: 6 }), { minLength: 2, maxLength: 30 })

  /** Deltas numbered by tens; delta i has 10 i + 1 to 10 i + 10. */
  function deltasOf(instrument: Instrument, groups: readonly (readonly (readonly [0 | 1, number, number])[])[]): BookDeltaReceived[] {
    return groups.map((group, i) => {
      const of = (side: 0 | 1): number[] =>
        group.flatMap(([changed, away, lots]) => (changed !== side ? [] : [side === bidSide ? 2_000 - away : 2_001 + away, lots]))
      const levels = { at: i, bids: of(bidSide), asks: of(askSide) }
      return instrument === perpetual ? delta([10 * i + 1, 10 * i + 10, 10 * i], levels) : delta([10 * i + 1, 10 * i + 10], levels)
    })
  }

  test.each([
    ['spot', spot],
    ['perpetual', perpetual],
  ])('property: whenever the snapshot of a %s is taken and comes, the book is the same', (_, instrument) => {
    fc.assert(
      fc.property(changes, fc.nat(), fc.nat(), fc.nat(9), (groups, takenAt, delay, within) => {
        const deltas = deltasOf(instrument, groups)
        const truth = createBook(instrument)
        applySnapshot(truth, snapshot(0, { bids: [1_000, 7], asks: [3_000, 7] }))
        const taken = takenAt % deltas.length
        deltas.slice(0, taken).forEach((one) => applyDelta(truth, one))
        const [bids, asks] = sidesOf(truth)
        // Levels are absolute, so a snapshot numbered within the next delta may hold the state before it.
        const answer = snapshot(10 * taken + within, { at: deltas.length, bids, asks })
        deltas.slice(taken).forEach((one) => applyDelta(truth, one))
        const book = createBook(instrument)
        const comes = taken + (delay % (deltas.length - taken + 1))
        const faults = [...deltas.slice(0, comes), answer, ...deltas.slice(comes)].map((one) => apply(book, one))
        expect(faults.filter((fault) => fault !== undefined)).toEqual([])
        expect([book.integrity, book.lastId, book.buffered.length]).toEqual(['ok', Math.max(truth.lastId, 10 * taken + within), 0])
        expect(sidesOf(book)).toEqual(sidesOf(truth))
      }),
    )
  })

  test('property: one lost delta is always seen, and the book is not believed again before a snapshot', () => {
    fc.assert(
      fc.property(fc.constantFrom(spot, perpetual), changes, fc.nat(), (instrument, groups, lost) => {
        const deltas = deltasOf(instrument, groups)
        const book = createBook(instrument)
        applySnapshot(book, snapshot(0, { asks: [3_000, 7] }))
        const missing = lost % deltas.length
        const faults = deltas.flatMap((one, i) => (i === missing ? [] : (applyDelta(book, one)?.kind ?? [])))
        expect(faults.filter((kind) => kind === 'gap')).toHaveLength(missing === deltas.length - 1 ? 0 : 1)
        expect(book.integrity === 'ok').toBe(missing === deltas.length - 1)
      }),
    )
  })

  test('property: cutting the stream in two, by way of the codec, changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(spot, perpetual),
        changes,
        fc.nat(),
        fc.array(fc.nat(), { maxLength: 3 }),
        (instrument, groups, cutAt, lost) => {
          const messages: (BookSnapshotReceived | BookDeltaReceived)[] = deltasOf(instrument, groups)
          for (const place of lost)
            messages.splice(place % messages.length, 1, snapshot(10 * (place % 30), { at: place % messages.length }))
          const whole = createBook(instrument)
          const cut = cutAt % messages.length
          messages.slice(0, cut).forEach((one) => apply(whole, one))
          const restored = decode(encode(whole)) as Book
          for (const one of messages.slice(cut)) expect(apply(restored, one)).toEqual(apply(whole, one))
          expect(encode(restored)).toBe(encode(whole))
        },
      ),
    )
  })
})
