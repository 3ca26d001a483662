import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialProbability } from './binomial-probability.ts'
import { binomialCumulative } from './distributions.ts'

describe('binomialProbability', () => {
  test.each([
    [2, 4, 0.5, 0.375],
    [0, 0, 0.3, 1],
    [0, 3, 0.25, 0.421875],
    [3, 3, 0.25, 0.015625],
  ])('table: %d of %d at %d', (successes, trials, probability, expected) => {
    expect(binomialProbability(successes, { trials, probability })).toBeCloseTo(expected, 14)
  })

  test('property: adds up to the cumulative probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (trials, probability) => {
        let sum = 0
        for (let successes = 0; successes <= trials; successes++) {
          sum += binomialProbability(successes, { trials, probability })
          expect(sum).toBeCloseTo(binomialCumulative(successes, { trials, probability }), 11)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('error: every argument', () => {
    expect(() => binomialProbability(3, { trials: 2, probability: 0.5 })).toThrow('successes')
    expect(() => binomialProbability(0, { trials: -1, probability: 0.5 })).toThrow('trials')
    expect(() => binomialProbability(0, { trials: 2, probability: 1 })).toThrow('probability')
  })
})
