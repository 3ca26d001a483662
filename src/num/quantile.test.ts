import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantileRank } from './quantile.ts'

describe('quantile rank', () => {
  // At, just below and just above every whole product.
  test.each([
    [1, 0.99, 1],
    [100, 0.99, 99],
    [100, 0.9899, 99],
    [100, 0.9901, 100],
    [1_000, 0.99, 990],
    [1_000, 0.975, 975],
    [10, 0.7, 7],
    [10, 0.1, 1],
    [10, 0.0001, 1],
    [3, 1 / 3, 1],
    [1_440, 0.975, 1_404],
    // 100 * 0.55 is 55.00000000000001 in doubles.
    [100, 0.55, 55],
    [200, 0.55, 110],
  ])('table: of %i numbers at %f it is %i', (count, probability, rank) => {
    expect(quantileRank(count, probability)).toBe(rank)
  })

  test('property: for a probability in thousandths it is the exact ceiling, however the product is rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 999 }), (count, thousandths) => {
        const exact = Number((BigInt(count) * BigInt(thousandths) + 999n) / 1_000n)
        expect(quantileRank(count, thousandths / 1_000)).toBe(exact)
      }),
      { numRuns: 5_000 },
    )
  })

  test('property: one more number moves it up by one place or not at all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (count, probability) => {
        const step = quantileRank(count + 1, probability) - quantileRank(count, probability)
        expect(step === 0 || step === 1).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('error: no numbers, or a probability that is none', () => {
    expect(() => quantileRank(0, 0.5)).toThrow('at least one number')
    for (const probability of [0, 1, -0.1, 1.1, Number.NaN]) expect(() => quantileRank(5, probability)).toThrow('between 0 and 1')
  })
})
