import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { entryOf, matrixOf, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { nextNormal } from '../../num/random.ts'
import { historicalTail } from '../tail/historical.ts'
import { normalTail } from '../tail/parametric.ts'
import { deltaGammaLoss } from './delta-gamma.ts'
import { correlationOf, deltaNormal, requireCovariance } from './delta-normal.ts'
import { createDynamicCorrelation, dynamicCorrelation, forecastCorrelation, pushResiduals } from './dynamic-correlation.ts'
import { createEwmaCovariance, ewmaCovariance, meanProduct, pushReturns } from './ewma-covariance.ts'
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
