import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { entryOf, matrixOf, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { normalSurvival } from '../../num/normal.ts'
import { nextNormal } from '../../num/random.ts'
import { historicalTail } from '../tail/historical.ts'
import { normalTail } from '../tail/parametric.ts'
import { deltaGammaCornishFisher, deltaGammaExpansion, deltaGammaLoss, deltaGammaTail } from './delta-gamma.ts'
import { correlationOf, deltaNormal, requireCovariance } from './delta-normal.ts'
import { createDynamicCorrelation, dynamicCorrelation, forecastCorrelation, pushResiduals } from './dynamic-correlation.ts'
import { createEwmaCovariance, ewmaCovariance, meanProduct, pushReturns } from './ewma-covariance.ts'
import { expectedExcess, survivalOf } from './quadratic-form.ts'
import { scenarioAllocation } from './scenario-allocation.ts'

const number = fc.double({ min: -1, max: 1, noNaN: true })
const rowsOfThree = fc.array(fc.tuple(number, number, number), { minLength: 4, maxLength: 30 })
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

function normalRows(count: number, columns: number): readonly number[][] {
  const generator = createPrng(5)
  return Array.from({ length: count }, () => Array.from({ length: columns }, () => nextNormal(generator)))
}

/** A covariance that is positive semi-definite whatever the numbers are. */
function covarianceFrom(rows: readonly (readonly number[])[]): Matrix {
  return meanProduct(matrixOf(rows))
}

describe('EWMA covariance and delta-normal risk', () => {
  test('property: streaming equals batch to the bit, and stays positive semi-definite', () => {
    fc.assert(
      fc.property(rowsOfThree, fc.integer({ min: 1, max: 4 }), (rows, startRows) => {
        const ewma = createEwmaCovariance(rows.slice(0, startRows), 0.94)
        for (const row of rows.slice(startRows)) pushReturns(ewma, row)
        expect(ewma.covariance).toEqual(ewmaCovariance(rows, { lambda: 0.94, startRows }))
        requireCovariance('covariance', ewma.covariance, 3)
      }),
    )
  })

  test('table: one asset is its normal tail, and two that move as one add up', () => {
    const one = deltaNormal([-200], matrixOf([[0.0004]]), 0.99)
    expect(one.ok && one.value.valueAtRisk).toBeCloseTo(normalTail({ mean: 0, standardDeviation: 4 }, 0.99).valueAtRisk, 12)
    const same = deltaNormal(
      [100, 100],
      matrixOf([
        [1, 1],
        [1, 1],
      ]),
      0.99,
    )
    expect(same.ok && same.value.undiversifiedValueAtRisk).toBeCloseTo((same.ok && same.value.valueAtRisk) || 0, 10)
    expect(
      deltaNormal(
        [100, -100],
        matrixOf([
          [1, 1],
          [1, 1],
        ]),
        0.99,
      ),
    ).toEqual({ ok: false, refusal: { reason: 'noRisk' } })
  })

  test('property: components sum to the total, which is at most what it is without diversification; marginal is a derivative', () => {
    fc.assert(
      fc.property(rowsOfThree, fc.tuple(number, number, number), (rows, positions) => {
        const covariance = covarianceFrom(rows)
        const found = deltaNormal(positions, covariance, 0.99)
        if (!found.ok || found.value.valueAtRisk < 1e-3) return
        const { value } = found
        expect(sum(value.componentValueAtRisk)).toBeCloseTo(value.valueAtRisk, 10)
        expect(sum(value.componentExpectedShortfall)).toBeCloseTo(value.expectedShortfall, 10)
        expect(value.valueAtRisk).toBeLessThanOrEqual(value.undiversifiedValueAtRisk + 1e-10)
        const bumped = deltaNormal(
          positions.map((position, i) => (i === 1 ? position + 1e-6 : position)),
          covariance,
          0.99,
        )
        expect(bumped.ok && (bumped.value.valueAtRisk - value.valueAtRisk) / 1e-6).toBeCloseTo(value.marginalValueAtRisk[1] ?? 0, 2)
      }),
    )
  })

  // Columns: what is wrong, the matrix, the message.
  test.each([
    [
      'negative eigenvalue',
      [
        [1, 2],
        [2, 1],
      ],
      'covariance[0]: expected a positive semi-definite matrix',
    ],
    [
      'the asset that weighs most',
      [
        [4, 0, 0],
        [0, 1, 1.1],
        [0, 1.1, 1],
      ],
      'covariance[1]: expected a positive semi-definite matrix',
    ],
    [
      'not symmetric',
      [
        [1, 0.5],
        [0.4, 1],
      ],
      'covariance[1]: expected 0.4, as on the other side of the diagonal, found 0.5',
    ],
    [
      'negative variance',
      [
        [1, 0],
        [0, -1],
      ],
      'covariance[3]: expected a variance, 0 or above, found -1',
    ],
    ['wrong size', [[1]], 'covariance: expected a 2 by 2 matrix, found 1 by 1'],
  ])('error: covariance with %s', (_what, rows, message) => {
    const size = Math.max(2, rows.length)
    expect(() =>
      deltaNormal(
        Array.from({ length: size }, () => 1),
        matrixOf(rows),
        0.99,
      ),
    ).toThrow(message)
    expect(() =>
      deltaGammaLoss({ delta: Array.from({ length: size }, () => 1), gamma: zeroMatrix(size, size), covariance: matrixOf(rows) }),
    ).toThrow(message)
  })

  test('error: NaN in a covariance, rows, positions, lambda', () => {
    const broken = { rows: 1, columns: 1, values: Float64Array.of(Number.NaN) }
    expect(() => deltaNormal([1], broken, 0.9)).toThrow('covariance[0]: expected a finite number, found NaN')
    expect(() => deltaNormal([], zeroMatrix(0, 0), 0.9)).toThrow('positions')
    expect(() => deltaNormal([1, Number.NaN], zeroMatrix(2, 2), 0.9)).toThrow('positions[1]')
    expect(() => createEwmaCovariance([], 0.9)).toThrow('firstRows')
    expect(() => createEwmaCovariance([[1]], 1)).toThrow('lambda')
    const ewma = createEwmaCovariance([[1, 2]], 0.9)
    expect(() => pushReturns(ewma, [1])).toThrow('returns: expected 2 numbers')
    expect(() => pushReturns(ewma, [1, Infinity])).toThrow('returns[1]')
    expect(() => ewmaCovariance([[1]], { lambda: 0.9, startRows: 2 })).toThrow('startRows')
    expect(
      correlationOf(
        matrixOf([
          [1, 0],
          [0, 0],
        ]),
      ),
    ).toEqual({ ok: false, refusal: { reason: 'zeroVolatility', position: 1 } })
  })
})

describe('dynamic correlation', () => {
  test('behavior: without news it stays at its target', () => {
    const path = dynamicCorrelation(normalRows(20, 2), { news: 0, memory: 0.5 })
    if (!path.ok) throw new Error('refused')
    for (const correlation of [...path.value.correlations, path.value.next])
      expect(entryOf(correlation, 0, 1)).toBeCloseTo(entryOf(path.value.target, 0, 1), 12)
  })

  test('property: streaming equals batch, correlations lie within 1, and the order of assets does not matter', () => {
    const rows = normalRows(60, 3)
    const speed = { news: 0.1, memory: 0.8 }
    const [path, turned] = [
      dynamicCorrelation(rows, speed),
      dynamicCorrelation(
        rows.map((row) => row.toReversed()),
        speed,
      ),
    ]
    if (!path.ok || !turned.ok) throw new Error('refused')
    const state = createDynamicCorrelation(path.value.target, speed)
    rows.forEach((row, t) => {
      expect(forecastCorrelation(state)).toEqual(path.value.correlations[t])
      pushResiduals(state, row)
    })
    expect(forecastCorrelation(state)).toEqual(path.value.next)
    expect(Math.max(...path.value.next.values)).toBeLessThanOrEqual(1)
    expect(entryOf(turned.value.next, 0, 2)).toBeCloseTo(entryOf(path.value.next, 2, 0), 12)
    expect(turned.value.logLikelihood).toBeCloseTo(path.value.logLikelihood, 10)
  })

  test('behavior: two assets by hand', () => {
    const path = dynamicCorrelation(
      [
        [1, 1],
        [1, -1],
        [2, 1],
      ],
      { news: 0.2, memory: 0.3 },
    )
    if (!path.ok) throw new Error('refused')
    const target = 2 / Math.sqrt(6 * 3)
    const [first, cross, second] = [0.5 + 0.2 + 0.3, 0.5 * target + 0.2 + 0.3 * target, 0.5 + 0.2 + 0.3]
    expect(entryOf(path.value.correlations[1] as Matrix, 0, 1)).toBeCloseTo(cross / Math.sqrt(first * second), 12)
    const loss = (r: number, a: number, b: number): number =>
      Math.log(1 - r * r) + (a * a - 2 * r * a * b + b * b) / (1 - r * r) - a * a - b * b
    const rs = path.value.correlations.map((correlation) => entryOf(correlation, 0, 1))
    const expected = -0.5 * (loss(rs[0] ?? 0, 1, 1) + loss(rs[1] ?? 0, 1, -1) + loss(rs[2] ?? 0, 2, 1))
    expect(path.value.logLikelihood).toBeCloseTo(expected, 12)
  })

  test('error: speeds; refused: an asset that stands still or copies another', () => {
    const rows = [
      [1, 1],
      [-1, -1],
    ]
    expect(() => dynamicCorrelation(rows, { news: 0.5, memory: 0.5 })).toThrow('memory: expected a sum with news below 1')
    expect(() => dynamicCorrelation(rows, { news: -0.1, memory: 0.5 })).toThrow('news')
    expect(() => dynamicCorrelation([], { news: 0.1, memory: 0.5 })).toThrow('residuals')
    expect(() => dynamicCorrelation([[1], [1, 2]], { news: 0.1, memory: 0.5 })).toThrow('residuals[1]')
    expect(dynamicCorrelation(rows, { news: 0.1, memory: 0.5 })).toEqual({
      ok: false,
      refusal: { reason: 'notPositiveDefinite', position: 0, pivot: 1 },
    })
    expect(
      dynamicCorrelation(
        [
          [1, 0],
          [2, 0],
        ],
        { news: 0.1, memory: 0.5 },
      ),
    ).toEqual({ ok: false, refusal: { reason: 'zeroVolatility', position: 1 } })
  })
})

describe('scenario allocation', () => {
  test('property: components sum to the total, the total is at most the sum of its parts, scaling scales', () => {
    fc.assert(
      fc.property(rowsOfThree, fc.constantFrom(0.5, 0.75, 0.9, 0.975), (rows, confidence) => {
        const found = scenarioAllocation(rows, confidence)
        expect(sum(found.componentExpectedShortfall)).toBeCloseTo(found.expectedShortfall, 12)
        expect(found.expectedShortfall).toBeLessThanOrEqual(sum(found.standaloneExpectedShortfall) + 1e-12)
        const total = historicalTail(
          rows.map(([a, b, c]) => -(a + b + c)),
          confidence,
        )
        expect(found.valueAtRisk).toBeCloseTo(total.valueAtRisk, 12)
        const doubled = scenarioAllocation(
          rows.map((row) => row.map((x) => 2 * x)),
          confidence,
        )
        expect(doubled.componentExpectedShortfall[0]).toBeCloseTo(2 * (found.componentExpectedShortfall[0] ?? 0), 12)
      }),
    )
  })

  test('table: of equal scenarios the earlier counts first', () => {
    const rows = [
      [-4, 0],
      [0, -4],
      [1, 1],
      [2, 2],
    ]
    expect(Array.from(scenarioAllocation(rows, 0.75).componentExpectedShortfall)).toEqual([4, 0])
    expect(Array.from(scenarioAllocation(rows, 0.625).componentExpectedShortfall)).toEqual([4 / 1.5, 2 / 1.5])
  })

  test('error: no scenarios, uneven rows, not finite, confidence', () => {
    expect(() => scenarioAllocation([], 0.9)).toThrow('profits')
    expect(() => scenarioAllocation([[1], [1, 2]], 0.9)).toThrow('profits[1]')
    expect(() => scenarioAllocation([[Number.NaN]], 0.9)).toThrow('profits[0][0]')
    expect(() => scenarioAllocation([[1]], 1)).toThrow('confidence')
  })
})

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
        const covariance = covarianceFrom(rows)
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
