import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookOf, inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import { InvariantError } from '../base/assert.ts'
import { askSide, bidSide } from '../market/ladder.ts'
import { costToTradeBps } from './cost-to-trade.ts'

describe('costToTradeBps', () => {
  // The mid is 10,000.0. One base rests at each price: 9,990 and 9,980 against 10,010 and 10,020.
  const book = bookOf(linearInstrument, [99_900, 1_000, 99_800, 1_000], [100_100, 1_000, 100_200, 1_000])

  // Columns: notional, average price of the buyer. Below, at and above what a level and what the side holds.
  test.each([
    [1, 10_010],
    [10_009.999, 10_010],
    [10_010, 10_010],
    [20_030, 10_015],
  ])('table: buying for %d costs %d on average', (notional, average) => {
    expect(costToTradeBps(book, askSide, notional)).toBeCloseTo(average - 10_000, 8)
  })

  test('table: just above the first level the price moves, just above the last there is none', () => {
    expect(costToTradeBps(book, askSide, 10_020)).toBeGreaterThan(10.001)
    expect(costToTradeBps(book, askSide, 20_030.000_1)).toBe(undefined)
    expect(costToTradeBps(book, bidSide, 19_970)).toBeCloseTo(15, 8)
    expect(costToTradeBps(book, bidSide, 19_970.000_1)).toBe(undefined)
  })

  test('behavior: an inverse contract is bought by its size, and what it costs is the harmonic mean', () => {
    const inverse = bookOf(inverseInstrument, [99_900, 10], [100_100, 10, 100_300, 10])
    expect(costToTradeBps(inverse, askSide, 1_000)).toBeCloseTo(10, 8)
    expect(costToTradeBps(inverse, askSide, 2_000)).toBeCloseTo(2e4 / (1 / 1.001 + 1 / 1.003) - 1e4, 8)
    expect(costToTradeBps(inverse, askSide, 2_000.01)).toBe(undefined)
  })

  test('behavior: levels beyond the window are walked too', () => {
    const wide = bookOf(linearInstrument, [99_900, 1_000], [100_100, 1_000, 900_000, 1_000])
    expect(costToTradeBps(wide, askSide, 10_010 + 90_000)).toBeCloseTo((100_010 / 2 / 10_000) * 1e4 - 1e4, 6)
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('error: a notional of %d', (notional) => {
    expect(() => costToTradeBps(book, askSide, notional)).toThrow(InvariantError)
  })

  test('property: at least half the spread, at most the last level, and more for more', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 1e6 }))
    const levels = fc.uniqueArray(level, { minLength: 1, maxLength: 40, selector: ([away]) => away })
    const part = fc.double({ min: 1e-6, max: 1, noNaN: true })
    fc.assert(
      fc.property(levels, levels, part, part, (bids, asks, first, second) => {
        const made = bookOf(
          linearInstrument,
          bids.flatMap(([away, lots]) => [20_000 - away, lots]),
          asks.flatMap(([away, lots]) => [20_000 + away, lots]),
        )
        const away = asks.map(([distance]) => distance)
        const mid = 20_000 + (Math.min(...away) - Math.min(...bids.map(([distance]) => distance))) / 2
        const held = asks.reduce((sum, [distance, lots]) => sum + ((20_000 + distance) * lots) / 1e4, 0)
        const [less, more] = [Math.min(first, second), Math.max(first, second)].map((share) =>
          costToTradeBps(made, askSide, held * share * (1 - 1e-12)),
        )
        expect(less).toBeGreaterThanOrEqual(((20_000 + Math.min(...away)) / mid - 1) * 1e4 - 1e-6)
        expect(more).toBeGreaterThanOrEqual((less ?? Number.NaN) - 1e-6)
        expect(more).toBeLessThanOrEqual(((20_000 + Math.max(...away)) / mid - 1) * 1e4 + 1e-6)
        expect(costToTradeBps(made, askSide, held * 1.000_001)).toBe(undefined)
      }),
    )
  })
})
