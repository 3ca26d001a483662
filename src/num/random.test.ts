import { expect, test } from 'vitest'
import { createPrng } from '../base/prng.ts'
import { excessKurtosisOf, meanOf, varianceOf } from './moments.ts'
import { nextIndex, nextNormal, resample } from './random.ts'

test('normal numbers have the moments of a normal distribution', () => {
  const generator = createPrng(11)
  const draws = Float64Array.from({ length: 50_000 }, () => nextNormal(generator))
  // Four standard errors each.
  expect(Math.abs(meanOf(draws))).toBeLessThan(4 / Math.sqrt(50_000))
  expect(Math.abs(varianceOf(draws) - 1)).toBeLessThan(4 * Math.sqrt(2 / 50_000))
  expect(Math.abs(excessKurtosisOf(draws))).toBeLessThan(4 * Math.sqrt(24 / 50_000))
})

test('indices reach both ends and nothing beyond', () => {
  const generator = createPrng(3)
  const seen = new Set(Array.from({ length: 500 }, () => nextIndex(generator, 6)))
  expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
})

test('a resample holds only values that were there, the same for the same seed', () => {
  const values = [1, 2, 3, 4, 5]
  const sample = resample(values, createPrng(5))
  expect(sample).toEqual(resample(values, createPrng(5)))
  expect(sample.every((value) => values.includes(value))).toBe(true)
})
