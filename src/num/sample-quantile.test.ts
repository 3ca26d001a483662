import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantileRank } from './quantile.ts'
import { sampleQuantile, type QuantileKind } from './sample-quantile.ts'

const kinds: readonly QuantileKind[] = ['samplePoint', 'weibull', 'linear', 'medianUnbiased']

describe('sampleQuantile', () => {
  // Columns: kind, probability, the quantile of 1, 2, 4, 8 as R's quantile() gives it for types 1, 6, 7, 8.
  test.each([
    ['samplePoint', 0.25, 1],
    ['samplePoint', 0.26, 2],
    ['samplePoint', 0.5, 2],
    ['samplePoint', 0.99, 8],
    ['weibull', 0.5, 3],
    ['weibull', 0.1, 1],
    ['weibull', 0.7, 6],
    ['linear', 0.5, 3],
    ['linear', 0.9, 6.8],
    ['medianUnbiased', 0.5, 3],
    ['medianUnbiased', 0.8, 7.2],
  ] as const)('table: %s at %f is %f', (kind, probability, expected) => {
    expect(sampleQuantile([1, 2, 4, 8], probability, kind)).toBeCloseTo(expected, 12)
  })

  test('property: the sample point is the one of its rank, whatever the rounding of count times probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 999 }), (count, mille) => {
        const ascending = Array.from({ length: count }, (_, i) => i + 1)
        expect(sampleQuantile(ascending, mille / 1_000, 'samplePoint')).toBe(quantileRank(count, mille / 1_000))
      }),
    )
  })

  test('property: every kind stays within the sample and grows with the probability', () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), probability, probability, (values, a, b) => {
        const ascending = values.toSorted((x, y) => x - y)
        for (const kind of kinds) {
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => sampleQuantile(ascending, p, kind)) as [number, number]
          expect(low).toBeLessThanOrEqual(high + 1e-12)
          expect(low).toBeGreaterThanOrEqual((ascending[0] ?? 0) - 1e-12)
          expect(high).toBeLessThanOrEqual((ascending.at(-1) ?? 0) + 1e-12)
        }
      }),
    )
  })

  test('error: nothing to take from, not finite, no probability', () => {
    expect(() => sampleQuantile([], 0.5, 'linear')).toThrow('ascending: expected at least 1 numbers')
    expect(() => sampleQuantile([1, Number.NaN], 0.5, 'linear')).toThrow('ascending[1]')
    for (const p of [0, 1, Number.NaN]) expect(() => sampleQuantile([1], p, 'linear')).toThrow('probability')
  })
})
