import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { matrixOf, zeroMatrix } from '../../num/matrix.ts'
import { normalSurvival } from '../../num/normal.ts'
import { nextNormal } from '../../num/random.ts'
import { historicalTail } from '../tail/historical.ts'
import { deltaGammaCornishFisher, deltaGammaExpansion, deltaGammaLoss, deltaGammaTail } from './delta-gamma.ts'
import { deltaNormal } from './delta-normal.ts'
import { meanProduct } from './ewma-covariance.ts'
import { expectedExcess, survivalOf } from './quadratic-form.ts'

// Whole thousandths: products of numbers next to nothing make portfolios of nothing, whose digits say nothing.
const number = fc.integer({ min: -1_000, max: 1_000 }).map((thousandths) => thousandths / 1_000)
const rowsOfThree = fc.array(fc.tuple(number, number, number), { minLength: 4, maxLength: 30 })
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

describe('delta-gamma', () => {
  const form = (linear: readonly number[], curvature: readonly number[]) => ({
    linear: Float64Array.from(linear),
    curvature: Float64Array.from(curvature),
  })

  test('table: distributions that have a closed form, to twelve digits of the tail', () => {
    for (const x of [-5, -0.1, 0, 1e-9, 2, 6, 20]) expect(survivalOf(form([1], [0]), x) / normalSurvival(x)).toBeCloseTo(1, 12)
    for (const x of [1e-8, 0.1, 1, 20, 100]) {
      expect(survivalOf(form([0], [2]), x) / chiSquareSurvival(x, 1)).toBeCloseTo(1, 12)
      expect(survivalOf(form([0], [-2]), -x)).toBeCloseTo(1 - chiSquareSurvival(x, 1), 12)
      expect(survivalOf(form([0, 0, 0, 0], [2, 2, 2, 2]), x) / chiSquareSurvival(x, 4)).toBeCloseTo(1, 12)
    }
    const laplace = form([0, 0, 0, 0], [1, 1, -1, -1])
    for (const x of [0, 1e-3, 1, 10, 50]) {
      expect(survivalOf(laplace, x) / (0.5 * Math.exp(-x))).toBeCloseTo(1, 12)
      expect(expectedExcess(laplace, x) / (0.5 * Math.exp(-x))).toBeCloseTo(1, 12)
      expect(expectedExcess(laplace, -x)).toBeCloseTo(x + 0.5 * Math.exp(-x), 12)
    }
    // y + y^2 / 2 is a shifted square.
    for (const x of [-0.49, 0, 2, 10]) {
      const root = Math.sqrt(2 * x + 1)
      expect(survivalOf(form([1], [1]), x)).toBeCloseTo(normalSurvival(root - 1) + normalSurvival(root + 1), 12)
    }
  })

  test('behavior: beyond the end of a bounded form there is nothing', () => {
    expect(survivalOf(form([1], [-1]), 0.5)).toBe(0)
    expect(survivalOf(form([1], [1]), -0.5)).toBe(1)
    expect(expectedExcess(form([1], [-1]), 1)).toBe(0)
    expect(expectedExcess(form([1], [1]), -2)).toBe(2.5)
  })

  const linear = {
    delta: [3, -4],
    gamma: zeroMatrix(2, 2),
    covariance: matrixOf([
      [1, 0.5],
      [0.5, 2],
    ]),
  }

  test('behavior: without curvature it is delta-normal', () => {
    const normal = deltaNormal(linear.delta, linear.covariance, 0.99)
    const exact = deltaGammaTail(linear, 0.99)
    const expansion = deltaGammaCornishFisher(linear, 0.99)
    if (!normal.ok || !exact.ok || !expansion.ok) throw new Error('refused')
    expect(exact.value.valueAtRisk).toBeCloseTo(normal.value.valueAtRisk, 10)
    expect(exact.value.expectedShortfall).toBeCloseTo(normal.value.expectedShortfall, 10)
    expect(expansion.value.valueAtRisk).toBeCloseTo(normal.value.valueAtRisk, 10)
  })

  test('property: moments and tail are those of a simulation', () => {
    const covariance = matrixOf([
      [1, 0.6],
      [0.6, 2],
    ])
    const portfolio = {
      delta: [1, -0.5],
      gamma: matrixOf([
        [-1, 0.4],
        [0.2, 0.5],
      ]),
      covariance,
    }
    const loss = deltaGammaLoss(portfolio)
    const tail = deltaGammaTail(portfolio, 0.95)
    if (!loss.ok || !tail.ok) throw new Error('refused')
    const generator = createPrng(2)
    const count = 40_000
    const losses = Float64Array.from({ length: count }, () => {
      const [a, b] = [nextNormal(generator), nextNormal(generator)]
      const [x, y] = [a, 0.6 * a + Math.sqrt(2 - 0.36) * b]
      return -(x - 0.5 * y + 0.5 * (-x * x + 0.6 * x * y + 0.5 * y * y))
    })
    const simulated = historicalTail(losses, 0.95)
    expect(losses.filter((one) => one > tail.value.valueAtRisk).length / count).toBeCloseTo(0.05, 2)
    expect(Math.abs(simulated.expectedShortfall / tail.value.expectedShortfall - 1)).toBeLessThan(0.03)
    const mean = sum(losses) / count
    expect(loss.value.mean).toBeCloseTo(mean, 1)
    expect(loss.value.standardDeviation / Math.sqrt(sum(losses.map((one) => (one - mean) ** 2)) / count)).toBeCloseTo(1, 1)
  })

  test('property: ES exceeds VaR, both grow with the confidence, scale with the portfolio and stay when its transpose is taken', () => {
    fc.assert(
      fc.property(rowsOfThree, fc.tuple(number, number, number), fc.array(number, { minLength: 9, maxLength: 9 }), (rows, delta, curve) => {
        const gamma = { rows: 3, columns: 3, values: Float64Array.from(curve) }
        const covariance = meanProduct(matrixOf(rows))
        const [low, high] = [0.9, 0.99].map((confidence) => deltaGammaTail({ delta, gamma, covariance }, confidence))
        const flipped = { ...gamma, values: Float64Array.from(curve, (_value, i) => curve[(i % 3) * 3 + Math.floor(i / 3)] ?? 0) }
        const turned = deltaGammaTail(
          { delta: delta.map((d) => 2 * d), gamma: { ...flipped, values: flipped.values.map((g) => 2 * g) }, covariance },
          0.99,
        )
        if (low?.ok !== true || high?.ok !== true || !turned.ok) return
        const size = Math.abs(high.value.valueAtRisk) + high.value.expectedShortfall - high.value.valueAtRisk
        expect(high.value.expectedShortfall).toBeGreaterThanOrEqual(high.value.valueAtRisk - 1e-9 * size)
        expect(high.value.valueAtRisk).toBeGreaterThanOrEqual(low.value.valueAtRisk - 1e-9 * size)
        expect(Math.abs(turned.value.valueAtRisk - 2 * high.value.valueAtRisk)).toBeLessThanOrEqual(1e-8 * size)
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })

  test('behavior: a part that is straight but for rounding does not turn the inversion the wrong way', () => {
    const identity = matrixOf([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
    const gamma = matrixOf([
      [2.7e-12, 0, 0],
      [0, -0.118, 0],
      [0, 0, 0.687],
    ])
    const almost = { delta: [3.8e-6, 0.8037, 0.3329], gamma, covariance: identity }
    const straight = { ...almost, gamma: { ...gamma, values: gamma.values.map((value, i) => (i === 0 ? 0 : value)) } }
    for (const confidence of [0.01, 0.3, 0.9, 0.99]) {
      const [found, expected] = [deltaGammaTail(almost, confidence), deltaGammaTail(straight, confidence)]
      if (!found.ok || !expected.ok) throw new Error('both have risk')
      expect(found.value.valueAtRisk).toBeCloseTo(expected.value.valueAtRisk, 9)
      expect(found.value.expectedShortfall).toBeCloseTo(expected.value.expectedShortfall, 9)
    }
  })

  test('behavior: no risk, and an expansion outside its domain, are refused', () => {
    const flat = { delta: [0], gamma: matrixOf([[0]]), covariance: matrixOf([[1]]) }
    for (const figure of [deltaGammaTail, deltaGammaCornishFisher, deltaGammaExpansion])
      expect(figure(flat, 0.99)).toEqual({ ok: false, refusal: { reason: 'noRisk' } })
    const short = { delta: [0], gamma: matrixOf([[-2]]), covariance: matrixOf([[1]]) }
    expect(deltaGammaCornishFisher(short, 0.99)).toMatchObject({ ok: false, refusal: { reason: 'quantileNotMonotone' } })
    expect(deltaGammaExpansion(short, 0.99).ok).toBe(true)
  })

  test('error: sizes and numbers', () => {
    expect(() => deltaGammaTail({ ...linear, delta: [1] }, 0.99)).toThrow('covariance: expected a 1 by 1 matrix')
    expect(() => deltaGammaTail({ ...linear, delta: [1, Number.NaN] }, 0.99)).toThrow('delta[1]')
    expect(() => deltaGammaTail({ ...linear, gamma: zeroMatrix(1, 2) }, 0.99)).toThrow('gamma: expected a 2 by 2 matrix')
    const broken = { ...zeroMatrix(2, 2), values: Float64Array.of(0, 0, Infinity, 0) }
    expect(() => deltaGammaTail({ ...linear, gamma: broken }, 0.99)).toThrow('gamma[2]')
    expect(() => deltaGammaTail(linear, 1)).toThrow('confidence')
  })
})
