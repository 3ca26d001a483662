import { describe, expect, test } from 'vitest'
import { delta, perpetual, sidesOf, snapshot, spot } from '../../test/book-messages.ts'
import { inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import { InvariantError } from '../base/assert.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { ageBook, applyDelta, applySnapshot, bufferedDeltasMost, createBook, noteHeard } from './book.ts'
import { bidSide, lotsAt } from './ladder.ts'

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
