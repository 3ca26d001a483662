import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { incrementOf } from './increment.ts'

describe('incrementOf', () => {
  test.each([{ kind: 'normal' }, { kind: 'studentT', degreesOfFreedom: 3 }, { kind: 'studentT', degreesOfFreedom: 8 }] as const)(
    'behavior: %o has tails that sum to 1, and a density that is their slope',
    (distribution) => {
      const { density, cumulative, survival } = incrementOf(distribution)
      for (const z of [-3, -0.7, 0, 1.2, 4]) {
        expect(cumulative(z) + survival(z)).toBeCloseTo(1, 12)
        expect((cumulative(z + 1e-5) - cumulative(z - 1e-5)) / 2e-5).toBeCloseTo(density(z), 7)
        expect(survival(z)).toBeCloseTo(cumulative(-z), 12)
      }
    },
  )

  test('behavior: the variance is 1', () => {
    const { density } = incrementOf({ kind: 'studentT', degreesOfFreedom: 8 })
    let variance = 0
    for (let z = -400; z < 400; z += 0.01) variance += z * z * density(z) * 0.01
    expect(variance).toBeCloseTo(1, 4)
  })

  test.each([2, 0, Number.NaN, Infinity])('error: %f degrees of freedom', (degreesOfFreedom) => {
    expect(() => incrementOf({ kind: 'studentT', degreesOfFreedom })).toThrow(ArgumentError)
    expect(() => incrementOf({ kind: 'studentT', degreesOfFreedom })).toThrow('degreesOfFreedom: expected a finite number above 2')
  })
})
