import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addToSum, clearSum, compensatedSum, createSum, totalOf } from './compensated-sum.ts'

describe('compensated sum', () => {
  test.each([
    [[], 0],
    [[0.1], 0.1],
    [[1e16, 1, -1e16], 1],
    [[1, 1e100, 1, -1e100], 2],
    [Array.from({ length: 10 }, () => 0.1), 1],
  ])('table: %j sums to %f', (terms, expected) => {
    expect(compensatedSum(terms)).toBe(expected)
  })

  test('property: what is added and taken away again leaves the rest', () => {
    const term = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(term), term, (terms, kept) => {
        const sum = createSum()
        addToSum(sum, kept)
        for (const value of terms) addToSum(sum, value)
        for (const value of terms) addToSum(sum, -value)
        expect(Math.abs(totalOf(sum) - kept)).toBeLessThanOrEqual(1e-20 * terms.length + Number.EPSILON * Math.abs(kept))
      }),
    )
  })

  test('behavior: cleared, it starts again from nothing', () => {
    const sum = createSum()
    addToSum(sum, 1e16)
    addToSum(sum, 0.5)
    clearSum(sum)
    expect(totalOf(sum)).toBe(0)
  })
})
