import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apply, delta, perpetual, sidesOf, snapshot, spot } from '../../test/book-messages.ts'
import { decode, encode } from '../base/codec.ts'
import { applyDelta, applySnapshot, createBook, type Book } from './book.ts'
import type { Instrument } from './instrument.ts'
import { askSide, bidSide } from './ladder.ts'
import type { BookDeltaReceived, BookSnapshotReceived } from './market-input.ts'

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
