import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { divideDown, divideUp, exactFraction, magnitude } from './exact-fraction.ts'

test.each([
  [6n, -4n, -3n, 2n],
  [0n, 7n, 0n, 1n],
  [-6n, -3n, 2n, 1n],
])('table: %s / %s in lowest terms', (over, under, numerator, denominator) => {
  expect(exactFraction(over, under)).toEqual({ numerator, denominator })
})

test('error: nothing is divided by 0', () => {
  expect(() => exactFraction(1n, 0n)).toThrow(InvariantError)
})

test('property: rounding down and up are a unit apart unless the division is exact', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -1_000n, max: 1_000n }), fc.bigInt({ min: 1n, max: 50n }), (dividend, divisor) => {
      const [down, up] = [divideDown(dividend, divisor), divideUp(dividend, divisor)]
      expect(down * divisor <= dividend && dividend <= up * divisor).toBe(true)
      expect(up - down).toBe(dividend % divisor === 0n ? 0n : 1n)
      expect(magnitude(dividend) >= 0n).toBe(true)
    }),
  )
})
