import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { normalTail, studentTTail } from './parametric.ts'
import { fitStudentT } from './student-t-fit.ts'

const confidence = fc.constantFrom(0.6, 0.9, 0.975, 0.99, 0.9999)

describe('parametric tails', () => {
  test('table: standard values', () => {
    expect(normalTail({ mean: 0, standardDeviation: 1 }, 0.99).valueAtRisk).toBeCloseTo(2.3263478740408408, 13)
    expect(normalTail({ mean: 0, standardDeviation: 1 }, 0.975).expectedShortfall).toBeCloseTo(2.337802792201414, 12)
    // At two degrees of freedom and a bit the scale is small and the shortfall large; at very many it is normal.
    const wide = studentTTail({ mean: 0, standardDeviation: 1, degreesOfFreedom: 1e7 }, 0.99)
    expect(wide.valueAtRisk).toBeCloseTo(2.32634787, 5)
    expect(wide.expectedShortfall).toBeCloseTo(2.66521422, 5)
  })

  test('property: ES is the mean of VaR over the tail, by quadrature', () => {
    for (const degreesOfFreedom of [2.5, 4, 30]) {
      const of = { mean: 0.01, standardDeviation: 0.03, degreesOfFreedom }
      const points = 20_000
      let sum = 0
      // The tail in the square root of the probability, where the quantile is tame.
      for (let i = 0; i < points; i++) {
        const root = (i + 0.5) / points
        sum += studentTTail(of, 1 - 0.05 * root * root * root).valueAtRisk * 3 * root * root
      }
      expect(sum / points).toBeCloseTo(studentTTail(of, 0.95).expectedShortfall, 4)
    }
  })

  test('property: ES exceeds VaR, both scale and shift, and grow with the confidence', () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.double({ min: 2.01, max: 50, noNaN: true }),
        confidence,
        (mean, standardDeviation, degreesOfFreedom, level) => {
          for (const tail of [
            (of: { mean: number; standardDeviation: number }, at: number) => normalTail(of, at),
            (of: { mean: number; standardDeviation: number }, at: number) => studentTTail({ ...of, degreesOfFreedom }, at),
          ]) {
            const found = tail({ mean, standardDeviation }, level)
            expect(found.expectedShortfall).toBeGreaterThan(found.valueAtRisk)
            const unit = tail({ mean: 0, standardDeviation: 1 }, level)
            expect(found.valueAtRisk).toBeCloseTo(standardDeviation * unit.valueAtRisk - mean, 9)
            expect(found.expectedShortfall).toBeCloseTo(standardDeviation * unit.expectedShortfall - mean, 9)
            expect(tail({ mean, standardDeviation }, level + (1 - level) / 2).valueAtRisk).toBeGreaterThan(found.valueAtRisk)
          }
        },
      ),
    )
  })

  test('error: parameters and confidence', () => {
    expect(() => normalTail({ mean: Number.NaN, standardDeviation: 1 }, 0.9)).toThrow('mean')
    expect(() => normalTail({ mean: 0, standardDeviation: -1 }, 0.9)).toThrow('standardDeviation')
    expect(() => normalTail({ mean: 0, standardDeviation: 1 }, 0)).toThrow('confidence')
    for (const degreesOfFreedom of [2, 0, Infinity])
      expect(() => studentTTail({ mean: 0, standardDeviation: 1, degreesOfFreedom }, 0.9)).toThrow('degreesOfFreedom')
  })
})

describe('fitStudentT', () => {
  /** Student t with few degrees of freedom as normals over the root of a mean of squares. */
  const sample = (count: number, freedom: number): number[] => {
    const generator = createPrng(3)
    return Array.from({ length: count }, () => {
      let squares = 0
      for (let k = 0; k < freedom; k++) squares += nextNormal(generator) ** 2
      return 0.01 + (0.02 * nextNormal(generator)) / Math.sqrt(squares / freedom)
    })
  }

  test('behavior: finds what a sample was drawn from, in any unit', () => {
    const returns = sample(4_000, 5)
    const fit = fitStudentT(returns)
    const large = fitStudentT(returns.map((r) => 1e4 * r))
    expect(fit).toMatchObject({ ok: true, value: { converged: true, atBound: undefined } })
    if (!fit.ok || !large.ok) return
    expect(fit.value.degreesOfFreedom).toBeGreaterThan(4)
    expect(fit.value.degreesOfFreedom).toBeLessThan(6.2)
    expect(fit.value.mean).toBeCloseTo(0.01, 2)
    expect(large.value.degreesOfFreedom).toBeCloseTo(fit.value.degreesOfFreedom, 3)
    expect(large.value.standardDeviation / 1e4).toBeCloseTo(fit.value.standardDeviation, 6)
  })

  test('behavior: says when the tail is heavier than any with a variance, or normal', () => {
    expect(fitStudentT(sample(500, 1))).toMatchObject({ ok: true, value: { degreesOfFreedom: 2.01, atBound: 'heavy' } })
    const generator = createPrng(9)
    const uniform = Array.from({ length: 500 }, (_, i) => i / 500 + 1e-9 * nextNormal(generator))
    expect(fitStudentT(uniform)).toMatchObject({ ok: true, value: { degreesOfFreedom: 1_000, atBound: 'normal' } })
  })

  test('error: too few, not finite; constant returns are refused', () => {
    expect(() => fitStudentT([1, 2, 3])).toThrow('returns: expected at least 10')
    expect(() => fitStudentT([...sample(20, 5), Number.NaN])).toThrow('returns[20]')
    expect(fitStudentT(Array.from({ length: 30 }, () => 0.1))).toEqual({ ok: false, refusal: { reason: 'constantSeries' } })
  })
})
