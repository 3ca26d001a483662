import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weightScale, wholeWeight } from './whole-weights.ts'

const most = 2 ** 49

it.each([
  ['one and two thirds of the room', [2, 1], 2 ** 47],
  ['exactly all the room there is', [2 ** 48, 2 ** 48], 1],
  ['half of it', [2 ** 48], 2],
  ['a unit more than there is', [2 ** 49, 1], 0.5],
  ['eight times as much', [2 ** 52], 1 / 8],
  ['a fraction', [0.25], 2 ** 51],
  ['nothing', [0, 0], 0],
  ['nobody', [], 0],
])('table: %s', (_name, weights, scale) => {
  expect(weightScale(Float64Array.from(weights))).toBe(scale)
})

it.each([[[Infinity]], [[1e308, 1e308]], [[Number.NaN]]])('error: weights of %s are no weights', (weights) => {
  expect(() => weightScale(Float64Array.from(weights))).toThrow('weights are finite numbers')
})

it.each([
  [0.3, 10, 3],
  [0.25, 10, 3],
  [0.24, 10, 2],
  [1e-9, 1, 1],
  [0, 10, 0],
])('table: %s times %s is %s', (weight, scale, whole) => {
  expect(wholeWeight(weight, scale)).toBe(whole)
})

it('property: scaled weights take more than half of the room and never more than all of it', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-12, max: 1e18, noNaN: true }), { minLength: 1, maxLength: 30 }), (weights) => {
      const sum = weights.reduce((all, weight) => all + weight, 0) * weightScale(Float64Array.from(weights))
      expect(sum).toBeLessThanOrEqual(most)
      expect(sum).toBeGreaterThan(most / 2)
    }),
  )
})
