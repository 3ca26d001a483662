import { assertNever } from '../base/assert.ts'
import type { Instrument } from './instrument.ts'
import type { BookDeltaReceived } from './market-input.ts'

/** Where a book stands in the venue's numbering. */
export type SequencePoint = Readonly<{
  /** Number of what was applied last. */
  lastId: number
  /** Whether that was a delta. False right after a snapshot: the first delta then has its own rule. */
  isChained: boolean
}>

/** What a delta is to a book: applied already, the next one, or one after something that is missing. */
export type DeltaPlace = 'old' | 'next' | 'gap'

/** Rules of venues that number their deltas. */
export type DeltaRule = Exclude<Instrument['sequenceRule'], 'snapshotsOnly'>

/**
 * Places a delta by the venue's rule. `U`, `u` and `pu` are its first, last and previous number.
 *
 * `binanceSpot`: old when `u <= lastId`; the first after a snapshot has `U <= lastId + 1`, every other `U = lastId + 1`.
 * `binancePerpetual`: the first after a snapshot is old when `u < lastId` and fits when `U <= lastId`; every other is old
 * when `u <= lastId` and fits when `pu = lastId`. A first delta with `pu = lastId` fits too: it follows the snapshot directly.
 *
 * @see Binance, "How to manage a local order book correctly", of the spot and of the futures documentation.
 *
 * @example
 * placeOfDelta('binanceSpot', { lastId: 10, isChained: false }, delta) // 'next' for U = 9, u = 12
 */
export function placeOfDelta(rule: DeltaRule, point: SequencePoint, delta: BookDeltaReceived): DeltaPlace {
  const { lastId, isChained } = point
  switch (rule) {
    case 'binanceSpot':
      if (delta.lastId <= lastId) return 'old'
      return (isChained ? delta.firstId === lastId + 1 : delta.firstId <= lastId + 1) ? 'next' : 'gap'
    case 'binancePerpetual':
      if (isChained ? delta.lastId <= lastId : delta.lastId < lastId) return 'old'
      return delta.previousId === lastId || (!isChained && delta.firstId <= lastId) ? 'next' : 'gap'
    default:
      return assertNever(rule)
  }
}

/**
 * The number a rule expected next, and the one a delta carries in its place.
 *
 * @example
 * numbersOfGap('binanceSpot', 10, delta) // { expected: 11, found: 14 }
 */
export function numbersOfGap(rule: DeltaRule, lastId: number, delta: BookDeltaReceived): Readonly<{ expected: number; found: number }> {
  if (rule === 'binanceSpot') return { expected: lastId + 1, found: delta.firstId }
  return { expected: lastId, found: delta.previousId ?? delta.firstId }
}
