import { assertNever } from '../base/assert.ts'
import { applyDelta, applySnapshot, noteHeard } from '../market/book.ts'
import type { MarketInput } from '../market/market-input.ts'
import { notionalOf } from '../market/notional.ts'
import { noteTraded } from './measure.ts'
import type { MarketState } from './market-state.ts'
import type { MeasurePolicy } from './policy.ts'

/** What an input changed, hence what must be measured anew. */
export type Observed = 'book' | 'price' | 'nothing'

/**
 * Takes a market input into a market: its book, its prints, its bars.
 *
 * @example
 * observeMarket(market, delta, policy.measure) // 'book'
 */
export function observeMarket(market: MarketState, input: MarketInput, measure: MeasurePolicy): Observed {
  switch (input.kind) {
    case 'bookSnapshotReceived':
      applySnapshot(market.book, input)
      return 'book'
    case 'bookDeltaReceived':
      applyDelta(market.book, input)
      return 'book'
    case 'quoteReceived':
      return 'nothing'
    case 'tradeReceived':
      market.tradedLots += input.lots
      market.lastTicks = input.ticks
      noteTraded(market.measurement, input.at, { notional: notionalOf(market.instrument, input), measure })
      return 'nothing'
    case 'barClosed':
      market.closeTicks = input.closeTicks
      return 'price'
    default:
      return assertNever(input)
  }
}
