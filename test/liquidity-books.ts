import { timeUs } from '../src/base/time.ts'
import { applySnapshot, createBook, type Book } from '../src/market/book.ts'
import { marketId, type Instrument } from '../src/market/instrument.ts'
import type { FlatLevels } from '../src/market/market-input.ts'
import { btcPerpetual } from './instruments.ts'

/** Ticks of 0.1 and lots of 0.001, as of a perpetual's book. */
export const linearInstrument: Instrument = {
  ...btcPerpetual,
  id: marketId('ETH/USDT:USDT'),
  base: 'ETH',
  sequenceRule: 'binancePerpetual',
}

/** Contracts of 100 USD, ticks of 0.1. */
export const inverseInstrument: Instrument = { ...linearInstrument, payoff: 'inverse', quote: 'USD', sizeDecimals: 0, contractSize: 100 }

/**
 * A believed book of the levels given.
 *
 * @example
 * bookOf(linearInstrument, [29_999, 4_672], [30_002, 3_580])
 */
export function bookOf(instrument: Instrument, bids: FlatLevels, asks: FlatLevels): Book {
  const book = createBook(instrument)
  const at = timeUs(1)
  applySnapshot(book, { kind: 'bookSnapshotReceived', at, venueAt: at, market: instrument.id, updateId: 1, bids, asks })
  return book
}
