import { assertNever } from '../base/assert.ts'
import { applyDelta, applySnapshot } from '../market/book.ts'
import type { MarketInput } from '../market/market-input.ts'
import { notionalOf } from '../market/notional.ts'
import { noteTraded } from './measure.ts'
import { noteFlowOfTrade } from './measure-flow.ts'
import type { MarketState } from './market-state.ts'

/** What an input changed, hence what must be measured anew. */
export type Observed = 'book' | 'price' | 'nothing'

/**
 * Takes a market input into a market: its book, its prints, its bars.
 *
 * @example
 * observeMarket(market, delta) // 'book'
 */
export function observeMarket(market: MarketState, input: MarketInput): Observed {
  switch (input.kind) {
    case 'bookSnapshotReceived':
      applySnapshot(market.book, input)
      market.measurement.flow.bookVenueAt = input.venueAt
      return 'book'
    case 'bookDeltaReceived':
      applyDelta(market.book, input)
      market.measurement.flow.bookVenueAt = input.venueAt
      return 'book'
    case 'quoteReceived':
      // A live ticker beside a silent book does not make the book believable, so it is not taken as a sign of life.
      return 'nothing'
    case 'tradeReceived':
      market.tradedLots += input.lots
      market.lastTicks = input.ticks
      noteFlowOfTrade(market.signals, market.measurement.flow, input)
      noteTraded(market.measurement, input.at, notionalOf(market.instrument, input))
      return 'nothing'
    case 'barClosed':
      market.closeTicks = input.closeTicks
      return 'price'
    default:
      return assertNever(input)
  }
}
