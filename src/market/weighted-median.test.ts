import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cappedShares, weightedMedian } from './weighted-median.ts'

const equal = (values: readonly number[]) => values.map((value) => ({ value, weight: 1 }))

describe('weightedMedian', () => {
  test.each([
    ['one', equal([7]), 7],
    ['three', equal([100, 1, 2]), 2],
    ['four: halfway between the middle two', equal([4, 1, 100, 2]), 3],
    ['one that outweighs the rest', [...equal([1, 2, 3]), { value: 9, weight: 4 }], 9],
    ['one that weighs as much as the rest', [...equal([1, 2, 3]), { value: 9, weight: 3 }], 6],
    ['three equal shares of a whole', [1, 2, 3].map((value) => ({ value, weight: 1 / 3 })), 2],
    ['six equal shares of a whole', [6, 5, 4, 3, 2, 1].map((value) => ({ value, weight: 1 / 6 })), 3.5],
  ])('table: %s', (_name, values, expected) => {
    expect(weightedMedian(values)).toBe(expected)
  })

  test('error: no value, or one without weight', () => {
    expect(() => weightedMedian([])).toThrow('one value or more')
    expect(() => weightedMedian([{ value: 1, weight: 0 }])).toThrow('weight')
  })
})

describe('cappedShares', () => {
  test('table: shares in proportion, unless a few would hold half', () => {
    expect(cappedShares([5])).toEqual([1])
    expect(cappedShares([1, 3])).toEqual([0.25, 0.75])
    expect(cappedShares([1, 1, 98])).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.3, 12), expect.closeTo(0.4, 12)])
    expect(cappedShares([3, 4, 3])).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.4, 12), expect.closeTo(0.3, 12)])
  })

  test('property: they sum to one, keep their order, and any minority holds less than half', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 }), (weights) => {
        const shares = cappedShares(weights)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
        const heaviest = shares.toSorted((a, b) => b - a).slice(0, Math.floor((weights.length - 1) / 2))
        expect(heaviest.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.5)
        for (const [i, weight] of weights.entries())
          for (const [j, other] of weights.entries())
            if (weight > other) expect(shares[i]).toBeGreaterThanOrEqual((shares[j] as number) - 1e-15)
      }),
    )
  })
})
