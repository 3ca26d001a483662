import { expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { InvariantError } from '../../base/assert.ts'
import { biddersOf, reservePrice } from './reserve-price.ts'

test.each([
  [0, 60_000],
  [0.05, 57_000],
  [1, 0],
])('table: the reserve at a largest discount of %f', (discount, reserve) => {
  expect(reservePrice(60_000, discount)).toBe(reserve)
})

test('error: a discount that is no fraction, an index that is no number', () => {
  expect(() => reservePrice(1, -0.01)).toThrow(InvariantError)
  expect(() => reservePrice(1, 1.01)).toThrow(InvariantError)
  expect(() => reservePrice(Number.NaN, 0)).toThrow(ArgumentError)
})

test('behavior: accounts of one owner are one bidder', () => {
  expect(biddersOf([])).toBe(0)
  expect(biddersOf([{ group: 'a' }, { group: 'b' }, { group: 'a' }])).toBe(2)
})
