import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandDepth, roundTripCostBps, touchFigures, walkSide, type BookLevels } from './book-levels.ts'

const book: BookLevels = {
  bids: { prices: [99, 98, 90], sizes: [1, 2, 4] },
  asks: { prices: [101, 102, 110], sizes: [3, 2, 1] },
}

describe('book levels', () => {
  test('default: touch', () => {
    expect(touchFigures(book)).toEqual({ mid: 100, spreadBps: 200, microprice: (99 * 3 + 101 * 1) / 4 })
    const empty = { bids: { prices: [99], sizes: [0] }, asks: { prices: [101], sizes: [0] } }
    expect(touchFigures(empty).microprice).toBe(100)
  })

  // Both edges are within. Columns: distance, base and quote of bids, of asks.
  test.each([
    [0, 0, 0, 0, 0],
    [99, 0, 0, 0, 0],
    [100, 1, 99, 3, 303],
    [199.9, 1, 99, 3, 303],
    [200, 3, 295, 5, 507],
    [1000, 7, 655, 6, 617],
    [20_000, 7, 655, 6, 617],
  ])('table: within %d bps', (distance, bidBase, bidQuote, askBase, askQuote) => {
    expect(bandDepth(book, distance)).toEqual({ bidBase, bidQuote, askBase, askQuote })
  })

  // Columns: order, filled, average price.
  test.each([
    [{ notional: 303 }, 1, 101],
    [{ notional: 405 }, 1, 405 / 4],
    [{ notional: 617 }, 1, 617 / 6],
    [{ notional: 1234 }, 0.5, 617 / 6],
    [{ size: 3 }, 1, 101],
    [{ size: 4 }, 1, 405 / 4],
    [{ size: 12 }, 0.5, 617 / 6],
  ])('table: walking asks with %j fills %d', (order, filledFraction, averagePrice) => {
    const fill = walkSide(book.asks, order)
    expect(fill.ok && fill.value.filledFraction).toBeCloseTo(filledFraction, 12)
    expect(fill.ok && fill.value.averagePrice).toBeCloseTo(averagePrice, 12)
  })

  test('behavior: nothing to walk, nothing paid', () => {
    expect(walkSide({ prices: [100], sizes: [0] }, { size: 1 })).toMatchObject({ refusal: { reason: 'emptySide' } })
    expect(roundTripCostBps(book, 618)).toMatchObject({ refusal: { reason: 'insufficientDepth', filledFraction: 617 / 618 } })
    const noBids = { bids: { prices: [99], sizes: [0] }, asks: book.asks }
    expect(roundTripCostBps(noBids, 5)).toMatchObject({ refusal: { filledFraction: 0 } })
  })

  const side = (way: 1 | -1) =>
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 99 })), { minLength: 1, maxLength: 12 }).map((levels) => {
      let price = 1_000
      return { prices: levels.map(([step]) => (price += way * step)), sizes: levels.map(([, size]) => size) }
    })
  const anyBook = fc.record({ bids: side(-1), asks: side(1) })

  test('property: depth never falls with distance, cost never falls with size, and neither depends on the unit', () => {
    fc.assert(
      fc.property(anyBook, fc.nat(500), fc.nat(500), (levels, near, more) => {
        const [inner, outer] = [bandDepth(levels, near), bandDepth(levels, near + more)]
        expect(outer.bidQuote).toBeGreaterThanOrEqual(inner.bidQuote)
        expect(outer.askBase).toBeGreaterThanOrEqual(inner.askBase)
        const [small, large] = [roundTripCostBps(levels, 1 + near), roundTripCostBps(levels, 1 + near + more)]
        if (large.ok) expect(small.ok && small.value).toBeLessThanOrEqual(large.value + 1e-9)
        if (small.ok) expect(small.value).toBeGreaterThanOrEqual(touchFigures(levels).spreadBps - 1e-9)
      }),
    )
  })

  // Columns: what is wrong, a call, the place the error names.
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ['a crossed book', () => touchFigures({ bids: book.asks, asks: book.bids }), 'bids.prices[1]'],
    ['a bid above the ask', () => touchFigures({ ...book, bids: { prices: [102], sizes: [1] } }), 'bids.prices[0]'],
    ['no asks', () => touchFigures({ ...book, asks: { prices: [], sizes: [] } }), 'asks.prices'],
    ['a price twice', () => bandDepth({ ...book, asks: { prices: [101, 101], sizes: [1, 1] } }, 1), 'asks.prices[1]'],
    ['a size below 0', () => bandDepth({ ...book, asks: { prices: [101], sizes: [-1] } }, 1), 'asks.sizes[0]'],
    ['fewer sizes', () => bandDepth({ ...book, asks: { prices: [101, 102], sizes: [1] } }, 1), 'asks.sizes'],
    ['a distance below 0', () => bandDepth(book, -1), 'distanceBps'],
    ['an order of nothing', () => walkSide(book.asks, { size: 0 }), 'size'],
    ['a notional below 0', () => walkSide(book.asks, { notional: -1 }), 'notional'],
    ['a side out of order', () => walkSide({ prices: [1, 3, 2], sizes: [1, 1, 1] }, { size: 1 }), 'side.prices[2]'],
  ]
  test.each(bad)('error: %s', (_, call, place) => {
    expect(call).toThrow(`${place}: expected`)
  })
})
