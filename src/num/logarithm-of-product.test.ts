import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logarithmOfProduct } from './logarithm-of-product.ts'

describe('logarithmOfProduct', () => {
  test('property: it is the sum of the logarithms', () => {
    const numbers = fc.array(fc.double({ min: -200, max: 200, noNaN: true }), { maxLength: 200 })
    fc.assert(
      fc.property(numbers, (exponents) => {
        const values = Float64Array.from(exponents, (exponent) => Math.exp(exponent))
        const sum = values.reduce((total, value) => total + Math.log(value), 0)
        const size = values.reduce((total, value) => total + Math.abs(Math.log(value)), 0)
        expect(Math.abs(logarithmOfProduct(values, values.length) - sum)).toBeLessThanOrEqual(1e-14 * (size + values.length))
      }),
    )
  })

  test('table: extremes neither over- nor underflow, and only the first numbers count', () => {
    expect(logarithmOfProduct(new Float64Array(64).fill(1e100), 64)).toBeCloseTo(6400 * Math.LN10, 8)
    expect(logarithmOfProduct(new Float64Array(63).fill(1e-100), 63)).toBeCloseTo(-6300 * Math.LN10, 8)
    expect(logarithmOfProduct(Float64Array.of(2, 3, 0.5), 1)).toBeCloseTo(Math.LN2, 15)
    expect(logarithmOfProduct(new Float64Array(0), 0)).toBe(0)
    // What was multiplied before a wild block still counts.
    const mixed = Float64Array.from({ length: 96 }, (_, i) => (i < 64 ? 3 : 1e100))
    expect(logarithmOfProduct(mixed, 96)).toBeCloseTo(64 * Math.log(3) + 3200 * Math.LN10, 8)
  })

  test('error: more numbers than there are', () => {
    expect(() => logarithmOfProduct(Float64Array.of(1), 2)).toThrow('as many numbers')
  })
})
