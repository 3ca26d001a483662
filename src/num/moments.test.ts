import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covarianceOf, excessKurtosisOf, meanOf, skewnessOf, varianceOf } from './moments.ts'

test.each([
  [[1, 2, 3], 2, 1, 0, -1.5],
  [[5], 5, undefined, 0, 0],
  [[4, 4, 4], 4, 0, 0, 0],
  [[0, 0, 0, 10], 2.5, 25, 1.1547005383792515, -2 / 3],
])('moments of %j', (values, mean, variance, skewness, kurtosis) => {
  expect(meanOf(values)).toBe(mean)
  if (variance !== undefined) expect(varianceOf(values)).toBe(variance)
  expect(skewnessOf(values)).toBeCloseTo(skewness, 14)
  expect(excessKurtosisOf(values)).toBeCloseTo(kurtosis, 14)
})

test('keeps the digits of values far from zero', () => {
  expect(varianceOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30)
})

test('property: variance is indifferent to place and quadratic in scale', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2 }), fc.integer({ min: -9, max: 9 }), (values, by) => {
      const moved = values.map((value) => by * value + 77)
      expect(varianceOf(moved)).toBeCloseTo(by * by * varianceOf(values), 4)
      expect(covarianceOf(values, moved)).toBeCloseTo(by * varianceOf(values), 4)
    }),
  )
})

test('names what is wrong', () => {
  expect(() => meanOf([])).toThrow('values: expected at least 1 numbers')
  expect(() => varianceOf([1])).toThrow('first: expected at least 2 numbers')
  expect(() => covarianceOf([1, 2], [1])).toThrow('second: expected 2 items')
  expect(() => meanOf([1, Number.NaN])).toThrow('values[1]')
})
