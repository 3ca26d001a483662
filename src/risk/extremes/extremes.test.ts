import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { filterGarch } from '../garch/filter.ts'
import { conditionalTail, fitConditionalExtremes } from './conditional-extremes.ts'
import { hillIndex, hillPath } from './hill.ts'
import { excessesOver, extremeTail, fitPeaksOverThreshold } from './peaks-over-threshold.ts'

const paretoLosses = (count: number, shape: number): number[] => {
  const generator = createPrng(6)
  return Array.from({ length: count }, () => (1 - nextUniform(generator)) ** -shape)
}

const model = { mean: 0.02, omega: 0.05, alpha: 0.08, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }

describe('peaks over threshold', () => {
  const tail = (shape: number) => ({ threshold: 10, losses: 1_000, exceedances: 100, fit: { shape, scale: 2 } })

  test('table: figures by hand, the limit at shape 0 included', () => {
    const heavy = extremeTail(tail(0.5), 0.99)
    // (100/1000/0.01)^0.5 = sqrt(10).
    expect(heavy.valueAtRisk).toEqual({ ok: true, value: expect.closeTo(10 + 4 * (Math.sqrt(10) - 1), 12) })
    expect(heavy.expectedShortfall).toEqual({ ok: true, value: expect.closeTo((10 + 4 * (Math.sqrt(10) - 1)) / 0.5 + (2 - 5) / 0.5, 12) })
    const plain = extremeTail(tail(0), 0.99)
    expect(plain.valueAtRisk).toEqual({ ok: true, value: expect.closeTo(10 + 2 * Math.log(10), 12) })
    expect(plain.expectedShortfall).toEqual({ ok: true, value: expect.closeTo(12 + 2 * Math.log(10), 12) })
    expect(extremeTail(tail(1e-9), 0.99).valueAtRisk).toEqual({ ok: true, value: expect.closeTo(10 + 2 * Math.log(10), 6) })
  })

  test('table: at, below and above the share of exceedances', () => {
    expect(extremeTail(tail(0.5), 0.9).valueAtRisk).toEqual({ ok: true, value: 10 })
    const refusal = { reason: 'belowThreshold', tailProbability: 0.101, exceedanceShare: 0.1 }
    expect(extremeTail(tail(0.5), 0.899)).toEqual({ valueAtRisk: { ok: false, refusal }, expectedShortfall: { ok: false, refusal } })
    expect(extremeTail(tail(0.5), 0.901).valueAtRisk.ok).toBe(true)
  })

  test('table: a tail without a mean has no expected shortfall, at a shape of 1 and above', () => {
    expect(extremeTail(tail(0.999), 0.99).expectedShortfall.ok).toBe(true)
    for (const shape of [1, 1.5]) {
      expect(extremeTail(tail(shape), 0.99).expectedShortfall).toEqual({ ok: false, refusal: { reason: 'infiniteMean', shape } })
      expect(extremeTail(tail(shape), 0.99).valueAtRisk.ok).toBe(true)
    }
  })

  test('property: ES is at least VaR and both grow with the confidence', () => {
    const confidence = fc.double({ min: 0.9, max: 0.99999, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: -0.45, max: 0.95, noNaN: true }), confidence, confidence, (shape, a, b) => {
        const [low, high] = [extremeTail(tail(shape), Math.min(a, b)), extremeTail(tail(shape), Math.max(a, b))]
        if (!low.valueAtRisk.ok || !high.valueAtRisk.ok || !low.expectedShortfall.ok || !high.expectedShortfall.ok)
          throw new Error('refused')
        expect(high.valueAtRisk.value).toBeGreaterThanOrEqual(low.valueAtRisk.value)
        expect(low.expectedShortfall.value).toBeGreaterThan(low.valueAtRisk.value)
        expect(high.expectedShortfall.value).toBeGreaterThanOrEqual(low.expectedShortfall.value)
      }),
    )
  })

  test('behavior: exceedances lie strictly above the threshold, and losses may be shifted and scaled', () => {
    expect(excessesOver([1, 5, 2, 3], 2)).toEqual(Float64Array.of(3, 1))
    const losses = paretoLosses(800, 0.3)
    const plain = fitPeaksOverThreshold(losses, 1.5)
    const moved = fitPeaksOverThreshold(
      losses.map((loss) => 1e-4 * loss - 0.02),
      1.5e-4 - 0.02,
    )
    if (!plain.ok || !moved.ok) throw new Error('refused')
    expect(moved.value.exceedances).toBe(plain.value.exceedances)
    const [a, b] = [extremeTail(plain.value, 0.999).valueAtRisk, extremeTail(moved.value, 0.999).valueAtRisk]
    expect(a.ok && b.ok && (b.value + 0.02) / 1e-4 / a.value).toBeCloseTo(1, 6)
    expect(fitPeaksOverThreshold(losses, 1e9)).toMatchObject({ ok: false, refusal: { reason: 'tooFewExcesses', found: 0 } })
  })

  test('error: losses, threshold, confidence', () => {
    expect(() => fitPeaksOverThreshold([], 1)).toThrow('losses')
    expect(() => fitPeaksOverThreshold([1, Number.NaN], 1)).toThrow('losses[1]')
    expect(() => fitPeaksOverThreshold([1], Infinity)).toThrow('threshold')
    expect(() => extremeTail(tail(0.5), 1)).toThrow('confidence')
  })
})

describe('hillIndex', () => {
  test('behavior: the exponent of a power law, whatever the unit', () => {
    const losses = paretoLosses(5_000, 0.5)
    const [plain, scaled] = [
      hillIndex(losses, 500),
      hillIndex(
        losses.map((loss) => 1e-6 * loss),
        500,
      ),
    ]
    expect(plain.ok && plain.value).toBeCloseTo(0.5, 1)
    expect(scaled.ok && scaled.value).toBeCloseTo((plain.ok && plain.value) || 0, 10)
  })

  test('table: ties, tails that are not positive, and counts', () => {
    expect(hillIndex([1, 2, 4], 2)).toEqual({ ok: true, value: expect.closeTo(1.5 * Math.log(2), 14) })
    expect(hillIndex([3, 3, 3], 2)).toEqual({ ok: true, value: 0 })
    expect(hillIndex([-1, 0, 2], 1)).toEqual({ ok: false, refusal: { reason: 'tailNotPositive', loss: 0 } })
    expect(() => hillIndex([1, 2], 2)).toThrow('tailCount: expected a whole number, from 1 to 1')
    expect(() => hillPath([1, 2, 3], [1, 0])).toThrow('tailCounts[1]')
    expect(() => hillIndex([1], 1)).toThrow('losses')
    expect(() => hillIndex([1, Infinity, 2], 1)).toThrow('losses[1]')
  })
})

describe('conditional extremes', () => {
  const generator = createPrng(8)
  const returns = Array.from({ length: 600 }, () => nextNormal(generator) / Math.sqrt(0.3 + nextUniform(generator)))

  test('behavior: it is the tail of the residuals at the next volatility', () => {
    const found = fitConditionalExtremes(returns, { model, tailCount: 60 })
    if (!found.ok) throw new Error('refused')
    const variances = filterGarch(returns, model)
    const residuals = returns.map((r, t) => -(r - model.mean) / Math.sqrt(variances[t] ?? 0))
    const direct = fitPeaksOverThreshold(residuals, residuals.toSorted((a, b) => b - a)[60] ?? 0)
    if (!direct.ok) throw new Error('refused')
    expect(found.value.residualTail).toEqual(direct.value)
    expect(found.value.residualTail.exceedances).toBe(60)
    const [scaled, plain] = [conditionalTail(found.value, 0.99), extremeTail(direct.value, 0.99)]
    if (!scaled.valueAtRisk.ok || !plain.valueAtRisk.ok || !scaled.expectedShortfall.ok || !plain.expectedShortfall.ok)
      throw new Error('refused')
    const volatility = Math.sqrt(variances[600] ?? 0)
    expect(scaled.valueAtRisk.value).toBeCloseTo(volatility * plain.valueAtRisk.value - model.mean, 12)
    expect(scaled.expectedShortfall.value).toBeCloseTo(volatility * plain.expectedShortfall.value - model.mean, 12)
    expect(conditionalTail(found.value, 0.5).valueAtRisk.ok).toBe(false)
  })

  test('behavior: returns that do not vary, or too short a tail, are refused; a count beyond the series throws', () => {
    expect(fitConditionalExtremes([0.02, 0.02, 0.02], { model, tailCount: 1 })).toEqual({
      ok: false,
      refusal: { reason: 'zeroVolatility', position: 0 },
    })
    expect(fitConditionalExtremes(returns, { model, tailCount: 3 })).toMatchObject({ ok: false, refusal: { reason: 'tooFewExcesses' } })
    expect(() => fitConditionalExtremes(returns, { model, tailCount: 600 })).toThrow('tailCount')
    expect(() => fitConditionalExtremes([1, Number.NaN, 2], { model, tailCount: 1 })).toThrow('returns[1]')
  })
})
