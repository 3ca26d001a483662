import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalTail } from './parametric.ts'
import {
  cornishFisherExpansion,
  cornishFisherQuantile,
  cornishFisherTail,
  fourMomentsOf,
  isCornishFisherMonotone,
} from './cornish-fisher.ts'

describe('cornishFisherTail', () => {
  test('behavior: without skewness and kurtosis it is the normal tail', () => {
    const of = { mean: 0.01, standardDeviation: 0.02, skewness: 0, excessKurtosis: 0 }
    const normal = normalTail(of, 0.99)
    const found = cornishFisherTail(of, 0.99)
    expect(found.ok && found.value.valueAtRisk).toBeCloseTo(normal.valueAtRisk, 14)
    expect(found.ok && found.value.expectedShortfall).toBeCloseTo(normal.expectedShortfall, 14)
    expect(found.ok && found.value.edgeworthExpectedShortfall).toBeCloseTo(normal.expectedShortfall, 14)
  })

  test('property: ES is the mean of the quantile over the tail', () => {
    const of = { mean: 0, standardDeviation: 1, skewness: -0.4, excessKurtosis: 1.5 }
    const points = 4_000
    let sum = 0
    for (let i = 0; i < points; i++) {
      const root = (i + 0.5) / points
      sum += cornishFisherExpansion(of, 1 - 0.05 * root * root * root).valueAtRisk * 3 * root * root
    }
    expect(sum / points).toBeCloseTo(cornishFisherExpansion(of, 0.95).expectedShortfall, 4)
  })

  test('property: the Edgeworth ES is the mean under its density beyond the quantile, by quadrature', () => {
    const of = { mean: 0, standardDeviation: 1, skewness: -0.4, excessKurtosis: 1.5 }
    const { quantile, edgeworthExpectedShortfall } = cornishFisherExpansion(of, 0.95)
    const [s, k] = [of.skewness, of.excessKurtosis]
    const points = 40_000
    const step = 12 / points
    let sum = 0
    for (let i = 0; i < points; i++) {
      const z = quantile - (i + 0.5) * step
      const [h3, h4] = [z ** 3 - 3 * z, z ** 4 - 6 * z ** 2 + 3]
      const h6 = z ** 6 - 15 * z ** 4 + 45 * z ** 2 - 15
      const density = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * (1 + (s * h3) / 6 + (k * h4) / 24 + (s * s * h6) / 72)
      sum -= z * density * step
    }
    expect(edgeworthExpectedShortfall).toBeCloseTo(sum / 0.05, 5)
  })

  test('property: the domain is where the quantile grows everywhere', () => {
    const skewness = fc.double({ min: -3, max: 3, noNaN: true })
    fc.assert(
      fc.property(skewness, fc.double({ min: -2, max: 12, noNaN: true }), (s, k) => {
        const of = { skewness: s, excessKurtosis: k }
        let least = Infinity
        for (let z = -40; z < 40; z += 0.05) least = Math.min(least, cornishFisherQuantile(z + 0.05, of) - cornishFisherQuantile(z, of))
        if (isCornishFisherMonotone(of)) expect(least).toBeGreaterThanOrEqual(-1e-9)
        // A dip narrower than the steps may hide, so only a clear one is held against it.
        if (least < -1e-6) expect(isCornishFisherMonotone(of)).toBe(false)
      }),
    )
  })

  test('table: at the edges of the domain', () => {
    expect(isCornishFisherMonotone({ skewness: 0, excessKurtosis: 0 })).toBe(true)
    expect(isCornishFisherMonotone({ skewness: 0, excessKurtosis: 8 })).toBe(true)
    expect(isCornishFisherMonotone({ skewness: 0, excessKurtosis: 8.001 })).toBe(false)
    expect(isCornishFisherMonotone({ skewness: 0, excessKurtosis: -0.001 })).toBe(false)
    const refused = cornishFisherTail({ mean: 0, standardDeviation: 1, skewness: -1, excessKurtosis: 20 }, 0.99)
    expect(refused).toEqual({ ok: false, refusal: { reason: 'quantileNotMonotone', skewness: -1, excessKurtosis: 20 } })
  })

  test('behavior: constant returns have no moments', () => {
    expect(fourMomentsOf([0.1, 0.1, 0.1])).toEqual({ ok: false, refusal: { reason: 'constantSeries' } })
    expect(fourMomentsOf([-1, 1])).toEqual({ ok: true, value: { mean: 0, standardDeviation: 1, skewness: 0, excessKurtosis: -2 } })
  })

  test('error: moments, returns, confidence', () => {
    const of = { mean: 0, standardDeviation: 1, skewness: 0, excessKurtosis: 0 }
    expect(() => fourMomentsOf([1])).toThrow('returns: expected at least 2')
    expect(() => fourMomentsOf([1, Number.NaN])).toThrow('returns[1]')
    expect(() => cornishFisherTail({ ...of, standardDeviation: 0 }, 0.9)).toThrow('standardDeviation')
    expect(() => cornishFisherTail({ ...of, skewness: Number.NaN }, 0.9)).toThrow('skewness')
    expect(() => cornishFisherTail(of, 1)).toThrow('confidence')
  })
})
