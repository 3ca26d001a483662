import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastGarch, forecastGarchSum } from './forecast.ts'
import { unconditionalVariance, type GarchParameters } from './model.ts'

const model: GarchParameters = { mean: 0, omega: 0.5, alpha: 0.125, gamma: 0.25, beta: 0.25, degreesOfFreedom: Infinity }

describe('forecastGarch', () => {
  test('table: steps from above tend to the long-run variance, and integrated ones grow in a straight line', () => {
    expect([...forecastGarch(model, 3, 4)]).toEqual([3, 2, 1.5, 1.25])
    expect(forecastGarchSum(model, 3, 4)).toBe(7.75)
    expect([...forecastGarch({ ...model, beta: 0.75 }, 3, 3)]).toEqual([3, 3.5, 4])
  })

  test('property: the distance to the long run shrinks by the persistence at each step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 10, noNaN: true }), fc.integer({ min: 2, max: 50 }), (next, steps) => {
        const longRun = unconditionalVariance(model)
        const variances = forecastGarch(model, next, steps)
        if (!longRun.ok) throw new Error('the model is stationary')
        const distance = (variances[steps - 1] as number) - longRun.value
        expect(distance).toBeCloseTo((next - longRun.value) * 0.5 ** (steps - 1), 12)
      }),
    )
  })

  test('error: a variance of 0 and no steps', () => {
    expect(() => forecastGarch(model, 0, 1)).toThrow('nextVariance')
    expect(() => forecastGarch(model, 1, 0)).toThrow('steps')
    expect(() => forecastGarch({ ...model, omega: -1 }, 1, 1)).toThrow('parameters.omega')
  })
})
