import { describe, expect, test } from 'vitest'
import { binomialTest, exactTails } from './binomial-test.ts'

describe('binomialTest', () => {
  test('counts standard deviations, with their sign', () => {
    // 100 observations at 10 %: 10 expected, deviation 3.
    const high = binomialTest({ observations: 100, exceedances: 16, tailProbability: 0.1 })
    const low = binomialTest({ observations: 100, exceedances: 4, tailProbability: 0.1 })
    expect(high.statistic).toBeCloseTo(2, 12)
    expect(low.statistic).toBeCloseTo(-2, 12)
    expect(high.pValue).toBeCloseTo(0.04550026389635842, 12)
    expect(low.pValue).toBeCloseTo(high.pValue, 12)
  })

  test('error: checked as Kupiec does', () => {
    expect(() => binomialTest({ observations: 10, exceedances: 11, tailProbability: 0.1 })).toThrow('exceedances')
  })
})

describe('exactTails', () => {
  test('both include the count itself', () => {
    const { atLeast, atMost } = exactTails({ observations: 4, exceedances: 1, tailProbability: 0.5 })
    expect(atLeast).toBeCloseTo(15 / 16, 14)
    expect(atMost).toBeCloseTo(5 / 16, 14)
  })

  test('at the ends', () => {
    expect(exactTails({ observations: 4, exceedances: 0, tailProbability: 0.5 }).atLeast).toBe(1)
    expect(exactTails({ observations: 4, exceedances: 0, tailProbability: 0.5 }).atMost).toBeCloseTo(1 / 16, 14)
    expect(exactTails({ observations: 4, exceedances: 4, tailProbability: 0.5 }).atLeast).toBeCloseTo(1 / 16, 14)
    expect(exactTails({ observations: 4, exceedances: 4, tailProbability: 0.5 }).atMost).toBe(1)
  })

  test('error: checked as Kupiec does', () => {
    expect(() => exactTails({ observations: 10, exceedances: 1, tailProbability: 2 })).toThrow('tailProbability')
  })
})
