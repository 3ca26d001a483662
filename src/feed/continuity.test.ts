import { describe, expect, test } from 'vitest'
import type { BookDeltaReceived, BookSnapshotReceived, MarketInput } from '../market/market-input.ts'
import { afterStart, testInstrument } from '../../test/feed-files.ts'
import { checkContinuity, createContinuityChecker, listedFaultsMost, releaseHeld } from './continuity.ts'

const perpetual = testInstrument()
const spot = testInstrument({ sequenceRule: 'binanceSpot' })
const common = { at: afterStart(0), venueAt: afterStart(0), market: perpetual.id }

function delta(firstId: number, lastId: number, previousId?: number): BookDeltaReceived {
  const ids = previousId === undefined ? { firstId, lastId } : { firstId, lastId, previousId }
  return { kind: 'bookDeltaReceived', ...common, ...ids, bids: [], asks: [] }
}

function snapshot(updateId: number, bid = 10, ask = 11): BookSnapshotReceived {
  return { kind: 'bookSnapshotReceived', ...common, updateId, bids: [9, 1, bid, 1], asks: [12, 1, ask, 1] }
}

function findings(instrument: typeof spot, inputs: readonly MarketInput[]): readonly string[] {
  const checker = createContinuityChecker([instrument], [])
  inputs.forEach((input, i) => {
    checkContinuity(checker, input, { file: 'f', line: i + 1 })
  })
  releaseHeld(checker)
  return checker.faults.map(({ place, expected, found }) => `${place}: ${expected} / ${found}`)
}

describe('checkContinuity', () => {
  // Columns: what, rule, inputs, findings.
  const table: readonly (readonly [string, typeof spot, readonly MarketInput[], readonly string[]])[] = [
    ['a whole chain, snapshot inside', perpetual, [delta(5, 7, 3), snapshot(7), delta(9, 9, 7), delta(12, 14, 9)], []],
    ['a whole spot chain', spot, [delta(5, 7), snapshot(6), delta(8, 9)], []],
    ['a snapshot newer than the buffered diffs', perpetual, [delta(5, 7, 3), snapshot(12), delta(9, 9, 7), delta(10, 14, 9)], []],
    ['a snapshot first, then a diff that reaches back to it', perpetual, [snapshot(7), delta(6, 9, 5)], []],
    ['a spot snapshot first, then the next diff', spot, [snapshot(7), delta(8, 9)], []],
    [
      'a spot snapshot first, then one after a hole',
      spot,
      [snapshot(7), delta(9, 9)],
      ['line 2: a diff that follows the snapshot 7 / U 9 (missing diffs)'],
    ],
    ['a missing diff', perpetual, [snapshot(7), delta(7, 8, 6), delta(12, 14, 10)], ['line 3: pu 8 / pu 10 (missing diffs)']],
    ['a missing spot diff', spot, [snapshot(7), delta(8, 8), delta(10, 14)], ['line 3: U 9 / U 10 (missing diffs)']],
    [
      'a duplicated diff, once',
      perpetual,
      [snapshot(7), delta(7, 8, 6), delta(7, 8, 6), delta(9, 9, 8)],
      ['line 3: pu 8 / u 8, which was there before (duplicated)'],
    ],
    [
      'a duplicated spot diff, once',
      spot,
      [snapshot(7), delta(8, 8), delta(8, 8), delta(9, 9)],
      ['line 3: U 9 / u 8, which was there before (duplicated)'],
    ],
    ['a gap that the snapshot covers', perpetual, [delta(5, 7, 3), delta(20, 21, 19), snapshot(21), delta(23, 24, 21)], []],
    ['a gap that ends where the snapshot does', perpetual, [delta(5, 7, 3), delta(20, 21, 19), snapshot(20)], []],
    ['a gap that the snapshot closes', perpetual, [delta(5, 7, 3), delta(20, 21, 19), snapshot(19)], []],
    ['a spot gap that the snapshot closes', spot, [delta(5, 7), delta(20, 21), snapshot(19)], []],
    ['a spot gap one before the snapshot', spot, [delta(5, 7), delta(20, 21), snapshot(18)], ['line 2: U 8 / U 20 (missing diffs)']],
    [
      'a gap before the snapshot that it does not cover',
      perpetual,
      [delta(5, 7, 3), delta(20, 21, 19), snapshot(8)],
      ['line 2: pu 7 / pu 19 (missing diffs)'],
    ],
    ['a gap with no snapshot at all', perpetual, [delta(5, 7, 3), delta(20, 21, 19)], ['line 2: pu 7 / pu 19 (missing diffs)']],
    [
      'a snapshot older than the stream',
      spot,
      [delta(9, 9), snapshot(7)],
      ['line 2: a snapshot at or after U 9 of the first diff / lastUpdateId 7 (missing diffs)'],
    ],
    [
      'a crossed snapshot',
      perpetual,
      [snapshot(7, 12, 11)],
      ['line 1: a snapshot whose best bid is below its best ask / a crossed one, bid 12 and ask 11 ticks'],
    ],
    [
      'a locked snapshot',
      perpetual,
      [snapshot(7, 11, 11)],
      ['line 1: a snapshot whose best bid is below its best ask / a locked one, bid 11 and ask 11 ticks'],
    ],
    ['books without numbers', testInstrument({ sequenceRule: 'snapshotsOnly' }), [snapshot(7), snapshot(3)], []],
  ]
  test.each(table)('table: %s', (...[, instrument, inputs, expected]) => {
    expect(findings(instrument, inputs)).toEqual(expected)
  })

  test('behavior: a file that is broken throughout lists a thousand faults and counts the rest', () => {
    const found = findings(perpetual, [
      snapshot(7),
      ...Array.from({ length: 2_500 }, (_, i) => delta(10 * i + 10, 10 * i + 11, 10 * i + 9)),
    ])
    expect(found).toHaveLength(listedFaultsMost + 1)
    expect(found.at(-1)).toBe('after line 1001: an unbroken numbering / 1500 more faults after the 1000 listed')
  })
})
