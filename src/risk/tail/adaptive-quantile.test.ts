import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptivePath, createAdaptiveQuantile, pushAdaptiveLoss } from './adaptive-quantile.ts'

describe('adaptive quantile', () => {
  test('table: rises after an exceedance, falls otherwise, and equality is none', () => {
    const { forecasts, exceedances } = adaptivePath([0.08, 0.01, 0.13, 0.2], { start: 0.05, confidence: 0.9, step: 0.1 })
    ;[0.05, 0.14, 0.13, 0.12, 0.21].forEach((expected, t) => expect(forecasts[t]).toBeCloseTo(expected, 12))
    expect(exceedances).toBe(2)
    expect(adaptivePath([0.5], { start: 0.5, confidence: 0.9, step: 1 }).exceedances).toBe(0)
  })

  test('property: streaming equals batch to the bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true })), (losses) => {
        const options = { start: 0.1, confidence: 0.975, step: 0.03 }
        const quantile = createAdaptiveQuantile(options)
        losses.forEach((loss) => pushAdaptiveLoss(quantile, loss))
        const path = adaptivePath(losses, options)
        expect(quantile.forecast).toBe(path.forecasts[losses.length])
        expect(quantile.exceedances).toBe(path.exceedances)
        expect(quantile.judged).toBe(losses.length)
      }),
    )
  })

  test('property: the share of exceedances obeys its bound whatever the losses are', () => {
    const step = 0.05
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }), (losses) => {
        const { exceedances } = adaptivePath(losses, { start: 0, confidence: 0.9, step })
        expect(Math.abs(exceedances / losses.length - 0.1)).toBeLessThanOrEqual((2 + step) / (step * losses.length) + 1e-9)
      }),
    )
  })

  test.each([0, 0.05, -0.02])('behavior: losses that stay at %d tie with the forecasts of the recursion worked literally', (loss) => {
    const literal = [0]
    for (let t = 0; t < 100; t++) {
      const forecast = literal[t] as number
      literal.push(forecast + 0.1 * ((loss > forecast ? 1 : 0) - (1 - 0.9)))
    }
    const path = adaptivePath(
      Array.from({ length: 100 }, () => loss),
      { start: 0, confidence: 0.9, step: 0.1 },
    )
    expect(Array.from(path.forecasts)).toEqual(literal)
  })

  test('error: options and losses', () => {
    const options = { start: 0, confidence: 0.9, step: 0.1 }
    expect(() => createAdaptiveQuantile({ ...options, start: Number.NaN })).toThrow('start')
    expect(() => createAdaptiveQuantile({ ...options, step: 0 })).toThrow('step')
    expect(() => createAdaptiveQuantile({ ...options, confidence: 0 })).toThrow('confidence')
    expect(() => adaptivePath([0, Number.NaN], options)).toThrow('losses[1]')
  })
})
