import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fewestCancelled } from './fewest-cancelled.ts'

const over = (limit: number) => (left: readonly number[]) => left.reduce((sum, order) => sum + order, 0) - limit

test.each([
  ['nothing is missing', 80, [], [10, 40, 30]],
  ['a little is missing: the one that frees most', 79, [40], [10, 30]],
  ['what it frees exactly', 40, [40], [10, 30]],
  ['a little more takes two', 39, [40, 30], [10]],
  ['all', 0, [40, 30, 10], []],
  ['all are not enough: all go', -1, [40, 30, 10], []],
])('table: %s', (_name, limit, cancelled, left) => {
  expect(fewestCancelled([10, 40, 30], over(limit))).toMatchObject({ cancelled, left })
})

test('table: of orders that free the same the later goes', () => {
  const orders = ['first', 'second', 'third'].map((name) => ({ name, frees: 10 }))
  const { cancelled } = fewestCancelled(orders, (left) => 10 * left.length - 20)
  expect(cancelled.map(({ name }) => name)).toEqual(['third'])
})

test('behavior: orders that free nothing stay', () => {
  expect(fewestCancelled([0, 50, 0], over(20))).toEqual({ cancelled: [50], left: [0, 0], shortBy: -20 })
})

test('behavior: an order that frees most alone stays where others that must go anyway are enough', () => {
  // A pair asks for the larger of both sides: buys of 6 and 5 against sells of 10.
  const orders = [
    { buy: 6, sell: 0 },
    { buy: 5, sell: 0 },
    { buy: 0, sell: 10 },
  ]
  const shortBy = (left: readonly (typeof orders)[number][]): number =>
    Math.max(
      left.reduce((sum, { buy }) => sum + buy, 0),
      left.reduce((sum, { sell }) => sum + sell, 0),
    ) - 6
  const { cancelled, left } = fewestCancelled(orders, shortBy)
  expect(shortBy(left)).toBeLessThanOrEqual(0)
  for (const order of cancelled) expect(shortBy([...left, order])).toBeGreaterThan(0)
})

test('property: with margins that add up the fewest orders go, and none needlessly', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 10 }), fc.integer({ min: 0, max: 500 }), (orders, limit) => {
      const { cancelled, left, shortBy } = fewestCancelled(orders, over(limit))
      expect(shortBy).toBe(over(limit)(left))
      expect(shortBy).toBeLessThanOrEqual(0)
      expect([...cancelled, ...left].toSorted((a, b) => a - b)).toEqual(orders.toSorted((a, b) => a - b))
      for (const order of cancelled) expect(over(limit)([...left, order])).toBeGreaterThan(0)
      const largest = orders.toSorted((a, b) => b - a).slice(0, Math.max(0, cancelled.length - 1))
      if (cancelled.length > 0) expect(over(limit)(orders) - largest.reduce((sum, order) => sum + order, 0)).toBeGreaterThan(0)
    }),
  )
})
