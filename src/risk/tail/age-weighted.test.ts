import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../base/codec.ts'
import { ageWeight, ageWeightedTail } from './age-weighted.ts'
import { agedTail, createAgeWeightedWindow, pushAgedLoss, type AgeWeightedWindow } from './age-weighted-window.ts'
import { historicalTail } from './historical.ts'

const losses = fc.oneof(
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 120 }),
  fc.array(fc.constantFrom(-0.02, -0, 0, 0.01, 0.03), { minLength: 1, maxLength: 120 }),
)
const weighting = fc.record({ confidence: fc.constantFrom(0.5, 0.9, 0.95, 0.99), decay: fc.constantFrom(1, 0.999, 0.98, 0.9, 0.5) })

describe('ageWeightedTail', () => {
  test('table: the six weights that the authors print to four places', () => {
    // Boudoukh, Richardson & Whitelaw (1998): 100 returns, decay 0.98.
    const printed = [
      [3, 0.0221],
      [2, 0.0226],
      [65, 0.0063],
      [45, 0.0095],
      [5, 0.0213],
      [30, 0.0128],
    ] as const
    for (const [age, weight] of printed) expect(ageWeight(age, { count: 100, decay: 0.98 })).toBeCloseTo(weight, 4)
  })

  test('property: the figures equal those of a sum taken loss by loss', () => {
    fc.assert(
      fc.property(losses, weighting, (series, at) => {
        const count = series.length
        const total = series.reduce((sum, _loss, i) => sum + at.decay ** i, 0)
        const worst = series
          .map((loss, i) => ({ loss: loss + 0, weight: at.decay ** (count - 1 - i) / total, i }))
          .toSorted((a, b) => b.loss - a.loss || b.i - a.i)
        let [reached, shortfall] = [0, 0]
        let valueAtRisk: number | undefined
        for (const { loss, weight } of worst) {
          const counted = Math.max(0, Math.min(weight, 1 - at.confidence - reached))
          shortfall += counted * loss
          reached += weight
          if (valueAtRisk === undefined && reached > 1 - at.confidence + 1e-9) valueAtRisk = loss
        }
        const found = ageWeightedTail(series, at)
        expect(found.valueAtRisk).toBe(valueAtRisk ?? worst.at(-1)?.loss)
        expect(found.expectedShortfall).toBeCloseTo(shortfall / (1 - at.confidence), 9)
        expect(found.expectedShortfall).toBeGreaterThanOrEqual(found.valueAtRisk)
        expect(found.effectiveCount).toBeCloseTo(1 / worst.reduce((sum, { weight }) => sum + weight * weight, 0), 6)
      }),
    )
  })

  test('behavior: without decay the shortfall is the historical one', () => {
    const series = Array.from({ length: 100 }, (_, i) => ((i * 37) % 101) / 100)
    expect(ageWeightedTail(series, { confidence: 0.93, decay: 1 }).expectedShortfall).toBeCloseTo(
      historicalTail(series, 0.93).expectedShortfall,
      12,
    )
    expect(ageWeightedTail(series, { confidence: 0.93, decay: 1 }).effectiveCount).toBeCloseTo(100, 10)
  })

  test('behavior: a crash does not raise what the other side may lose', () => {
    const calm = Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01))
    const gains = [...calm, -0.5]
    expect(ageWeightedTail(gains, { confidence: 0.95, decay: 0.98 }).valueAtRisk).toBe(0.01)
  })

  test('error: losses, confidence, decay, age', () => {
    expect(() => ageWeightedTail([], { confidence: 0.9, decay: 0.9 })).toThrow('losses: expected at least 1')
    expect(() => ageWeightedTail([1, Number.NaN], { confidence: 0.9, decay: 0.9 })).toThrow('losses[1]')
    expect(() => ageWeightedTail([1], { confidence: 1, decay: 0.9 })).toThrow('confidence')
    for (const decay of [0, 1.01, -1, Number.NaN]) expect(() => ageWeightedTail([1], { confidence: 0.9, decay })).toThrow('decay: expected')
    expect(() => ageWeight(0, { count: 3, decay: 0.9 })).toThrow('age')
    expect(() => ageWeight(4, { count: 3, decay: 0.9 })).toThrow('age')
  })
})

describe('age-weighted window', () => {
  test('property: streaming equals batch at every push, ties and a codec in the middle included', () => {
    fc.assert(
      fc.property(losses, weighting, fc.integer({ min: 1, max: 40 }), fc.nat(120), (series, at, windowLosses, cut) => {
        let window = createAgeWeightedWindow({ ...at, windowLosses })
        series.forEach((loss, i) => {
          if (i === cut) window = decode(encode(window)) as AgeWeightedWindow
          pushAgedLoss(window, loss)
          const { effectiveCount: _unused, ...batch } = ageWeightedTail(series.slice(Math.max(0, i + 1 - windowLosses), i + 1), at)
          expect(agedTail(window)).toEqual(batch)
        })
      }),
      { numRuns: 150 },
    )
  })

  test('error: an empty window, a loss that is not finite, options', () => {
    const options = { windowLosses: 3, confidence: 0.9, decay: 0.9 }
    expect(() => agedTail(createAgeWeightedWindow(options))).toThrow('at least one loss')
    expect(() => pushAgedLoss(createAgeWeightedWindow(options), Number.NaN)).toThrow('loss: expected a finite number')
    expect(() => createAgeWeightedWindow({ ...options, windowLosses: 0 })).toThrow('windowLosses')
    expect(() => createAgeWeightedWindow({ ...options, confidence: 1 })).toThrow('confidence')
    expect(() => createAgeWeightedWindow({ ...options, decay: 0 })).toThrow('decay')
  })
})
