import { describe, expect, test } from 'vitest'
import { createTestVenue, delta, linesOf, order, print, snapshot, takeReports } from '../../../test/venue-script.ts'
import { timeUs } from '../../base/time.ts'
import type { TradeReceived } from '../../market/market-input.ts'
import { observeMarket, submitEffects, type SimulatedVenue } from './venue.ts'

/** Orders resting in a book of 10 lots at 99 and 5 at 98, against 10 at 101 and 4 at 103. */
function restingVenue(...orders: readonly string[]): SimulatedVenue {
  const venue = createTestVenue()
  observeMarket(venue, snapshot(100, [99, 10, 98, 5], [101, 10, 103, 4]))
  const effects = orders.map((text, i) => order(`1:${i}`, text))
  submitEffects(venue, effects, timeUs(100))
  takeReports(venue, 120)
  return venue
}

function fillsAfter(venue: SimulatedVenue, prints: readonly TradeReceived[]): readonly string[] {
  for (const trade of prints) observeMarket(venue, trade)
  return linesOf(takeReports(venue, 1_000_000)).map((line) => line.replace(/^\S+ /, ''))
}

describe('the queue', () => {
  // Columns: order, lots printed at its price, what it gets. 10 lots are ahead at 99 and 101, none inside the spread.
  const table: readonly (readonly [string, number, readonly string[]])[] = [
    ['buy 5@99 post', 9, []],
    ['buy 5@99 post', 10, []],
    ['buy 5@99 post', 11, ['1:0 filled 1@99 maker, 4 left']],
    ['buy 5@99 post', 15, ['1:0 filled 5@99 maker, 0 left']],
    ['buy 5@99 post', 16, ['1:0 filled 5@99 maker, 0 left']],
    ['buy 5@100 post', 1, ['1:0 filled 1@100 maker, 4 left']],
    ['sell 5@101 post', 10, []],
    ['sell 5@101 post', 11, ['1:0 filled 1@101 maker, 4 left']],
    ['sell 5@102 post', 7, ['1:0 filled 5@102 maker, 0 left']],
  ]
  test.each(table)('table: %s, %d lots printed at its price', (text, lots, expected) => {
    const [side, ticks] = [text.startsWith('buy') ? 'sell' : 'buy', Number(/@(\d+)/.exec(text)?.[1])] as const
    expect(fillsAfter(restingVenue(text), [print(200, side, ticks, lots)])).toEqual(expected)
  })

  test('behavior: prints add up, and takers of the same side do not count', () => {
    const prints = [print(200, 'sell', 99, 6), print(201, 'buy', 99, 50), print(202, 'sell', 99, 6)]
    expect(fillsAfter(restingVenue('buy 5@99 post'), prints)).toEqual(['1:0 filled 2@99 maker, 3 left'])
  })

  test('behavior: what we took ourselves is not ahead of us', () => {
    const venue = restingVenue('sell 4@99 take', 'buy 5@99 post')
    expect(fillsAfter(venue, [print(200, 'sell', 99, 7)])).toEqual(['1:1 filled 1@99 maker, 4 left'])
  })

  // Columns: displayed lots after an update, lots then printed, what an order behind 10 lots gets.
  const shrinkTable: readonly (readonly [number, number, readonly string[]])[] = [
    [25, 11, ['1:0 filled 1@99 maker, 4 left']],
    [10, 11, ['1:0 filled 1@99 maker, 4 left']],
    [9, 9, []],
    [9, 10, ['1:0 filled 1@99 maker, 4 left']],
    [0, 1, ['1:0 filled 1@99 maker, 4 left']],
  ]
  test.each(shrinkTable)('table: the level shows %d, then %d lots are printed', (displayed, lots, expected) => {
    const byDelta = restingVenue('buy 5@99 post')
    observeMarket(byDelta, delta(150, { bids: [99, displayed], after: 100 }))
    expect(fillsAfter(byDelta, [print(200, 'sell', 99, lots)])).toEqual(expected)
    const bySnapshot = restingVenue('buy 5@99 post')
    observeMarket(bySnapshot, snapshot(150, [99, displayed, 98, 5], [101, 10]))
    expect(fillsAfter(bySnapshot, [print(200, 'sell', 99, lots)])).toEqual(expected)
  })

  test('behavior: a level that grows again is behind us', () => {
    const venue = restingVenue('buy 5@99 post')
    observeMarket(venue, delta(150, { bids: [99, 2], after: 100 }))
    observeMarket(venue, delta(160, { bids: [99, 40], after: 150 }))
    expect(fillsAfter(venue, [print(200, 'sell', 99, 3)])).toEqual(['1:0 filled 1@99 maker, 4 left'])
  })

  test('behavior: an update after the print that caused it does not count twice', () => {
    const venue = restingVenue('buy 5@99 post')
    observeMarket(venue, print(150, 'sell', 99, 4))
    observeMarket(venue, delta(160, { bids: [99, 6], after: 100 }))
    expect(fillsAfter(venue, [print(200, 'sell', 99, 7)])).toEqual(['1:0 filled 1@99 maker, 4 left'])
  })
})

describe('one print over several orders', () => {
  // Columns: our orders in their order of arrival, the print (lots at ticks by a seller), what they get.
  const table: readonly (readonly [readonly string[], readonly [number, number], readonly string[]])[] = [
    // Better price first, then earlier; what is left goes to the queue at the print's price.
    [['buy 5@99 post', 'buy 5@100 post'], [99, 7], ['1:1 filled 5@100 maker, 0 left']],
    [
      ['buy 5@99 post', 'buy 5@100 post'],
      [99, 16],
      ['1:1 filled 5@100 maker, 0 left', '1:0 filled 1@99 maker, 4 left'],
    ],
    [
      ['buy 5@100 post', 'buy 5@100 post'],
      [100, 7],
      ['1:0 filled 5@100 maker, 0 left', '1:1 filled 2@100 maker, 3 left'],
    ],
    [
      ['buy 5@99 post', 'buy 5@99 post'],
      [99, 17],
      ['1:0 filled 5@99 maker, 0 left', '1:1 filled 2@99 maker, 3 left'],
    ],
    [['buy 3@100 post', 'buy 5@100 post'], [98, 2], ['1:0 filled 2@100 maker, 1 left']],
    // Strictly through: the queue ahead is served as well, so it does not matter.
    [['buy 5@99 post'], [98, 3], ['1:0 filled 3@99 maker, 2 left']],
    [['buy 5@99 post'], [98, 5], ['1:0 filled 5@99 maker, 0 left']],
    [['buy 5@99 post'], [100, 50], []],
    [['sell 5@101 post', 'sell 5@100 post'], [99, 50], []],
  ]
  test.each(table)('table: %j, printed %j', (orders, [ticks, lots], expected) => {
    expect(fillsAfter(restingVenue(...orders), [print(200, 'sell', ticks, lots)])).toEqual(expected)
  })

  // The same for sales: our orders, a print by a buyer.
  const saleTable: readonly (readonly [readonly string[], readonly [number, number], readonly string[]])[] = [
    [
      ['sell 5@101 post', 'sell 5@100 post'],
      [101, 16],
      ['1:1 filled 5@100 maker, 0 left', '1:0 filled 1@101 maker, 4 left'],
    ],
    [
      ['sell 5@100 post', 'sell 5@101 post'],
      [101, 16],
      ['1:0 filled 5@100 maker, 0 left', '1:1 filled 1@101 maker, 4 left'],
    ],
    [
      ['sell 5@100 post', 'sell 5@100 post'],
      [100, 7],
      ['1:0 filled 5@100 maker, 0 left', '1:1 filled 2@100 maker, 3 left'],
    ],
    [['sell 5@101 post'], [102, 3], ['1:0 filled 3@101 maker, 2 left']],
    [['sell 5@101 post'], [100, 50], []],
  ]
  test.each(saleTable)('table: %j, bought %j', (orders, [ticks, lots], expected) => {
    expect(fillsAfter(restingVenue(...orders), [print(200, 'buy', ticks, lots)])).toEqual(expected)
  })

  test('behavior: a later order of ours at the same price has the newcomers between ahead of it', () => {
    const venue = restingVenue('buy 5@99 post')
    observeMarket(venue, delta(150, { bids: [99, 16], after: 100 }))
    submitEffects(venue, [order('2:0', 'buy 5@99 post')], timeUs(160))
    takeReports(venue, 180)
    // 10 others, our 5, then 6 others, then our next 5.
    expect(fillsAfter(venue, [print(200, 'sell', 99, 15)])).toEqual(['1:0 filled 5@99 maker, 0 left'])
    expect(fillsAfter(venue, [print(300, 'sell', 99, 6)])).toEqual([])
    expect(fillsAfter(venue, [print(400, 'sell', 99, 9)])).toEqual(['2:0 filled 5@99 maker, 0 left'])
  })
})

describe('a quote that crosses', () => {
  // Columns: asks that appear, what a resting buy of 5 at 100 gets.
  const table: readonly (readonly [readonly number[], readonly string[]])[] = [
    [[101, 2], []],
    [[100, 2], ['1:0 filled 2@100 maker, 3 left']],
    [[100, 5], ['1:0 filled 5@100 maker, 0 left']],
    [[100, 9], ['1:0 filled 5@100 maker, 0 left']],
  ]
  test.each(table)('table: asks %j', (asks, expected) => {
    const venue = restingVenue('buy 5@100 post')
    observeMarket(venue, delta(150, { asks, after: 100 }))
    expect(fillsAfter(venue, [])).toEqual(expected)
  })

  test('behavior: the quote is taken by what it filled and shared by price and time', () => {
    const venue = restingVenue('buy 5@99 post', 'buy 5@100 post')
    observeMarket(venue, delta(150, { bids: [99, 0, 98, 0, 97, 5], asks: [98, 3, 99, 4], after: 100 }))
    expect(fillsAfter(venue, [])).toEqual([
      '1:1 filled 3@100 maker, 2 left',
      '1:1 filled 2@100 maker, 0 left',
      '1:0 filled 2@99 maker, 3 left',
    ])
    observeMarket(venue, delta(160, { bids: [97, 6], after: 150 }))
    expect(fillsAfter(venue, [])).toEqual([])
    observeMarket(venue, delta(170, { asks: [99, 4], after: 160 }))
    expect(fillsAfter(venue, [])).toEqual(['1:0 filled 3@99 maker, 0 left'])
  })

  test('behavior: bids that cross a resting sale fill it at its price', () => {
    const venue = restingVenue('sell 5@100 post')
    observeMarket(venue, delta(150, { bids: [100, 4], after: 100 }))
    expect(fillsAfter(venue, [])).toEqual(['1:0 filled 4@100 maker, 1 left'])
  })

  test('behavior: a book that is not known fills nothing, a print in the meantime does', () => {
    const venue = restingVenue('buy 5@100 post')
    observeMarket(venue, delta(150, { asks: [100, 9], after: 149 }))
    expect(fillsAfter(venue, [])).toEqual([])
    expect(fillsAfter(venue, [print(200, 'sell', 100, 2)])).toEqual(['1:0 filled 2@100 maker, 3 left'])
  })
  test('behavior: a crossed book fills nothing until it is uncrossed', () => {
    const venue = restingVenue('sell 5@102 post')
    observeMarket(venue, delta(150, { bids: [102, 4], after: 100 }))
    expect(fillsAfter(venue, [])).toEqual([])
    observeMarket(venue, delta(160, { asks: [101, 0], after: 150 }))
    expect(fillsAfter(venue, [])).toEqual(['1:0 filled 4@102 maker, 1 left'])
  })
})

// Orders of 2 lots at 100 ticks of 0.1: 0.02 USDT, 20,000 minor units. The rebate is 1 bps, the taker's fee 5 bps.
test.each([
  ['buy 2@100 post', print(200, 'sell', 100, 2), '-2'],
  ['sell 2@100 post', print(200, 'buy', 100, 2), '-2'],
  ['buy 2@101 take', undefined, '11'],
  ['sell 2@99 take', undefined, '10'],
])('table: the fee of %s', (text, trade, expected) => {
  const venue = createTestVenue()
  observeMarket(venue, snapshot(100, [99, 10], [101, 10]))
  submitEffects(venue, [order('1:0', text)], timeUs(100))
  if (trade !== undefined) observeMarket(venue, trade)
  expect(takeReports(venue, 1_000).at(-1)?.report).toMatchObject({ kind: 'filled', feeMinor: expected })
})
