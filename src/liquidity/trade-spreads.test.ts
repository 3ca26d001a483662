import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { effectiveSpreadBps, priceImpactBps, realisedSpreadBps } from './effective-spread.ts'
import { lastAtOrBefore, lastBefore } from './quotes.ts'
import { timeWeightedSpread } from './time-weighted-spread.ts'
import { tradeSpreads, weightedMean } from './trade-spreads.ts'

const quotes = { times: [0, 10, 20], bids: [99, 100, 101], asks: [101, 102, 103] }
const trades = { times: [10, 15], prices: [102, 100], sizes: [1, 3], signs: [1, -1] }

describe('trade spreads', () => {
  // The quote at 10 has the time of the first trade, so it may be its consequence: the mid before is 100, not 101.
  test('behavior: a trade is measured against the quote strictly before it and the quote in force after the delay', () => {
    const measured = tradeSpreads(quotes, trades, { delay: 5, end: 20 })
    expect([...measured.effectiveBps]).toEqual([400, (2e4 * 1) / 101])
    expect([...measured.realisedBps]).toEqual([200, (2e4 * 2) / 101])
    expect([...measured.impactBps]).toEqual([200, (-2e4 * 1) / 101])
    expect([...measured.notionals]).toEqual([102, 300])
  })

  // Columns: time of the trade, delay, end, trades measured. A quote begins at 0.
  test.each([
    [0, 0, 20, 0],
    [0.001, 0, 20, 1],
    [15, 5, 20, 1],
    [15, 5.001, 20, 0],
    [15, 5, 19.999, 0],
  ])('table: a trade at %d with delay %d until %d is measured %d times', (time, delay, end, used) => {
    const one = { times: [time], prices: [100], sizes: [1], signs: [1] }
    expect(tradeSpreads(quotes, one, { delay, end }).effectiveBps.length).toBe(used)
  })

  test('table: quotes before and at a time', () => {
    expect([0, 1, 2, 3].map((time) => lastBefore([1, 2, 2], time))).toEqual([-1, -1, 0, 2])
    expect([0, 1, 2, 3].map((time) => lastAtOrBefore([1, 2, 2], time))).toEqual([-1, 0, 2, 2])
  })

  const price = fc.double({ min: 50, max: 150, noNaN: true })
  const market = fc.record({
    quotes: fc.array(fc.tuple(fc.nat(5), price, fc.nat(3)), { minLength: 1, maxLength: 20 }),
    trades: fc.array(fc.tuple(fc.nat(5), price, fc.nat(9), fc.constantFrom(1, -1)), { maxLength: 20 }),
  })
  const series = (all: typeof market extends fc.Arbitrary<infer Market> ? Market : never, factor: number) => {
    const times = (gaps: readonly number[]): number[] => gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0))
    return {
      quotes: {
        times: times(all.quotes.map(([gap]) => gap)),
        bids: all.quotes.map(([, bid]) => bid * factor),
        asks: all.quotes.map(([, bid, spread]) => (bid + spread) * factor),
      },
      trades: {
        times: times(all.trades.map(([gap]) => gap)),
        prices: all.trades.map(([, paid]) => paid * factor),
        sizes: all.trades.map(([, , size]) => size * factor),
        signs: all.trades.map(([, , , sign]) => sign),
      },
    }
  }

  test('property: the effective spread is the realised spread plus the impact, trade by trade, in any unit of price and size', () => {
    fc.assert(
      fc.property(market, (all) => {
        const [one, scaled] = [series(all, 1), series(all, 1024)]
        const plain = tradeSpreads(one.quotes, one.trades, { delay: 3, end: 100 })
        plain.effectiveBps.forEach((effective, i) => {
          expect(effective).toBeCloseTo((plain.realisedBps[i] as number) + (plain.impactBps[i] as number), 7)
        })
        const again = tradeSpreads(scaled.quotes, scaled.trades, { delay: 3, end: 100 })
        expect(again.effectiveBps).toEqual(plain.effectiveBps)
        expect(weightedMean(again.effectiveBps, again.sizes)).toEqual(weightedMean(plain.effectiveBps, plain.sizes))
      }),
    )
  })

  test('default: the three figures of one trade', () => {
    const trade = { sign: 1, price: 101, midBefore: 100, midAfter: 100.5 } as const
    expect([effectiveSpreadBps(trade), realisedSpreadBps(trade), priceImpactBps(trade)]).toEqual([200, 100, 100])
    expect(effectiveSpreadBps({ sign: -1, price: 101, midBefore: 100 })).toBe(-200)
  })

  // Columns: what is changed, the argument the error names.
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ['a crossed quote', () => tradeSpreads({ ...quotes, bids: [99, 103, 101] }, trades, { delay: 1, end: 9 }), 'quotes.bids[1]'],
    ['quotes back in time', () => tradeSpreads({ ...quotes, times: [0, 10, 9] }, trades, { delay: 1, end: 9 }), 'quotes.times[2]'],
    ['trades back in time', () => tradeSpreads(quotes, { ...trades, times: [10, 9] }, { delay: 1, end: 9 }), 'trades.times[1]'],
    ['a price of 0', () => tradeSpreads(quotes, { ...trades, prices: [102, 0] }, { delay: 1, end: 9 }), 'trades.prices[1]'],
    ['a size below 0', () => tradeSpreads(quotes, { ...trades, sizes: [-1, 1] }, { delay: 1, end: 9 }), 'trades.sizes[0]'],
    ['a sign of 0', () => tradeSpreads(quotes, { ...trades, signs: [1, 0] }, { delay: 1, end: 9 }), 'trades.signs[1]'],
    ['fewer signs', () => tradeSpreads(quotes, { ...trades, signs: [1] }, { delay: 1, end: 9 }), 'trades.signs'],
    ['fewer sizes', () => tradeSpreads(quotes, { ...trades, sizes: [1] }, { delay: 1, end: 9 }), 'trades.sizes'],
    ['fewer prices', () => tradeSpreads(quotes, { ...trades, prices: [1] }, { delay: 1, end: 9 }), 'trades.prices'],
    ['a delay below 0', () => tradeSpreads(quotes, trades, { delay: -1, end: 9 }), 'delay'],
    ['no end', () => tradeSpreads(quotes, trades, { delay: 1, end: Number.NaN }), 'end'],
    ['fewer asks', () => timeWeightedSpread({ ...quotes, asks: [101] }, 9), 'quotes.asks'],
    ['fewer bids', () => timeWeightedSpread({ ...quotes, bids: [101] }, 9), 'quotes.bids'],
    ['no quotes', () => timeWeightedSpread({ times: [], bids: [], asks: [] }, 9), 'quotes.times'],
    ['a mid of 0', () => effectiveSpreadBps({ sign: 1, price: 1, midBefore: 0 }), 'midBefore'],
    ['a price that is none', () => effectiveSpreadBps({ sign: 1, price: Number.NaN, midBefore: 1 }), 'price'],
    ['a later mid of 0', () => realisedSpreadBps({ sign: 1, price: 1, midBefore: 1, midAfter: 0 }), 'midAfter'],
    ['an infinite later mid', () => priceImpactBps({ sign: 1, price: 1, midBefore: 1, midAfter: Infinity }), 'midAfter'],
    ['another sign', () => effectiveSpreadBps({ sign: 2 as 1, price: 1, midBefore: 1 }), 'sign'],
    ['a weight below 0', () => weightedMean([1], [-1]), 'weights[0]'],
    ['fewer weights', () => weightedMean([1, 2], [1]), 'weights'],
  ]
  test.each(bad)('error: %s', (_, call, argument) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(`${argument}: expected`)
  })

  test('table: a mean without values or without weight is refused', () => {
    expect(weightedMean([])).toMatchObject({ refusal: { reason: 'noObservations' } })
    expect(weightedMean([1], [0])).toMatchObject({ refusal: { reason: 'noWeight' } })
    expect(weightedMean([1, 4], [2, 1])).toMatchObject({ value: 2 })
    expect(weightedMean([1, 4])).toMatchObject({ value: 2.5 })
  })
})

describe('timeWeightedSpread', () => {
  // Columns: end, spread. The quotes last 10, 10 and what is left.
  test.each([
    [20, 2],
    [40, 3],
    [10, 2],
    [15, 2],
  ])('table: until %d it is %d', (end, spread) => {
    const widening = { times: [0, 10, 20], bids: [99, 99, 98], asks: [101, 101, 102] }
    expect(timeWeightedSpread(widening, end)).toMatchObject({ value: { spread } })
  })

  test('behavior: nothing when no time passes', () => {
    expect(timeWeightedSpread(quotes, 0)).toMatchObject({ refusal: { reason: 'noTimePassed' } })
  })
})
