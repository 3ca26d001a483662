import { describe, expect, test } from 'vitest'
import { cancellation, createTestVenue, delta, linesOf, order, print, snapshot, takeReports } from '../../../test/venue-script.ts'
import { linearInstrument } from '../../../test/liquidity-books.ts'
import { InvariantError } from '../../base/assert.ts'
import { durationUs, timeUs } from '../../base/time.ts'
import type { Effect } from '../../engine/effect.ts'
import { marketId } from '../../market/instrument.ts'
import {
  createSimulatedVenue,
  nextDueAt,
  observeMarket,
  simulatedVenue,
  submitEffects,
  takeNextReport,
  type SimulatedVenue,
} from './venue.ts'

const bids = [99, 10, 98, 5]
const asks = [101, 10, 103, 4]

function openVenue(): SimulatedVenue {
  const venue = createTestVenue()
  observeMarket(venue, snapshot(100, bids, asks))
  return venue
}

/** What becomes of orders that are submitted together to the book above. */
function outcomeOf(effects: readonly Effect[]): readonly string[] {
  const venue = openVenue()
  submitEffects(venue, effects, timeUs(100))
  return linesOf(takeReports(venue, 1_000))
}

describe('an order that takes', () => {
  // Columns: order, reports. Every boundary of the two ask levels (and of the two bid levels).
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['buy 5@100 take', ['cancelled, 5 left']],
    ['buy 5@101 take', ['filled 5@101 taker, 0 left']],
    ['buy 10@101 take', ['filled 10@101 taker, 0 left']],
    ['buy 11@101 take', ['filled 10@101 taker, 1 left', 'cancelled, 1 left']],
    ['buy 11@102 take', ['filled 10@101 taker, 1 left', 'cancelled, 1 left']],
    ['buy 11@103 take', ['filled 10@101 taker, 1 left', 'filled 1@103 taker, 0 left']],
    ['buy 20@103 take', ['filled 10@101 taker, 10 left', 'filled 4@103 taker, 6 left', 'cancelled, 6 left']],
    ['sell 5@100 take', ['cancelled, 5 left']],
    ['sell 12@98 take', ['filled 10@99 taker, 2 left', 'filled 2@98 taker, 0 left']],
    ['sell 12@99 take', ['filled 10@99 taker, 2 left', 'cancelled, 2 left']],
  ]
  test.each(table)('table: %s', (text, expected) => {
    expect(outcomeOf([order('1:0', text)])).toEqual(expected.map((line) => `120 1:0 ${line}`))
  })

  test('behavior: what one order took is gone for the next', () => {
    const lines = outcomeOf([order('1:0', 'buy 12@103 take'), order('1:1', 'buy 12@103 take')])
    expect(lines.slice(2)).toEqual(['120 1:1 filled 2@103 taker, 10 left', '120 1:1 cancelled, 10 left'])
  })

  test('behavior: what was taken stays taken until an update names its level', () => {
    const take = (venue: SimulatedVenue, id: string, at: number): readonly string[] => {
      submitEffects(venue, [order(id, 'buy 99@103 take')], timeUs(at))
      return linesOf(takeReports(venue, at + 20)).map((line) => line.replace(/^\S+ \S+ /, ''))
    }
    const venue = openVenue()
    take(venue, '1:0', 100)
    observeMarket(venue, delta(200, { bids: [99, 11], after: 100 }))
    observeMarket(venue, print(205, 'buy', 101, 50))
    expect(take(venue, '2:0', 210)).toEqual(['cancelled, 99 left'])
    observeMarket(venue, delta(300, { asks: [103, 4], after: 200 }))
    expect(take(venue, '3:0', 300)).toEqual(['filled 4@103 taker, 95 left', 'cancelled, 95 left'])
    observeMarket(venue, snapshot(400, bids, asks))
    expect(take(venue, '4:0', 400)).toHaveLength(3)
    // A snapshot that the book drops as a duplicate states nothing.
    observeMarket(venue, { ...snapshot(500, bids, asks), updateId: 400 })
    expect(take(venue, '5:0', 500)).toEqual(['cancelled, 99 left'])
  })

  test('behavior: it passes our own resting order by', () => {
    const lines = outcomeOf([order('1:0', 'sell 5@100 post'), order('1:1', 'buy 5@101 take')])
    expect(lines).toEqual(['120 1:0 accepted', '120 1:1 filled 5@101 taker, 0 left'])
  })
})

describe('an order that rests', () => {
  const table: readonly (readonly [string, string])[] = [
    ['buy 5@100 post', 'accepted'],
    ['buy 5@101 post', 'rejected wouldCross'],
    ['buy 5@102 post', 'rejected wouldCross'],
    ['sell 5@100 post', 'accepted'],
    ['sell 5@99 post', 'rejected wouldCross'],
    ['sell 5@98 post', 'rejected wouldCross'],
  ]
  test.each(table)('table: %s: %s', (text, expected) => {
    expect(outcomeOf([order('1:0', text)])).toEqual([`120 1:0 ${expected}`])
  })

  const ownTable: readonly (readonly [string, string, string])[] = [
    ['sell 5@100 post', 'buy 5@99 post', 'accepted'],
    ['sell 5@100 post', 'buy 5@100 post', 'rejected wouldCross'],
    ['buy 5@100 post', 'sell 5@101 post', 'accepted'],
    ['buy 5@100 post', 'sell 5@100 post', 'rejected wouldCross'],
  ]
  test.each(ownTable)('table: after our own %s: %s: %s', (own, text, expected) => {
    expect(outcomeOf([order('1:0', own), order('1:1', text)])[1]).toBe(`120 1:1 ${expected}`)
  })

  test('behavior: a side that is empty crosses nothing', () => {
    const venue = createTestVenue()
    observeMarket(venue, snapshot(100, [99, 1], []))
    submitEffects(venue, [order('1:0', 'buy 5@500 post'), order('1:1', 'sell 1@100 take')], timeUs(100))
    expect(linesOf(takeReports(venue, 120))).toEqual(['120 1:0 accepted', '120 1:1 cancelled, 1 left'])
  })
})

describe('a cancellation', () => {
  test('behavior: ends the order and is told of the order', () => {
    const lines = outcomeOf([order('1:0', 'buy 5@99 post'), order('1:1', 'sell 5@101 post'), cancellation('1:2', '1:0')])
    expect(lines[2]).toBe('120 1:0 cancelled, 5 left')
  })

  test('behavior: of an order that is not there is rejected under its own id', () => {
    const venue = openVenue()
    const effects = [order('1:0', 'buy 5@99 post'), cancellation('1:1', '1:0'), cancellation('1:2', '1:0'), cancellation('1:3', '7:7')]
    submitEffects(venue, effects, timeUs(100))
    expect(linesOf(takeReports(venue, 120)).slice(1)).toEqual([
      '120 1:0 cancelled, 5 left',
      '120 1:2 rejected unknownOrder',
      '120 1:3 rejected unknownOrder',
    ])
  })

  test('behavior: comes too late for what was filled before it arrived', () => {
    const venue = openVenue()
    submitEffects(venue, [order('1:0', 'buy 5@100 post')], timeUs(100))
    submitEffects(venue, [cancellation('2:0', '1:0'), order('2:1', 'buy 9@100 post')], timeUs(150))
    observeMarket(venue, print(159, 'sell', 100, 2))
    observeMarket(venue, print(160, 'sell', 100, 2))
    expect(linesOf(takeReports(venue, 1_000))).toEqual([
      '120 1:0 accepted',
      '169 1:0 filled 2@100 maker, 3 left',
      '170 1:0 cancelled, 3 left',
      '170 2:1 accepted',
      '170 2:1 filled 2@100 maker, 7 left',
    ])
  })
})

describe('what cannot be matched', () => {
  const elsewhere = { ...order('1:0', 'buy 5@99 post'), market: marketId('DOGE/USDT') }

  test('behavior: a market that the venue does not have', () => {
    expect(outcomeOf([elsewhere, { ...cancellation('1:1', '1:0'), market: marketId('DOGE/USDT') }])).toEqual([
      '120 1:0 rejected unknownMarket',
      '120 1:1 rejected unknownMarket',
    ])
    const venue = openVenue()
    observeMarket(venue, { ...snapshot(200, [1, 1], [2, 1]), market: marketId('DOGE/USDT') })
    expect(takeReports(venue, 1_000)).toEqual([])
  })

  test('behavior: a book that is not known, whichever way', () => {
    const breakers = [delta(105, { after: 104 }), delta(105, { bids: [101, 1], after: 100 }), snapshot(105, [101, 1], [101, 1])]
    for (const breaker of [undefined, ...breakers]) {
      const venue = breaker === undefined ? createTestVenue() : openVenue()
      if (breaker !== undefined) observeMarket(venue, breaker)
      submitEffects(venue, [order('1:0', 'buy 5@99 post'), order('1:1', 'buy 5@101 take')], timeUs(105))
      expect(linesOf(takeReports(venue, 125))).toEqual(['125 1:0 rejected bookUnknown', '125 1:1 rejected bookUnknown'])
    }
  })

  test('behavior: an order can be cancelled while the book is not known', () => {
    const venue = openVenue()
    submitEffects(venue, [order('1:0', 'buy 5@99 post')], timeUs(100))
    observeMarket(venue, delta(150, { after: 149 }))
    submitEffects(venue, [cancellation('2:0', '1:0')], timeUs(160))
    expect(linesOf(takeReports(venue, 180))[1]).toBe('180 1:0 cancelled, 5 left')
  })

  test('error: an id that is not seq:index, an order without lots or price', () => {
    for (const effect of [order('x', 'buy 1@1 post'), order('1:0', 'buy 0@1 post'), order('1:0', 'buy 1@0 post')]) {
      expect(() => {
        submitEffects(openVenue(), [effect], timeUs(100))
      }).toThrow(InvariantError)
    }
  })
})

describe('latency', () => {
  test('behavior: an order meets the book of its arrival, changes at that very time coming after it', () => {
    const meet = (changeAt: number): readonly string[] => {
      const venue = openVenue()
      submitEffects(venue, [order('1:0', 'buy 10@101 take')], timeUs(100))
      observeMarket(venue, delta(changeAt, { asks: [101, 1], after: 100 }))
      return linesOf(takeReports(venue, 1_000))
    }
    expect(meet(109)).toEqual(['120 1:0 filled 1@101 taker, 9 left', '120 1:0 cancelled, 9 left'])
    expect(meet(110)).toEqual(['120 1:0 filled 10@101 taker, 0 left'])
  })

  test('behavior: no report is given before its time, and the venue says when', () => {
    const venue = openVenue()
    expect(nextDueAt(venue)).toBeUndefined()
    submitEffects(venue, [order('1:0', 'buy 5@100 post')], timeUs(100))
    expect(nextDueAt(venue)).toBe(120)
    expect(takeNextReport(venue, timeUs(119))).toBeUndefined()
    expect(nextDueAt(venue)).toBe(120)
    expect(linesOf(takeReports(venue, 120))).toEqual(['120 1:0 accepted'])
    expect(nextDueAt(venue)).toBeUndefined()
    observeMarket(venue, print(300, 'sell', 100, 2))
    expect(nextDueAt(venue)).toBe(310)
    expect(linesOf(takeReports(venue, 309))).toEqual([])
    expect(linesOf(takeReports(venue, 310))).toEqual(['310 1:0 filled 2@100 maker, 3 left'])
  })

  test('behavior: without latency everything happens at once', () => {
    const none = { instruments: [linearInstrument], latencyUs: durationUs(0), makerFeeBps: 0, takerFeeBps: 0 }
    const venue = createSimulatedVenue(none)
    observeMarket(venue, snapshot(100, bids, asks))
    submitEffects(venue, [order('1:0', 'buy 3@101 take')], timeUs(100))
    expect(nextDueAt(venue)).toBe(100)
    expect(linesOf(takeReports(venue, 100))).toEqual(['100 1:0 filled 3@101 taker, 0 left'])
  })

  test('behavior: effects handed over late do not reach back behind what the venue has seen', () => {
    const venue = openVenue()
    observeMarket(venue, snapshot(500, [89, 1], [91, 1]))
    submitEffects(venue, [order('1:0', 'buy 5@101 take')], timeUs(100))
    expect(linesOf(takeReports(venue, 510))).toEqual(['510 1:0 filled 1@91 taker, 4 left', '510 1:0 cancelled, 4 left'])
  })
})

describe('repetition', () => {
  test('behavior: an effect submitted twice is done once, even when its order is long over', () => {
    const venue = openVenue()
    const first = [order('9:0', 'buy 5@101 take'), order('9:1', 'buy 5@101 take')]
    submitEffects(venue, first, timeUs(100))
    submitEffects(venue, first, timeUs(100))
    expect(takeReports(venue, 1_000)).toHaveLength(2)
    submitEffects(venue, [...first, order('8:7', 'buy 1@101 take')], timeUs(1_000))
    expect(nextDueAt(venue)).toBeUndefined()
    submitEffects(venue, [order('9:2', 'buy 1@103 take'), order('10:0', 'buy 1@103 take')], timeUs(1_000))
    expect(takeReports(venue, 2_000)).toHaveLength(2)
  })

  test('behavior: inputs that are no books or prints change nothing', () => {
    const venue = openVenue()
    const before = structuredClone(venue)
    const quote = { venueAt: timeUs(200), market: linearInstrument.id, updateId: 1, bidTicks: 1, bidLots: 1, askTicks: 2, askLots: 1 }
    simulatedVenue.observeMarket(venue, { kind: 'clockTicked', at: timeUs(200) })
    simulatedVenue.observeMarket(venue, { kind: 'quoteReceived', at: timeUs(200), ...quote })
    expect(venue).toEqual(before)
  })
})
