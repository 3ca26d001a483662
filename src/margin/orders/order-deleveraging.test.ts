import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Side } from '../../market/instrument.ts'
import { deleverageOrders } from './order-deleveraging.ts'

const order = (side: Side, size: number, price: number) => ({ side, size, price })
const sells = [order('sell', 5, 2_150), order('sell', 3, 2_100), order('sell', 3, 2_200)]
const buy = order('buy', 2, 1_900)

test.each([
  ['a long keeps the sells nearest the market', 10, [buy, ...sells], [sells[0], sells[1]]],
  ['as many as the position is exactly', 11, sells, sells],
  ['one less and the most passive goes', 10.99, sells, [sells[0], sells[1]]],
  ['a short keeps its buys', -2, [buy, ...sells], [buy]],
  ['of buys the lowest bid is the most passive', -2, [buy, order('buy', 2, 1_950)], [order('buy', 2, 1_950)]],
  ['of equally passive ones the later goes', 5, [order('sell', 4, 9), order('sell', 3, 9)], [order('sell', 4, 9)]],
  ['an order larger than the position goes', 4, [sells[0] ?? buy], []],
  ['no position keeps none', 0, [buy, ...sells], []],
  ['no orders', 10, [], []],
])('table: %s', (_name, position, orders, left) => {
  expect(deleverageOrders(position, orders).left).toEqual(left)
})

test('property: every order is on one side of the cut, and what is left cannot turn the position', () => {
  const orders = fc.array(
    fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      size: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 90, max: 99 }),
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 20 }), orders, (position, given) => {
      const { cancelled, left } = deleverageOrders(position, given)
      expect(cancelled.length + left.length).toBe(given.length)
      expect(left.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(Math.abs(position))
      expect(left.every(({ side }) => (side === 'sell' ? position > 0 : position < 0))).toBe(true)
    }),
  )
})
