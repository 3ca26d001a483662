import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drivePolicy } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { timeUs } from '../base/time.ts'
import { clearLadder, createLadder, setLevel, type BookSide } from '../market/ladder.ts'
import type { MarketState } from './market-state.ts'
import { measureMarket } from './measure.ts'
import { createMarketState } from './open-market.ts'
import { signalIndex } from './signal-catalogue.ts'

const policy = drivePolicy({ facilities: [], measure: { costToTradeNotional: 10_000 } })
const change = fc.record({
  side: fc.constantFrom<BookSide>(0, 1),
  away: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.integer({ min: 0, max: 1_500 })),
  lots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_000 })),
  waits: fc.integer({ min: 0, max: 9_000_000 }),
})

function emptyMarket(): MarketState {
  const market = createMarketState(btcPerpetual, policy, timeUs(1))
  market.book.ladder = createLadder({ windowTicks: 8_192, centreTicks: 100_000 })
  market.book.integrity = 'ok'
  return market
}

/** Makes the next measurement take nothing from the last one: its signals, and how far a walk went. */
function distrust({ signals, book }: MarketState): void {
  signals.status[signalIndex('spreadBps')] = 1
  book.ladder.touched.fill(0x7fffffff)
  book.ladder.bands.followed.fill(-1)
}

/** A measurement while the book may not be believed, which forgets all that a book said. */
function measureStale(market: MarketState, at: ReturnType<typeof timeUs>): void {
  market.book.integrity = 'stale'
  measureMarket(market, at)
  market.book.integrity = 'ok'
}

test('property: measuring only what changed gives what measuring all of it gives', () => {
  const known = new Set<number>()
  fc.assert(
    fc.property(fc.array(change, { minLength: 20, maxLength: 60 }), fc.nat({ max: 19 }), (changes, clearedAt) => {
      const [followed, anew] = [emptyMarket(), emptyMarket()]
      let at = 1
      for (const [place, { side, away, lots, waits }] of changes.entries()) {
        at += waits
        for (const market of [followed, anew]) {
          if (place === clearedAt) clearLadder(market.book.ladder)
          if (place === clearedAt + 5) measureStale(market, timeUs(at))
          setLevel(market.book.ladder, side, side === 0 ? 99_999 - away : 100_000 + away, lots)
          market.measurement.flow.bookVenueAt = timeUs(at)
          if (market === anew) distrust(market)
          measureMarket(market, timeUs(at))
        }
        expect(followed.signals).toEqual(anew.signals)
        for (const [index, status] of followed.signals.status.entries()) if (status === 0) known.add(index)
      }
    }),
    { numRuns: 150, seed: 5 },
  )
  for (const name of ['spreadBps', 'depth100Ratio', 'costToTradeBps', 'orderFlowImbalance', 'imbalance'])
    expect(known).toContain(signalIndex(name))
})
