import { describe, expect, test } from 'vitest'
import { waitRatio } from './first-failure.ts'
import { kupiecTest } from './kupiec.ts'
import { timeBetweenFailuresTest } from './time-between-failures.ts'

describe('timeBetweenFailuresTest', () => {
  test('sums the ratios of every wait, and leaves out the open one', () => {
    const sum = waitRatio(2, 0.2) + waitRatio(1, 0.2) + waitRatio(4, 0.2)
    const result = timeBetweenFailuresTest([0, 1, 1, 0, 0, 0, 1, 0, 0], 0.2)
    if (!result.ok) throw new Error('expected an outcome')
    const { independence, mixed } = result.value
    expect(independence.statistic).toBeCloseTo(sum, 13)
    expect(independence.degreesOfFreedom).toBe(3)
    expect(mixed.statistic).toBeCloseTo(sum + kupiecTest({ observations: 9, exceedances: 3, tailProbability: 0.2 }).statistic, 13)
    expect(mixed.degreesOfFreedom).toBe(4)
    // With four degrees of freedom: (1 + x / 2) exp(-x / 2).
    expect(mixed.pValue).toBeCloseTo((1 + mixed.statistic / 2) * Math.exp(-mixed.statistic / 2), 13)
  })

  test('refused without exceedances', () => {
    expect(timeBetweenFailuresTest([0, 0], 0.2)).toEqual({ ok: false, refusal: { reason: 'noExceedances', observations: 2 } })
  })

  test('error: no marks, no tail', () => {
    expect(() => timeBetweenFailuresTest([], 0.2)).toThrow('observations')
    expect(() => timeBetweenFailuresTest([1], 1)).toThrow('tailProbability')
  })
})
