import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bookOf, inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { askSide, bidSide } from '../market/ladder.ts'
import { costToTradeBps } from './cost-to-trade.ts'
import { depthWithinQuote } from './depth.ts'
import { imbalanceOf } from './imbalance.ts'
import { quotedSpreadBps } from './spread.ts'

describe('depthWithinQuote', () => {
  // The mid is 100,000 ticks of 0.1, so 10 bps are 100 ticks. Each level is 1,000 lots of 0.001: one base at its price.
  const book = bookOf(
    linearInstrument,
    [99_990, 1_000, 99_901, 1_000, 99_900, 1_000, 99_899, 1_000],
    [100_010, 1_000, 100_099, 1_000, 100_100, 1_000, 100_101, 1_000],
  )

  // Columns: distance in bps, levels within. Below, at and above the distance of a level on each side.
  test.each([
    [0.9, 0, 0],
    [1, 9_999, 10_001],
    [9.89, 9_999, 10_001],
    [9.9, 19_989.1, 20_010.9],
    [9.99, 19_989.1, 20_010.9],
    [10, 29_979.1, 30_020.9],
    [10.09, 29_979.1, 30_020.9],
    [10.1, 39_969, 40_031],
    [9_999, 39_969, 40_031],
  ])('table: within %d bps rest %d and %d', (distance, bids, asks) => {
    expect(depthWithinQuote(book, bidSide, distance)).toBeCloseTo(bids, 8)
    expect(depthWithinQuote(book, askSide, distance)).toBeCloseTo(asks, 8)
  })

  test('behavior: a mid between ticks: half a tick decides', () => {
    // The mid is 9,999.5 ticks; 10 bps of it are 9.9995 ticks, from 9,989.5005 to 10,009.4995.
    const narrow = bookOf(linearInstrument, [9_999, 1, 9_990, 10, 9_989, 100], [10_000, 1, 10_009, 10, 10_010, 100])
    expect(depthWithinQuote(narrow, bidSide, 10)).toBeCloseTo(0.9999 + 9.99, 12)
    expect(depthWithinQuote(narrow, askSide, 10)).toBeCloseTo(1 + 10.009, 12)
  })

  test('behavior: an inverse contract counts its size whatever the price', () => {
    const inverse = bookOf(inverseInstrument, [99_990, 3, 99_900, 4, 99_899, 5], [100_010, 6, 100_100, 7, 100_101, 8])
    expect([depthWithinQuote(inverse, bidSide, 10), depthWithinQuote(inverse, askSide, 10)]).toEqual([700, 1_300])
  })

  test('property: equal to adding level by level, and never less at a greater distance', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 1e6 }))
    const levels = fc.uniqueArray(level, { minLength: 1, maxLength: 60, selector: ([away]) => away })
    const distance = fc.integer({ min: 1, max: 9_999 })
    fc.assert(
      fc.property(levels, levels, distance, (bids, asks, bps) => {
        const made = bookOf(
          linearInstrument,
          bids.flatMap(([away, lots]) => [20_000 - away, lots]),
          asks.flatMap(([away, lots]) => [20_000 + away, lots]),
        )
        const nearest = (side: typeof bids): number => Math.min(...side.map(([away]) => away))
        const twiceMid = 40_000 - nearest(bids) + nearest(asks)
        const sum = (side: typeof bids, sign: number): number =>
          side
            .map(([away, lots]) => [20_000 + sign * away, lots] as const)
            .filter(([ticks]) => Math.abs(2 * ticks - twiceMid) * 10_000 <= twiceMid * bps)
            .reduce((total, [ticks, lots]) => total + ticks * lots, 0) / 1e4
        expect(depthWithinQuote(made, bidSide, bps)).toBeCloseTo(sum(bids, -1), 6)
        expect(depthWithinQuote(made, askSide, bps)).toBeCloseTo(sum(asks, 1), 6)
        expect(depthWithinQuote(made, bidSide, bps / 2)).toBeLessThanOrEqual(depthWithinQuote(made, bidSide, bps))
      }),
    )
  })
})

type BookVector = Readonly<{
  inputs: Readonly<Record<'bp' | 'bq' | 'ap' | 'aq' | 'bps' | 'notional', readonly number[]>>
  expected: Readonly<
    Record<'bid_quote' | 'ask_quote' | 'imbalance' | 'buy_slippage_bps' | 'sell_slippage_bps', readonly number[]> &
      Record<'buy_filled_fraction' | 'sell_filled_fraction', readonly number[]> & {
        spread_bps: number
        round_trip_bps: readonly (number | null)[]
      }
  >
  tolerance: Readonly<{ rel: number; abs: number }>
}>

describe('shared vector liq-depth-eth-book', () => {
  test.skipIf(!hasShared)('depth, imbalance, spread and cost agree with Python and R', () => {
    const text = readFileSync(sharedFile('vectors/methods/liq-depth-eth-book.json'), 'utf8')
    const { inputs, expected, tolerance } = JSON.parse(text) as BookVector
    const flat = (prices: readonly number[], sizes: readonly number[]): number[] =>
      prices.flatMap((price, i) => [Math.round(price * 10), Math.round((sizes[i] ?? 0) * 1_000)])
    const book = bookOf(linearInstrument, flat(inputs.bp, inputs.bq), flat(inputs.ap, inputs.aq))
    const agree = (found: number | undefined, wanted: number | null | undefined): void => {
      if (typeof wanted !== 'number') expect(found).toBe(undefined)
      else expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThanOrEqual(tolerance.abs + tolerance.rel * Math.abs(wanted))
    }
    agree(quotedSpreadBps(29_999, 30_002), expected.spread_bps)
    inputs.bps.forEach((bps, i) => {
      // The bands of 100 and 200 bps reach beyond the 40 levels; the vector counts what is there, and so does the engine.
      const [bids, asks] = [depthWithinQuote(book, bidSide, bps), depthWithinQuote(book, askSide, bps)]
      agree(bids, expected.bid_quote[i])
      agree(asks, expected.ask_quote[i])
      agree(imbalanceOf(bids, asks), expected.imbalance[i])
    })
    inputs.notional.forEach((notional, i) => {
      // Where the vector fills a part only, it states the cost of that part; the engine states none.
      const whole = (cost: number | undefined, fraction: number | undefined): number | null | undefined =>
        (fraction ?? 0) < 1 - 1e-9 ? null : cost
      const buy = costToTradeBps(book, askSide, notional)
      const sell = costToTradeBps(book, bidSide, notional)
      agree(buy, whole(expected.buy_slippage_bps[i], expected.buy_filled_fraction[i]))
      agree(sell, whole(expected.sell_slippage_bps[i], expected.sell_filled_fraction[i]))
      agree(buy === undefined || sell === undefined ? undefined : buy + sell, expected.round_trip_bps[i])
    })
  })
})
