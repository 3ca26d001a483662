import { describe, expect, test } from 'vitest'
import { persistenceOf, requireGarchParameters, unconditionalVariance, volatilityHalfLife, type GarchParameters } from './model.ts'

const model: GarchParameters = { mean: 0, omega: 0.5, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }

describe('a GARCH model', () => {
  test('table: persistence, long-run variance and half-life', () => {
    expect(persistenceOf({ ...model, gamma: 0.2 })).toBe(0.6)
    expect(unconditionalVariance(model)).toEqual({ ok: true, value: 1 })
    expect(volatilityHalfLife(model)).toEqual({ ok: true, value: 1 })
    expect(volatilityHalfLife({ ...model, alpha: 0, beta: 0 })).toEqual({ ok: true, value: 0 })
  })

  // Just below 1 the figures exist, at 1 and above they are refused.
  test.each([
    [0.7499, true],
    [0.75, false],
    [0.8, false],
  ])('table: with alpha 0.25 and beta %d the long run exists: %s', (beta, exists) => {
    const judged = { ...model, beta }
    expect(unconditionalVariance(judged).ok).toBe(exists)
    expect(volatilityHalfLife(judged).ok).toBe(exists)
    if (!exists)
      expect(unconditionalVariance(judged)).toEqual({ ok: false, refusal: { reason: 'notStationary', persistence: 0.25 + beta } })
  })

  test.each([
    ['mean', { mean: Number.NaN }],
    ['omega', { omega: -1e-9 }],
    ['alpha', { alpha: -0.01 }],
    ['gamma', { gamma: -0.26 }],
    ['gamma', { gamma: Infinity }],
    ['beta', { beta: -0.1 }],
    ['degreesOfFreedom', { degreesOfFreedom: 2 }],
    ['degreesOfFreedom', { degreesOfFreedom: Number.NaN }],
  ] as const)('error: %s outside its range: %o', (name, change) => {
    expect(() => requireGarchParameters({ ...model, ...change })).toThrow(`parameters.${name}`)
  })

  test('behavior: gamma may take all of alpha away, not more', () => {
    expect(() => requireGarchParameters({ ...model, gamma: -0.25 })).not.toThrow()
  })
})
