import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { InvariantError } from '../../base/assert.ts'
import { clearBatch, clearLots } from './batch-auction.ts'

const bids = [
  { price: 10, size: 3 },
  { price: 9, size: 2 },
  { price: 9, size: 6 },
  { price: 8, size: 5 },
]

describe('a batch of sealed bids', () => {
  test.each([
    ['less than the best bid wants', 2, 0, { clearingPrice: 10, fills: [2, 0, 0, 0], unsold: 0, revenue: 20, payAsBidRevenue: 20 }],
    ['what the best bid wants', 3, 0, { clearingPrice: 10, fills: [3, 0, 0, 0], unsold: 0, revenue: 30, payAsBidRevenue: 30 }],
    ['into the margin', 7, 0, { clearingPrice: 9, fills: [3, 1, 3, 0], unsold: 0, revenue: 63, payAsBidRevenue: 66 }],
    ['more than all want', 20, 0, { clearingPrice: 8, fills: [3, 2, 6, 5], unsold: 4, revenue: 128, payAsBidRevenue: 142 }],
    ['down to the reserve', 20, 9, { clearingPrice: 9, fills: [3, 2, 6, 0], unsold: 9, revenue: 99, payAsBidRevenue: 102 }],
    ['above every bid', 20, 10.01, { clearingPrice: undefined, fills: [0, 0, 0, 0], unsold: 20, revenue: 0, payAsBidRevenue: 0 }],
    ['nothing', 0, 0, { clearingPrice: undefined, fills: [0, 0, 0, 0], unsold: 0, revenue: 0, payAsBidRevenue: 0 }],
  ])('table: %s', (_name, size, reserve, clearing) => {
    expect(clearBatch(bids, { size, reserve })).toEqual(clearing)
  })

  test('table: a bid for nothing sets no price', () => {
    expect(clearBatch([...bids, { price: 1, size: 0 }], { size: 20, reserve: 0 }).clearingPrice).toBe(8)
    const lots = clearLots([{ id: 'a', price: 1n, lots: 0n }], { lots: 4n, reserve: 0n })
    expect(lots).toEqual({ clearingPrice: undefined, fills: new Map(), unsold: 4n })
  })

  test('error: sizes and prices that are none', () => {
    expect(() => clearBatch([{ price: Number.NaN, size: 1 }], { size: 1, reserve: 0 })).toThrow(
      expect.objectContaining({ argument: 'price' }),
    )
    expect(() => clearBatch([{ price: 1, size: -1 }], { size: 1, reserve: 0 })).toThrow(expect.objectContaining({ argument: 'size' }))
    expect(() => clearBatch([], { size: -1, reserve: 0 })).toThrow(expect.objectContaining({ argument: 'size' }))
    expect(() => clearBatch([], { size: -1, reserve: 0 })).toThrow(ArgumentError)
    expect(() => clearLots([], { lots: -1n, reserve: 0n })).toThrow(InvariantError)
    expect(() => clearLots([{ id: 'a', price: 1n, lots: -1n }], { lots: 1n, reserve: 0n })).toThrow(InvariantError)
    const twice = [0, 1].map(() => ({ id: 'a', price: 1n, lots: 1n }))
    expect(() => clearLots(twice, { lots: 1n, reserve: 0n })).toThrow(InvariantError)
  })

  test('behavior: a bid that gets no lot is not among the fills', () => {
    const lots = ['c', 'a', 'b'].map((id) => ({ id, price: 5n, lots: 1n }))
    expect([...clearLots(lots, { lots: 1n, reserve: 0n }).fills]).toEqual([['a', 1n]])
  })

  test('table: whole lots at the margin go by largest remainder, of equal ones to the lower name', () => {
    const lots = ['c', 'a', 'b'].map((id) => ({ id, price: -5n, lots: 3n }))
    const clearing = clearLots(lots, { lots: 4n, reserve: -5n })
    expect(clearing).toEqual({
      clearingPrice: -5n,
      unsold: 0n,
      fills: new Map([
        ['a', 2n],
        ['b', 1n],
        ['c', 1n],
      ]),
    })
  })
})

const drawn = fc.array(fc.record({ price: fc.bigInt(-9n, 9n), lots: fc.bigInt(0n, 50n) }), { maxLength: 9 })
const named = drawn.map((all) => all.map((bid, index) => ({ ...bid, id: `b${index}` })))

describe('laws of a batch', () => {
  test('property: sold and unsold are what was for sale, and nobody gets more than wanted or pays more than bid', () => {
    fc.assert(
      fc.property(named, fc.bigInt(0n, 200n), fc.bigInt(-9n, 9n), (all, lots, reserve) => {
        const { clearingPrice, fills, unsold } = clearLots(all, { lots, reserve })
        expect([...fills.values()].reduce((sum, fill) => sum + fill, unsold)).toBe(lots)
        for (const bid of all) {
          const fill = fills.get(bid.id) ?? 0n
          expect(fill <= bid.lots && (fill === 0n || bid.price >= (clearingPrice as bigint))).toBe(true)
          // Nobody who bid more than the price goes without.
          if (clearingPrice !== undefined && bid.price > clearingPrice) expect(fill).toBe(bid.lots)
        }
        expect(clearingPrice === undefined || clearingPrice >= reserve).toBe(true)
      }),
    )
  })

  test('property: the order of bids does not matter', () => {
    fc.assert(
      fc.property(named, fc.bigInt(0n, 200n), fc.nat(), (all, lots, seed) => {
        const turned = all.map((_, index) => all[(index + seed) % all.length] as (typeof all)[number]).toReversed()
        expect(clearLots(turned, { lots, reserve: -5n })).toEqual(clearLots(all, { lots, reserve: -5n }))
      }),
    )
  })

  test('property: whole lots are off the exact shares by less than one', () => {
    fc.assert(
      fc.property(named, fc.bigInt(0n, 200n), (all, lots) => {
        const exact = clearBatch(
          all.map(({ price, lots: size }) => ({ price: Number(price), size: Number(size) })),
          { size: Number(lots), reserve: -20 },
        )
        const whole = clearLots(all, { lots, reserve: -20n })
        for (const [index, { id }] of all.entries())
          expect(Math.abs(Number(whole.fills.get(id) ?? 0n) - (exact.fills[index] as number))).toBeLessThan(1 + 1e-9)
        expect(Number(whole.clearingPrice ?? 99n)).toBe(exact.clearingPrice ?? 99)
      }),
    )
  })
})
