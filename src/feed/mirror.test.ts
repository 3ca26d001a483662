import { describe, expect, test } from 'vitest'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels } from '../market/market-input.ts'
import { afterStart, testInstrument } from '../../test/feed-files.ts'
import { createMirror, mirrorDelta, mirrorSnapshot, restate, type Mirror } from './mirror.ts'

const instrument = testInstrument()
const common = { at: afterStart(0), venueAt: afterStart(7), market: instrument.id }

function delta(firstId: number, lastId: number, previousId: number, bids: FlatLevels): BookDeltaReceived {
  return { kind: 'bookDeltaReceived', ...common, firstId, lastId, previousId, bids, asks: [] }
}

function snapshot(updateId: number): BookSnapshotReceived {
  return { kind: 'bookSnapshotReceived', ...common, updateId, bids: [9, 1, 10, 3], asks: [12, 1, 11, 5] }
}

function whole(mirror: Mirror): BookSnapshotReceived | undefined {
  return restate(mirror, afterStart(1), (lots) => lots)
}

describe('mirror', () => {
  test('behavior: nothing is known before a snapshot; buffered diffs that follow it are applied, old ones are not', () => {
    const mirror = createMirror(instrument)
    mirrorDelta(mirror, delta(1, 4, 0, [8, 80]))
    mirrorDelta(mirror, delta(5, 9, 4, [10, 0, 7, 70]))
    expect(whole(mirror)).toBeUndefined()
    mirrorSnapshot(mirror, snapshot(6))
    expect(whole(mirror)).toEqual({ ...snapshot(9), at: afterStart(1), bids: [9, 1, 7, 70], asks: [11, 5, 12, 1] })
  })

  test('behavior: sizes are scaled on the way out, and what becomes nothing is left out', () => {
    const mirror = createMirror(instrument)
    mirrorSnapshot(mirror, snapshot(6))
    expect(restate(mirror, afterStart(1), (lots) => Math.floor(lots / 2))).toMatchObject({ bids: [10, 1], asks: [11, 2] })
  })

  test('behavior: a missing diff breaks it until a newer snapshot', () => {
    const mirror = createMirror(instrument)
    mirrorSnapshot(mirror, snapshot(6))
    mirrorDelta(mirror, delta(7, 8, 6, []))
    mirrorDelta(mirror, delta(12, 13, 11, [7, 70]))
    expect([mirror.status, whole(mirror)]).toEqual(['broken', undefined])
    mirrorSnapshot(mirror, snapshot(12))
    expect([mirror.status, whole(mirror)?.updateId, whole(mirror)?.bids]).toEqual(['followed', 13, [10, 3, 9, 1, 7, 70]])
  })

  test('behavior: a snapshot that is not newer changes nothing', () => {
    const mirror = createMirror(instrument)
    mirrorSnapshot(mirror, snapshot(6))
    mirrorDelta(mirror, delta(7, 8, 6, [10, 0]))
    mirrorSnapshot(mirror, snapshot(8))
    expect(whole(mirror)?.bids).toEqual([9, 1])
  })

  test('behavior: diffs that wait in vain do not fill the memory', () => {
    const mirror = createMirror(instrument)
    for (let i = 1; i <= 50_000; i++) mirrorDelta(mirror, delta(i, i, i - 1, []))
    expect(mirror.waiting.length).toBeLessThanOrEqual(10_000)
    expect(mirror.waiting.at(-1)?.lastId).toBe(50_000)
  })
})
