import { describe, expect, test } from 'vitest'
import { garchReturns, sharedReturns } from '../../../test/garch-returns.ts'
import { hasShared } from '../../../test/shared-data.ts'
import { fitVolatilityWithFallback } from './fallback.ts'

const stationary = { mean: 0, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }

describe('fitVolatilityWithFallback', () => {
  test('behavior: a stationary fit is used as it is', () => {
    const returns = garchReturns(1000, stationary, 3)
    const model = fitVolatilityWithFallback(returns)
    expect(model.ok && model.value.name).toBe('garch')
    expect(model.ok && model.value.variances).toHaveLength(1001)
  })

  test('behavior: a fit that is not stationary is replaced by the integrated one, and both are shown', () => {
    const returns = garchReturns(1500, { ...stationary, omega: 0.02, alpha: 0.3, beta: 0.75 }, 4)
    const model = fitVolatilityWithFallback(returns)
    if (!model.ok || model.value.name !== 'integratedGarch') throw new Error('expected the integrated model')
    expect(model.value.because).toEqual({ reason: 'notStationary', persistence: model.value.unused.persistence })
    expect(model.value.unused.persistence).toBeGreaterThan(1)
    expect(model.value.unused.persistence).toBeLessThan(1.3)
    expect(model.value.fit.persistence).toBe(1)
    expect(model.value.variances.every((variance) => variance > 0)).toBe(true)
  })

  test.skipIf(!hasShared)('vector: the mark against the pound with t falls back', () => {
    const model = fitVolatilityWithFallback(sharedReturns('vol-garch-fit-fcp-benchmark'), { distribution: 'studentT' })
    expect(model.ok && model.value.name).toBe('integratedGarch')
  })

  test('behavior: where t has no variance left, the EWMA stands in by name, and the fit is shown', () => {
    const mostlyStill = garchReturns(300, stationary, 6).map((value, t) => (t % 10 === 0 ? value : 0))
    const model = fitVolatilityWithFallback(mostlyStill, { distribution: 'studentT' })
    if (!model.ok || model.value.name !== 'ewma') throw new Error('expected the EWMA')
    expect(model.value.because.reason).toBe('degenerate')
    expect(model.value.unused.parameters.degreesOfFreedom).toBeLessThan(2.01)
    expect(model.value.lambda).toBe(0.94)
    expect(model.value.variances).toHaveLength(301)
  })

  test('behavior: a constant series has no model at all', () => {
    expect(fitVolatilityWithFallback(new Float64Array(30).fill(1))).toEqual({ ok: false, refusal: { reason: 'constantSeries' } })
  })
})
