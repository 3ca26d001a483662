import { describe, expect, test } from 'vitest'
import { apply, delta, model, perpetual, snapshot, spot } from '../../test/book-messages.ts'
import { applyDelta, applySnapshot, createBook, type Book, type BookFault } from './book.ts'
import type { BookDeltaReceived, BookSnapshotReceived } from './market-input.ts'

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
