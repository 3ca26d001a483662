import { describe, expect, test } from 'vitest'
import { durationUs, seconds } from '../base/time.ts'
import { annualVolatility } from './annualise.ts'

describe('annualVolatility', () => {
  test.each([
    [0.0004, 86_400, 0.02 * Math.sqrt(365)],
    [1e-6, 60, 0.001 * Math.sqrt(525_600)],
    [0.09, 31_536_000, 0.3],
    [0, 60, 0],
  ])('table: a variance of %f per %i s', (variance, spacing, expected) => {
    expect(annualVolatility(variance, seconds(spacing))).toBeCloseTo(expected, 13)
  })

  test('error: a negative variance, no spacing', () => {
    expect(() => annualVolatility(-1e-9, seconds(60))).toThrow('never negative')
    expect(() => annualVolatility(1, durationUs(0))).toThrow('more than no time')
  })
})
