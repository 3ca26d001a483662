import { invariant } from '../base/assert.ts'
import { powerOfTen } from '../base/decimal.ts'
import { elapsedUs, timeUs, type DurationUs, type TimeUs } from '../base/time.ts'
import type { BookIntegrity } from './book-integrity.ts'
import { numbersOfGap, placeOfDelta, type DeltaRule } from './book-sequence.ts'
import type { Instrument } from './instrument.ts'
import {
  askSide,
  bestAskTicks,
  bestBidTicks,
  bidSide,
  clearLadder,
  createLadder,
  noTicks,
  setLevel,
  windowTicksFor,
  type BookSide,
  type Ladder,
} from './ladder.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels } from './market-input.ts'

/**
 * One market's order book and whether it may be believed. Plain data, changed in place by the functions of this file;
 * everybody else reads `integrity` first, and `ladder` only when that is `ok`.
 */
export type Book = {
  integrity: BookIntegrity
  ladder: Ladder
  readonly sequenceRule: Instrument['sequenceRule']
  /** A level stands for `lots * ticks * quotePerLotTick + lots * quotePerLot` of quote: the first for linear, the second for inverse. */
  readonly quotePerLotTick: number
  readonly quotePerLot: number
  /** Whether the venue's numbering is unbroken, and if not, why. */
  sequence: 'ok' | 'gap' | 'awaitingSnapshot'
  /** Number of what was applied last, and whether that was a delta. */
  lastId: number
  isChained: boolean
  isCrossed: boolean
  isStale: boolean
  lastHeardAt: TimeUs
  /** Deltas that wait for a snapshot, in order. */
  readonly buffered: BookDeltaReceived[]
}

/** What was wrong with a message. None stops the run: `integrity` says what is left to believe. */
export type BookFault = Readonly<
  | { kind: 'duplicate'; lastId: number; found: number }
  | { kind: 'gap'; expected: number; found: number }
  | { kind: 'crossed'; bidTicks: number; askTicks: number }
  | { kind: 'crossedSnapshot'; bidTicks: number; askTicks: number }
  | { kind: 'snapshotTooOld'; updateId: number; oldestBufferedId: number }
  | { kind: 'deltaNotExpected' }
>

/**
 * How many deltas wait for a snapshot at most: ten seconds of the fastest stream recorded. Dropping the oldest is safe: a
 * snapshot that would have needed them is refused as too old.
 */
export const bufferedDeltasMost = 1024

/**
 * Makes a book that awaits its first snapshot.
 *
 * @example
 * const book = createBook(btcPerpetual)
 */
export function createBook(instrument: Instrument): Book {
  const { payoff, tickUnits, priceDecimals, lotUnits, sizeDecimals, contractSize } = instrument
  return {
    integrity: 'awaitingSnapshot',
    ladder: createLadder({ windowTicks: windowTicksFor(1), centreTicks: 1 }),
    sequenceRule: instrument.sequenceRule,
    quotePerLotTick: payoff === 'linear' ? (tickUnits * lotUnits) / powerOfTen(priceDecimals + sizeDecimals) : 0,
    quotePerLot: payoff === 'inverse' ? (lotUnits * contractSize) / powerOfTen(sizeDecimals) : 0,
    sequence: 'awaitingSnapshot',
    lastId: 0,
    isChained: false,
    isCrossed: false,
    isStale: false,
    lastHeardAt: timeUs(0),
    buffered: [],
  }
}

/**
 * Replaces the book by a snapshot, then applies the deltas that waited for it. With `snapshotsOnly` every snapshot replaces.
 *
 * A crossed or locked snapshot is refused and the book, whatever it was, awaits another: the venue has shown it does not
 * know its own book. One that is older than the deltas kept is refused too. One that is not newer than an unbroken book is
 * a duplicate and changes nothing.
 *
 * @returns The fault found, or `undefined`.
 *
 * @example
 * const fault = applySnapshot(book, { kind: 'bookSnapshotReceived', at, venueAt, market, updateId: 9, bids: [99, 1], asks: [101, 1] })
 */
export function applySnapshot(book: Book, snapshot: BookSnapshotReceived): BookFault | undefined {
  hear(book, snapshot.at)
  const fault = loadSnapshot(book, snapshot)
  refreshIntegrity(book)
  return fault
}

/**
 * Applies one delta by the venue's sequence rule.
 *
 * While a snapshot is awaited, or after a gap, deltas are kept for the next snapshot. A book that a delta leaves crossed or
 * locked is `crossed`, reported once, until a later delta uncrosses it or a snapshot replaces it.
 *
 * @returns The fault found, or `undefined`. A delta that a snapshot already contains is dropped without one.
 *
 * @example
 * const fault = applyDelta(book, delta)
 */
export function applyDelta(book: Book, delta: BookDeltaReceived): BookFault | undefined {
  hear(book, delta.at)
  const fault = takeDelta(book, delta)
  refreshIntegrity(book)
  return fault
}

/**
 * Notes that a message of this market came, whatever it said. Ends staleness; what else is wrong stays wrong.
 *
 * @example
 * noteHeard(book, quote.at)
 */
export function noteHeard(book: Book, at: TimeUs): void {
  hear(book, at)
  refreshIntegrity(book)
}

/**
 * Makes the book stale when nothing was heard for longer than `staleAfter`. Exactly that long is not yet stale.
 *
 * @example
 * ageBook(book, now, policy.measure.bookStaleAfter)
 */
export function ageBook(book: Book, at: TimeUs, staleAfter: DurationUs): void {
  if (elapsedUs(book.lastHeardAt, at) <= staleAfter) return
  book.isStale = true
  refreshIntegrity(book)
}

function hear(book: Book, at: TimeUs): void {
  book.lastHeardAt = at
  book.isStale = false
}

function refreshIntegrity(book: Book): void {
  if (book.sequence !== 'ok') book.integrity = book.sequence
  else if (book.isCrossed) book.integrity = 'crossed'
  else book.integrity = book.isStale ? 'stale' : 'ok'
}

function loadSnapshot(book: Book, snapshot: BookSnapshotReceived): BookFault | undefined {
  const { updateId } = snapshot
  const isNumbered = book.sequenceRule !== 'snapshotsOnly'
  if (isNumbered && book.sequence === 'ok' && updateId <= book.lastId) return { kind: 'duplicate', lastId: book.lastId, found: updateId }
  const bidTicks = extremeTicks(snapshot.bids, bidSide)
  const askTicks = extremeTicks(snapshot.asks, askSide)
  if (bidTicks !== noTicks && askTicks !== noTicks && bidTicks >= askTicks) {
    book.sequence = 'awaitingSnapshot'
    return { kind: 'crossedSnapshot', bidTicks, askTicks }
  }
  if (book.sequenceRule !== 'snapshotsOnly') {
    const oldest = firstNotOld(book, book.sequenceRule, updateId)
    if (oldest !== undefined && placeOfDelta(book.sequenceRule, { lastId: updateId, isChained: false }, oldest) === 'gap') {
      return { kind: 'snapshotTooOld', updateId, oldestBufferedId: oldest.firstId }
    }
  }
  replaceLevels(book, snapshot, bidTicks === noTicks ? askTicks : bidTicks)
  return drainBuffer(book)
}

function firstNotOld(book: Book, rule: DeltaRule, updateId: number): BookDeltaReceived | undefined {
  const point = { lastId: updateId, isChained: false }
  return book.buffered.find((delta) => placeOfDelta(rule, point, delta) !== 'old')
}

function replaceLevels(book: Book, snapshot: BookSnapshotReceived, touchTicks: number): void {
  const windowTicks = windowTicksFor(touchTicks)
  if (windowTicks > book.ladder.windowTicks) book.ladder = createLadder({ windowTicks, centreTicks: touchTicks })
  else clearLadder(book.ladder)
  applyLevels(book.ladder, bidSide, snapshot.bids)
  applyLevels(book.ladder, askSide, snapshot.asks)
  book.lastId = snapshot.updateId
  book.isChained = false
  book.isCrossed = false
  book.sequence = 'ok'
}

/** Applies what waited, up to the first gap; what comes after it goes on waiting. */
function drainBuffer(book: Book): BookFault | undefined {
  const waiting = book.buffered.splice(0)
  let fault: BookFault | undefined
  for (const delta of waiting) fault = takeDelta(book, delta) ?? fault
  return fault
}

function takeDelta(book: Book, delta: BookDeltaReceived): BookFault | undefined {
  const rule = book.sequenceRule
  if (rule === 'snapshotsOnly') return { kind: 'deltaNotExpected' }
  if (book.sequence !== 'ok') {
    bufferDelta(book, delta)
    return undefined
  }
  const place = placeOfDelta(rule, book, delta)
  if (place === 'old') return book.isChained ? { kind: 'duplicate', lastId: book.lastId, found: delta.lastId } : undefined
  if (place === 'gap') {
    book.sequence = 'gap'
    bufferDelta(book, delta)
    return { kind: 'gap', ...numbersOfGap(rule, book.lastId, delta) }
  }
  applyLevels(book.ladder, bidSide, delta.bids)
  applyLevels(book.ladder, askSide, delta.asks)
  book.lastId = delta.lastId
  book.isChained = true
  return noteCrossing(book)
}

function bufferDelta(book: Book, delta: BookDeltaReceived): void {
  if (book.buffered.length >= bufferedDeltasMost) book.buffered.shift()
  book.buffered.push(delta)
}

function noteCrossing(book: Book): BookFault | undefined {
  const wasCrossed = book.isCrossed
  const bidTicks = bestBidTicks(book.ladder)
  const askTicks = bestAskTicks(book.ladder)
  book.isCrossed = bidTicks !== noTicks && askTicks !== noTicks && bidTicks >= askTicks
  return book.isCrossed && !wasCrossed ? { kind: 'crossed', bidTicks, askTicks } : undefined
}

function applyLevels(ladder: Ladder, side: BookSide, levels: FlatLevels): void {
  for (let i = 0; i + 1 < levels.length; i += 2) {
    const ticks = levels[i] as number
    const lots = levels[i + 1] as number
    invariant(ticks > 0 && lots >= 0, 'a level has a price above zero and no less than zero lots')
    setLevel(ladder, side, ticks, lots)
  }
}

/** The best price of a list of levels in any order. */
function extremeTicks(levels: FlatLevels, side: BookSide): number {
  let best = noTicks
  for (let i = 0; i < levels.length; i += 2) {
    const ticks = levels[i] as number
    if (levels[i + 1] !== 0 && (best === noTicks || (side === bidSide ? ticks > best : ticks < best))) best = ticks
  }
  return best
}
