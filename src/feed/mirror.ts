import { placeOfDelta, type DeltaPlace } from '../market/book-sequence.ts'
import type { Instrument } from '../market/instrument.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels } from '../market/market-input.ts'
import { timeUs, type TimeUs } from '../base/time.ts'

/** The true levels of one recorded book, kept to restate it as a snapshot. Ticks to lots; mutated by the functions below. */
export type Mirror = {
  instrument: Instrument
  /** `broken` means that a diff is missing: nothing is known until the next snapshot. */
  status: 'awaitingSnapshot' | 'followed' | 'broken'
  bids: Map<number, number>
  asks: Map<number, number>
  lastId: number
  isChained: boolean
  venueAt: TimeUs
  waiting: BookDeltaReceived[]
}

// Diffs older than this many cannot follow a snapshot that is still to come, and a capture without one must not fill the memory.
const waitingAtMost = 10_000

/**
 * Makes a mirror that awaits its first snapshot.
 *
 * @example
 * const mirror = createMirror(btcPerpetual)
 */
export function createMirror(instrument: Instrument): Mirror {
  return {
    instrument,
    status: 'awaitingSnapshot',
    bids: new Map(),
    asks: new Map(),
    lastId: 0,
    isChained: false,
    venueAt: timeUs(0),
    waiting: [],
  }
}

/**
 * Takes a snapshot and the buffered diffs that follow it, by the venue's rule. One older than a followed book changes nothing.
 *
 * @example
 * mirrorSnapshot(mirror, snapshot)
 */
export function mirrorSnapshot(mirror: Mirror, snapshot: BookSnapshotReceived): void {
  const isNumbered = mirror.instrument.sequenceRule !== 'snapshotsOnly'
  if (isNumbered && mirror.status === 'followed' && snapshot.updateId <= mirror.lastId) return
  mirror.status = 'followed'
  mirror.lastId = snapshot.updateId
  mirror.isChained = false
  mirror.venueAt = snapshot.venueAt
  mirror.bids = levelsOf(snapshot.bids)
  mirror.asks = levelsOf(snapshot.asks)
  const waiting = mirror.waiting
  mirror.waiting = []
  for (const delta of waiting) mirrorDelta(mirror, delta)
}

/**
 * Takes a diff: applied when it follows, dropped when it is old, kept for later while there is no snapshot.
 *
 * @example
 * mirrorDelta(mirror, delta)
 */
export function mirrorDelta(mirror: Mirror, delta: BookDeltaReceived): void {
  if (mirror.status !== 'followed') {
    mirror.waiting.push(delta)
    if (mirror.waiting.length > waitingAtMost) mirror.waiting.splice(0, waitingAtMost / 2)
    return
  }
  const place = placeOf(mirror, delta)
  if (place === 'old') return
  if (place === 'gap') {
    mirror.status = 'broken'
    mirror.waiting = [delta]
    return
  }
  setLevels(mirror.bids, delta.bids)
  setLevels(mirror.asks, delta.asks)
  mirror.lastId = delta.lastId
  mirror.isChained = true
  mirror.venueAt = delta.venueAt
}

/**
 * The mirrored book as a snapshot that continues the venue's numbering: best levels first, sizes as `scale` makes them,
 * levels it makes zero left out.
 *
 * @returns `undefined` while the book is not known.
 *
 * @example
 * restate(mirror, at, (lots) => lots)
 */
export function restate(mirror: Mirror, at: TimeUs, scale: (lots: number) => number): BookSnapshotReceived | undefined {
  if (mirror.status !== 'followed') return undefined
  return {
    kind: 'bookSnapshotReceived',
    at,
    venueAt: mirror.venueAt,
    market: mirror.instrument.id,
    updateId: mirror.lastId,
    bids: flat(mirror.bids, scale, (a, b) => b - a),
    asks: flat(mirror.asks, scale, (a, b) => a - b),
  }
}

function placeOf(mirror: Mirror, delta: BookDeltaReceived): DeltaPlace {
  const rule = mirror.instrument.sequenceRule
  return rule === 'snapshotsOnly' ? 'old' : placeOfDelta(rule, mirror, delta)
}

function levelsOf(levels: FlatLevels): Map<number, number> {
  const map = new Map<number, number>()
  setLevels(map, levels)
  return map
}

function setLevels(map: Map<number, number>, levels: FlatLevels): void {
  for (let i = 0; i + 1 < levels.length; i += 2) {
    const ticks = levels[i] ?? 0
    const lots = levels[i + 1] ?? 0
    if (lots === 0) map.delete(ticks)
    else map.set(ticks, lots)
  }
}

function flat(map: ReadonlyMap<number, number>, scale: (lots: number) => number, order: (a: number, b: number) => number): number[] {
  const levels: number[] = []
  for (const ticks of [...map.keys()].sort(order)) {
    const lots = scale(map.get(ticks) ?? 0)
    if (lots > 0) levels.push(ticks, lots)
  }
  return levels
}
