import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGarchFilter, filterGarch, meanSquaredResidual, pushGarchReturn } from './filter.ts'
import type { GarchParameters } from './model.ts'

const parameters: fc.Arbitrary<GarchParameters> = fc.record({
  mean: fc.double({ min: -1, max: 1, noNaN: true }),
  omega: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  alpha: fc.double({ min: 0, max: 0.5, noNaN: true }),
  gamma: fc.double({ min: 0, max: 0.5, noNaN: true }),
  beta: fc.double({ min: 0, max: 0.99, noNaN: true }),
  degreesOfFreedom: fc.constant(Infinity),
})
const returns = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 })
const model: GarchParameters = { mean: 1, omega: 0.5, alpha: 0.25, gamma: 0.5, beta: 0.125, degreesOfFreedom: Infinity }

describe('filterGarch', () => {
  test('table: a rise counts with alpha, a fall with alpha and gamma, and half of gamma before the sample', () => {
    // Residuals 2, -2, 0: the mean square is 8/3, whose weight before the sample is 0.25 + 0.25 + 0.125.
    const variances = filterGarch([3, -1, 1], model)
    expect(variances[0]).toBeCloseTo(0.5 + (0.625 * 8) / 3, 14)
    expect(variances[1]).toBeCloseTo(0.5 + 0.25 * 4 + 0.125 * (variances[0] as number), 14)
    expect(variances[2]).toBeCloseTo(0.5 + 0.75 * 4 + 0.125 * (variances[1] as number), 14)
    expect(variances[3]).toBeCloseTo(0.5 + 0.125 * (variances[2] as number), 14)
  })

  test('table: returns that never leave the mean tend to what the constant sustains', () => {
    expect([...filterGarch([1, 1], model)]).toEqual([0.5, 0.5625, 0.5703125])
  })

  test('property: the live filter gives the same bits, also when cut in two and its state copied', () => {
    fc.assert(
      fc.property(returns, parameters, fc.nat(), (series, chosen, cut) => {
        fc.pre(meanSquaredResidual(series, chosen.mean) > 0)
        const batch = filterGarch(series, chosen)
        let filter = createGarchFilter(chosen, meanSquaredResidual(series, chosen.mean))
        series.forEach((value, t) => {
          if (t === cut % series.length) filter = structuredClone(filter)
          expect(filter.variance).toBe(batch[t])
          pushGarchReturn(filter, value)
        })
        expect(filter.variance).toBe(batch[series.length])
      }),
    )
  })

  test('property: returns in percent have a ten-thousandfold variance', () => {
    fc.assert(
      fc.property(returns, parameters, (series, chosen) => {
        fc.pre(meanSquaredResidual(series, chosen.mean) > 0)
        const plain = filterGarch(series, chosen)
        const percent = filterGarch(
          series.map((value) => value * 100),
          { ...chosen, mean: chosen.mean * 100, omega: chosen.omega * 1e4 },
        )
        percent.forEach((variance, t) => expect(variance / ((plain[t] as number) * 1e4)).toBeCloseTo(1, 8))
      }),
      { numRuns: 30 },
    )
  })

  test('error: what is wrong is named', () => {
    expect(() => filterGarch([], model)).toThrow('returns: expected at least 1')
    expect(() => filterGarch([1, Number.NaN], model)).toThrow('returns[1]')
    expect(() => filterGarch([1, 1], { ...model, omega: 0 })).toThrow('startVariance: expected a variance above 0, as omega is 0, found 0')
    expect(() => createGarchFilter(model, -1)).toThrow('startVariance')
    expect(() => filterGarch([1, 2], { ...model, beta: -1 })).toThrow('parameters.beta')
    expect(() => createGarchFilter(model, Infinity)).toThrow('startVariance')
    expect(() => meanSquaredResidual([1], Number.NaN)).toThrow('mean')
    expect(() => pushGarchReturn(createGarchFilter(model, 1), Infinity)).toThrow('finite')
  })
})
