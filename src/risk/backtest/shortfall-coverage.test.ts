import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { shortfallCoverageTest } from './shortfall-coverage.ts'

describe('shortfallCoverageTest', () => {
  test('default: from the definition', () => {
    // At a tail of 0.2: violations 0.5, 0, 1, 0, 0 (the boundary), 0.75; centre 0.1.
    const outcome = shortfallCoverageTest([0.1, 0.7, 0, 1, 0.2, 0.05], { tailProbability: 0.2, lags: 2 })
    expect(outcome.meanViolation).toBeCloseTo(0.375, 14)
    expect(outcome.unconditional.statistic).toBeCloseTo((Math.sqrt(6) * (0.375 - 0.1)) / Math.sqrt(0.2 * (1 / 3 - 0.05)), 13)
    const away = [0.4, -0.1, 0.9, -0.1, -0.1, 0.65]
    const at = (lag: number): number => away.slice(lag).reduce((sum, value, t) => sum + value * (away[t] as number), 0) / (6 - lag)
    const expected = [at(1) / at(0), at(2) / at(0)]
    expect(outcome.autocorrelations[0]).toBeCloseTo(expected[0] as number, 13)
    expect(outcome.autocorrelations[1]).toBeCloseTo(expected[1] as number, 13)
    expect(outcome.autocorrelations.length).toBe(2)
    const sum = 6 * ((expected[0] as number) ** 2 + (expected[1] as number) ** 2)
    expect(outcome.conditional.statistic).toBeCloseTo(sum, 12)
    expect(outcome.conditional.pValue).toBeCloseTo(Math.exp(-sum / 2), 12)
    expect(outcome.conditional.degreesOfFreedom).toBe(2)
  })

  test('two-sided: no violation at all is far out too', () => {
    const outcome = shortfallCoverageTest(
      Array.from({ length: 1000 }, () => 0.5),
      { tailProbability: 0.05 },
    )
    expect(outcome.meanViolation).toBe(0)
    expect(outcome.unconditional.statistic).toBeLessThan(-5)
    expect(outcome.unconditional.pValue).toBeLessThan(1e-6)
    expect(outcome.conditional.degreesOfFreedom).toBe(5)
  })

  test('property: uniform probabilities are rejected about as often as the level says', () => {
    let rejected = 0
    for (let seed = 0; seed < 400; seed++) {
      const generator = createPrng(seed)
      const probabilities = Array.from({ length: 500 }, () => nextUniform(generator))
      if (shortfallCoverageTest(probabilities, { tailProbability: 0.1 }).unconditional.pValue < 0.1) rejected++
    }
    expect(Math.abs(rejected / 400 - 0.1)).toBeLessThan(0.04)
  })

  test.each([
    [[0.5], { tailProbability: 0.1, lags: 1 }, 'probabilities'],
    [[0.5, 1.01], { tailProbability: 0.1, lags: 1 }, 'probabilities[1]: expected a probability from 0 to 1, found 1.01'],
    [[-0.01, 1], { tailProbability: 0.1, lags: 1 }, 'probabilities[0]'],
    [[0.5, 0.5], { tailProbability: 0.1, lags: 2 }, 'lags: expected a whole number, from 1 to 1'],
    [[0.5, 0.5], { tailProbability: 0.1, lags: 0 }, 'lags'],
    [[0.5, 0.5], { tailProbability: 0, lags: 1 }, 'tailProbability'],
  ])('error: %j %j', (probabilities, options, message) => {
    expect(() => shortfallCoverageTest(probabilities, options)).toThrow(message)
  })
})
