import { expect, test } from 'vitest'
import { largestOrders, priceBand } from './order-limits.ts'

test.each([
  ['a short may buy beyond itself', -900, { buy: 1_900, sell: 100 }],
  ['at the limit nothing more of its side', 1_000, { buy: 0, sell: 2_000 }],
  ['above it nothing more either', 1_200, { buy: 0, sell: 2_200 }],
  ['without a position the limit either way', 0, { buy: 1_000, sell: 1_000 }],
])('table: %s', (_name, position, sizes) => {
  expect(largestOrders(position, 1_000)).toEqual(sizes)
})

test('behavior: a band is as wide above the mark as below', () => {
  expect(priceBand(100, 0.05)).toEqual({ least: 95, most: 105 })
})
