import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialProbability } from '../../num/binomial-probability.ts'
import { kupiecAcceptedCounts, kupiecTest, requireCount } from './kupiec.ts'

const slowRatio = (n: number, x: number, p: number): number => {
  const term = (count: number, probability: number): number => (count === 0 ? 0 : count * Math.log(probability))
  return -2 * (term(n - x, 1 - p) + term(x, p) - term(n - x, 1 - x / n) - term(x, x / n))
}

describe('kupiecTest', () => {
  test('default: the published example of a software manual', () => {
    const outcome = kupiecTest({ observations: 1043, exceedances: 57, tailProbability: 0.05 })
    expect(outcome.statistic).toBeCloseTo(0.46147, 5)
    expect(outcome.pValue).toBeCloseTo(0.49694, 5)
    expect(outcome.degreesOfFreedom).toBe(1)
    expect(outcome.share).toBe(57 / 1043)
  })

  // Columns: observations, exceedances, tail.
  test.each([
    [250, 0, 0.01],
    [250, 250, 0.01],
    [250, 1, 0.01],
    [1, 1, 0.5],
    [1000, 17, 0.01],
    [10_000, 3, 0.05],
  ])('table: the ratio of %d, %d, %d from its definition', (observations, exceedances, tailProbability) => {
    const expected = slowRatio(observations, exceedances, tailProbability)
    expect(kupiecTest({ observations, exceedances, tailProbability }).statistic).toBeCloseTo(expected, 8)
  })

  test('property: never negative, zero at the promised share, and higher further out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 40 }), (expected, times) => {
        const count = { observations: expected * times, tailProbability: 1 / times }
        const at = (exceedances: number): number => kupiecTest({ ...count, exceedances }).statistic
        expect(at(expected)).toBeLessThan(1e-11)
        expect(at(expected)).toBeGreaterThanOrEqual(0)
        for (let x = expected; x > 0; x--) expect(at(x - 1)).toBeGreaterThan(at(x))
        expect(at(expected + 1)).toBeGreaterThan(at(expected))
      }),
      { numRuns: 30 },
    )
  })

  test('the true size and power at 250 observations and 1 %, which the page on coverage tests states', () => {
    const rejects = (exceedances: number): boolean => kupiecTest({ observations: 250, exceedances, tailProbability: 0.01 }).pValue < 0.05
    const rejectedAt = (probability: number): number =>
      Array.from({ length: 251 }, (_, x) => (rejects(x) ? binomialProbability(x, { trials: 250, probability }) : 0)).reduce((a, b) => a + b)
    expect(rejectedAt(0.01)).toBeCloseTo(0.095, 3)
    expect(rejectedAt(0.02)).toBeCloseTo(0.24, 2)
  })

  test.each([
    [{ observations: 0, exceedances: 0, tailProbability: 0.01 }, 'observations'],
    [{ observations: 2.5, exceedances: 0, tailProbability: 0.01 }, 'observations'],
    [{ observations: 10, exceedances: 11, tailProbability: 0.01 }, 'exceedances: expected a whole number, from 0 to 10'],
    [{ observations: 10, exceedances: -1, tailProbability: 0.01 }, 'exceedances'],
    [{ observations: 10, exceedances: 1, tailProbability: 0 }, 'tailProbability'],
    [{ observations: 10, exceedances: 1, tailProbability: 1 }, 'tailProbability'],
  ])('error: %j', (count, message) => {
    expect(() => kupiecTest(count)).toThrow(message)
    expect(() => requireCount(count)).toThrow(message)
  })
})

describe('kupiecAcceptedCounts', () => {
  // Kupiec's table as Jorion prints it.
  test.each([
    [255, 0.01, 1, 6],
    [510, 0.01, 2, 10],
    [1000, 0.01, 5, 16],
    [255, 0.05, 7, 20],
    [1000, 0.1, 82, 119],
  ])('table: %d observations at %d', (observations, tailProbability, least, most) => {
    const accepted = kupiecAcceptedCounts({ observations, tailProbability, testLevel: 0.95 })
    expect(accepted).toEqual({ ok: true, value: { least, most } })
  })

  test('property: accepted inside, rejected just outside', () => {
    const lengths = fc.integer({ min: 1, max: 300 })
    const tails = fc.double({ min: 0.001, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(lengths, tails, fc.constantFrom(0.05, 0.5, 0.95), (observations, tailProbability, testLevel) => {
        const accepted = kupiecAcceptedCounts({ observations, tailProbability, testLevel })
        const isAccepted = (exceedances: number): boolean =>
          kupiecTest({ observations, exceedances, tailProbability }).pValue >= 1 - testLevel
        const all = Array.from({ length: observations + 1 }, (_, x) => x).filter(isAccepted)
        if (accepted.ok) expect(all).toEqual(all.filter((x) => x >= accepted.value.least && x <= accepted.value.most))
        if (accepted.ok) expect([all[0], all.at(-1)]).toEqual([accepted.value.least, accepted.value.most])
        else expect(all).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('no count is close enough', () => {
    const refused = kupiecAcceptedCounts({ observations: 3, tailProbability: 0.5, testLevel: 0.01 })
    expect(refused).toEqual({ ok: false, refusal: { reason: 'noCountAccepted', nearest: 1 } })
  })

  test('the nearest count may be the one above the expected', () => {
    // 1.9 expected: at a strict level only 2 is near enough.
    expect(kupiecAcceptedCounts({ observations: 19, tailProbability: 0.1, testLevel: 0.1 })).toEqual({
      ok: true,
      value: { least: 2, most: 2 },
    })
  })

  test.each([0, 1, Number.NaN])('error: a test level of %d', (testLevel) => {
    expect(() => kupiecAcceptedCounts({ observations: 3, tailProbability: 0.5, testLevel })).toThrow('testLevel')
  })
})
