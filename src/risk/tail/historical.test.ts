import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { historicalTail, interpolatedValueAtRisk, minimisedExpectedShortfall, tailOfSorted } from './historical.ts'
import { tailProbability } from './tail-risk.ts'

const confidences = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
const samples = fc.oneof(
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
  // Few distinct values: ties everywhere.
  fc.array(fc.constantFrom(-0.02, 0, 0.01, 0.03), { minLength: 1, maxLength: 200 }),
)

describe('historicalTail', () => {
  test('default', () => {
    expect(historicalTail([0.01, 0.02, 0.03, 0.1], 0.75)).toEqual({ valueAtRisk: 0.03, expectedShortfall: 0.1, tailCount: 1 })
    expect(tailOfSorted(Float64Array.of(0.01, 0.02, 0.03, 0.1), 0.75).valueAtRisk).toBe(0.03)
  })

  test('behavior: a confidence beyond the sample is seen by its count', () => {
    expect(historicalTail([1, 2, 3], 0.999)).toEqual({ valueAtRisk: 3, expectedShortfall: 3, tailCount: expect.closeTo(0.003, 12) })
  })

  test('property: ES by its tail equals ES by its minimum, and both are at least VaR', () => {
    fc.assert(
      fc.property(samples, confidences, (losses, confidence) => {
        const { valueAtRisk, expectedShortfall } = historicalTail(losses, confidence)
        expect(minimisedExpectedShortfall(losses, confidence)).toBeCloseTo(expectedShortfall, 12)
        expect(expectedShortfall).toBeGreaterThanOrEqual(valueAtRisk)
        // Every candidate of the minimisation, without the short cut.
        const every = losses.map(
          (z) => z + losses.reduce((sum, loss) => sum + Math.max(0, loss - z), 0) / (losses.length * (1 - confidence)),
        )
        expect(expectedShortfall).toBeCloseTo(Math.min(...every), 10)
      }),
    )
  })

  test('property: VaR is a sample point; scaled and shifted losses scale and shift both; a doubled sample changes nothing', () => {
    fc.assert(
      fc.property(samples, confidences, (losses, confidence) => {
        const plain = historicalTail(losses, confidence)
        expect(losses.map((loss) => loss + 0)).toContain(plain.valueAtRisk)
        const moved = historicalTail(
          losses.map((loss) => 3 * loss + 2),
          confidence,
        )
        expect(moved.valueAtRisk).toBeCloseTo(3 * plain.valueAtRisk + 2, 12)
        expect(moved.expectedShortfall).toBeCloseTo(3 * plain.expectedShortfall + 2, 12)
        const doubled = historicalTail([...losses, ...losses], confidence)
        expect(doubled.valueAtRisk).toBe(plain.valueAtRisk)
        expect(doubled.expectedShortfall).toBeCloseTo(plain.expectedShortfall, 12)
      }),
    )
  })

  test('property: figures grow with the confidence, and ES of a sum is at most the sum of ES', () => {
    const pairs = fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
      minLength: 1,
    })
    fc.assert(
      fc.property(pairs, confidences, confidences, (rows, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const first = rows.map(([x]) => x)
        expect(historicalTail(first, high).valueAtRisk).toBeGreaterThanOrEqual(historicalTail(first, low).valueAtRisk)
        expect(historicalTail(first, high).expectedShortfall).toBeGreaterThanOrEqual(historicalTail(first, low).expectedShortfall - 1e-12)
        const whole = historicalTail(
          rows.map(([x, y]) => x + y),
          a,
        ).expectedShortfall
        const parts =
          historicalTail(first, a).expectedShortfall +
          historicalTail(
            rows.map(([, y]) => y),
            a,
          ).expectedShortfall
        expect(whole).toBeLessThanOrEqual(parts + 1e-12)
      }),
    )
  })

  test('error: empty, not finite, confidence of 0 or 1', () => {
    for (const figure of [
      historicalTail,
      minimisedExpectedShortfall,
      (losses: readonly number[], confidence: number) => interpolatedValueAtRisk(losses, { confidence, kind: 'linear' }),
    ]) {
      expect(() => figure([], 0.9)).toThrow('losses: expected at least 1 numbers, found 0')
      expect(() => figure([1, Infinity], 0.9)).toThrow('losses[1]: expected a finite number, found Infinity')
      for (const confidence of [0, 1, 1.5, Number.NaN]) expect(() => figure([1], confidence)).toThrow('confidence: expected a probability')
    }
  })
})

describe('tailProbability', () => {
  test('table: the decimal that was meant', () => {
    expect([0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.5].map(tailProbability)).toEqual([0.1, 0.05, 0.01, 0.001, 0.0001, 0.00001, 0.5])
    // No decimal of fifteen places is near.
    expect(tailProbability(1 - 2 ** -52)).toBe(2 ** -52)
    expect(tailProbability(1 / 3)).toBeCloseTo(2 / 3, 15)
  })
})
