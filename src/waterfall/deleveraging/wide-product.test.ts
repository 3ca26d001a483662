import fc from 'fast-check'
import { expect, it } from 'vitest'
import { largestFactor, quotientOfProduct, reachesProduct, remainderOfProduct } from './wide-product.ts'

const factor = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: largestFactor }), fc.constant(largestFactor))

it('property: quotients and remainders of products are those of exact arithmetic', () => {
  fc.assert(
    fc.property(factor, factor, factor, (first, second, third) => {
      const divisor = Math.max(1, second, third)
      const quotient = quotientOfProduct([first, second], divisor)
      expect(BigInt(quotient)).toBe((BigInt(first) * BigInt(second)) / BigInt(divisor))
      expect(BigInt(remainderOfProduct([first, second], divisor, quotient))).toBe((BigInt(first) * BigInt(second)) % BigInt(divisor))
    }),
  )
})

it('property: products are compared exactly, also where their floats are equal', () => {
  fc.assert(
    fc.property(factor, factor, fc.integer({ min: -2, max: 2 }), (first, second, off) => {
      const [other, same] = [Math.min(largestFactor, Math.max(0, first + off)), second]
      expect(reachesProduct([first, second], [same, other])).toBe(BigInt(first) * BigInt(second) >= BigInt(same) * BigInt(other))
    }),
  )
})

it('table: products that differ by one unit in a hundred bits', () => {
  const [big, less] = [largestFactor - 1, largestFactor - 2]
  expect(big * big).toBe(less * largestFactor + 0)
  expect(reachesProduct([big, big], [less, largestFactor])).toBe(true)
  expect(reachesProduct([less, largestFactor], [big, big])).toBe(false)
})

it('error: nothing is divided by 0', () => {
  expect(() => quotientOfProduct([1, 1], 0)).toThrow('divided by something above 0')
})
