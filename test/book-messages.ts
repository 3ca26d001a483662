import { timeUs } from '../src/base/time.ts'
import { applyDelta, applySnapshot, type Book, type BookFault } from '../src/market/book.ts'
import type { Instrument } from '../src/market/instrument.ts'
import { askSide, bidSide, levelsOf } from '../src/market/ladder.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels } from '../src/market/market-input.ts'
import { linearInstrument } from './liquidity-books.ts'

type Levels = Readonly<{ at?: number; bids?: FlatLevels; asks?: FlatLevels }>

/** A snapshot of bid 99 and ask 101 unless levels are given. */
export function snapshot(updateId: number, { at = 0, bids = [99, 5], asks = [101, 5] }: Levels = {}): BookSnapshotReceived {
  return { kind: 'bookSnapshotReceived', at: timeUs(at), venueAt: timeUs(at), market: linearInstrument.id, updateId, bids, asks }
}

/** A delta of numbers U, u and, for perpetuals, pu. Sets one lot at the price of its last number below 90, to be told apart. */
export function delta(
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

/** Applies either message. */
export function apply(book: Book, message: BookSnapshotReceived | BookDeltaReceived): BookFault | undefined {
  return message.kind === 'bookSnapshotReceived' ? applySnapshot(book, message) : applyDelta(book, message)
}

/** The levels of the bids and of the asks. */
export function sidesOf(book: Book): readonly [FlatLevels, FlatLevels] {
  return [levelsOf(book.ladder, bidSide), levelsOf(book.ladder, askSide)]
}

/** The three rules of sequence numbers, on the same market. */
export const perpetual = linearInstrument
export const spot: Instrument = { ...linearInstrument, kind: 'spot', sequenceRule: 'binanceSpot' }
export const model: Instrument = { ...linearInstrument, sequenceRule: 'snapshotsOnly' }
