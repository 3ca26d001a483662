import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { takeCollateral } from './take-collateral.ts'

const auction = { due: 110n, lot: 40n }
const order = { wanted: 11n, price: 5n, highest: 5n, leastLeft: 22n }

describe('taking collateral', () => {
  test.each([
    ['a part', {}, { slice: 11n, paid: 55n, returned: 0n, unpaid: 0n, left: { due: 55n, lot: 29n } }],
    ['more than pays the debt', { wanted: 25n }, { slice: 22n, paid: 110n, returned: 18n, unpaid: 0n, left: undefined }],
    ['one unit more than is due', { wanted: 22n, due: 109n }, { slice: 21n, paid: 109n, returned: 19n, left: undefined }],
    ['just what pays it', { wanted: 22n }, { slice: 22n, paid: 110n, returned: 18n, unpaid: 0n, left: undefined }],
    ['so much that too little would be left', { wanted: 18n }, { slice: 17n, paid: 88n, left: { due: 22n, lot: 23n } }],
    ['so much that just enough is left', { wanted: 17n, leastLeft: 25n }, { slice: 17n, paid: 85n, left: { due: 25n, lot: 23n } }],
    ['all of it below the debt', { wanted: 99n, price: 2n }, { slice: 40n, paid: 80n, returned: 0n, unpaid: 30n, left: undefined }],
    [
      'all of it, with less unpaid than may be left behind',
      { wanted: 40n, price: 2n, due: 100n },
      { slice: 40n, paid: 80n, unpaid: 20n, left: undefined },
    ],
    ['all of it at just the debt', { wanted: 40n, price: 2n, due: 80n }, { slice: 40n, paid: 80n, unpaid: 0n, left: undefined }],
  ])('table: %s', (_name, changes, sold) => {
    const { due = auction.due, ...changed } = changes as { due?: bigint }
    expect(takeCollateral({ ...auction, due }, { ...order, ...changed })).toMatchObject({ ok: true, value: sold })
  })

  test.each([
    ['above the highest price, whatever else', { highest: 4n, due: 22n, wanted: 1n }, 'tooExpensive'],
    ['a part of what must go as a whole', { due: 22n, wanted: 1n }, 'noPartialPurchase'],
  ])('table: refuses %s', (_name, { due, ...changed }, refusal) => {
    expect(takeCollateral({ ...auction, due }, { ...order, ...changed })).toEqual({ ok: false, refusal })
  })

  test('error: nothing to sell, to raise or to pay', () => {
    expect(() => takeCollateral({ due: 0n, lot: 1n }, order)).toThrow(InvariantError)
    expect(() => takeCollateral({ due: 1n, lot: 0n }, order)).toThrow(InvariantError)
    expect(() => takeCollateral(auction, { ...order, wanted: 0n })).toThrow(InvariantError)
    expect(() => takeCollateral(auction, { ...order, price: 0n })).toThrow(InvariantError)
  })

  test('property: nothing is lost, nobody pays above the price, and no dust is left', () => {
    const sizes = fc.bigInt(1n, 500n)
    fc.assert(
      fc.property(sizes, sizes, sizes, fc.record({ price: fc.bigInt(1n, 30n), leastLeft: fc.bigInt(0n, 60n) }), (due, lot, wanted, at) => {
        const result = takeCollateral({ due, lot }, { wanted, highest: at.price, ...at })
        if (!result.ok) {
          expect(due <= at.leastLeft).toBe(true)
          return
        }
        const { slice, paid, returned, unpaid, left } = result.value
        expect(slice + returned + (left?.lot ?? 0n)).toBe(lot)
        expect(paid + unpaid + (left?.due ?? 0n)).toBe(due)
        expect(slice <= wanted).toBe(true)
        // What is cut to what is owed is rounded down: the buyer pays less than one minor unit's price too much, and never gets it free.
        expect(paid - slice * at.price < at.price && slice * at.price <= paid).toBe(true)
        if (left !== undefined && due > at.leastLeft) expect(left.due >= at.leastLeft).toBe(true)
      }),
    )
  })
})
