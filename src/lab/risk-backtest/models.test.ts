import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { normalQuantile, normalSurvival } from '../../num/normal.ts'
import { nextNormal } from '../../num/random.ts'
import { fitGarch } from '../../risk/garch/fit.ts'
import { forecastTail } from '../../risk/tail/forecast.ts'
import { historicalModel as coreHistorical } from '../../risk/tail/forecast-sample.ts'
import { fromTailModel, historicalInstead } from './from-tail-model.ts'
import { historicalModel } from './model-historical.ts'
import { gjrStudentTModel } from './model-moving-variance.ts'
import { modelsNamed, riskModels } from './models.ts'
import { heavyLaw } from './risk-model.ts'

const draws = createPrng(4)
const losses = Float64Array.from({ length: 400 }, (_, t) => (0.01 + 0.01 * Math.sin(t / 30) ** 2) * nextNormal(draws))
const settings = { confidence: 0.99 }

describe('riskModels', () => {
  test('default: names are unique, and those the command line promises are there', () => {
    const names = riskModels.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['historical', 'age-weighted', 'fhs', 'garch-t', 'evt', 'conformal']))
    expect(modelsNamed(['all']).map(({ name }) => name)).not.toContain('cornish-fisher')
    expect(modelsNamed(['all', 'cornish-fisher', 'evt'])).toHaveLength(riskModels.length)
  })

  test.each(riskModels.map((model) => [model.name, model] as const))(
    'property: %s gives ES of at least VaR and probabilities that fit both',
    (_, model) => {
      const fitted = model.fit(losses.slice(0, 250), settings)
      for (let t = 250; t < 270; t++) {
        const forecast = fitted.forecast()
        // Equal where one loss alone weighs more than the tail.
        expect(forecast.expectedShortfall).toBeGreaterThanOrEqual(forecast.valueAtRisk)
        expect(forecast.volatility).toBeGreaterThan(0)
        // By rank a sample's own quantile is known to within one loss of its window.
        expect(Math.abs(forecast.survival(forecast.valueAtRisk) - 0.01)).toBeLessThan(0.012)
        expect(forecast.survival(-9)).toBeGreaterThan(0.99)
        expect(forecast.survival(9)).toBeGreaterThan(0)
        fitted.observe(losses[t] as number)
      }
    },
  )

  test('behavior: historical simulation is that of the core, loss by loss', () => {
    const fitted = historicalModel.fit(losses.slice(0, 250), settings)
    for (let t = 250; t < 300; t++) {
      const returns = losses.slice(t - 250, t).map((loss) => -loss)
      const expected = forecastTail(coreHistorical, returns, { valueAtRisk: 0.99, expectedShortfall: 0.99 })
      if (!expected.ok) throw new Error('it always has an answer')
      const forecast = fitted.forecast()
      expect(forecast.valueAtRisk).toBe(expected.value.valueAtRisk)
      expect(forecast.expectedShortfall).toBe(expected.value.expectedShortfall)
      expect(forecast.survival(0.01)).toBe(expected.value.survival(0.01))
      fitted.observe(losses[t] as number)
    }
  })

  test('behavior: RiskMetrics is the recursion everybody knows', () => {
    const window = losses.slice(0, 250)
    const [ewma] = modelsNamed(['ewma'])
    let variance = window.slice(0, 50).reduce((sum, loss) => sum + loss * loss, 0) / 50
    for (const loss of window) variance = 0.94 * variance + 0.06 * loss * loss
    const forecast = ewma?.fit(window, settings).forecast()
    expect(forecast?.volatility).toBeCloseTo(Math.sqrt(variance), 14)
    expect(forecast?.valueAtRisk).toBeCloseTo(-Math.sqrt(variance) * normalQuantile(0.01), 12)
    expect(forecast?.survival(0.02)).toBeCloseTo(normalSurvival(0.02 / Math.sqrt(variance)), 12)
  })

  test('behavior: GJR with Student t is the fit of the core, its next variance and its tail', () => {
    const returns = losses.map((loss) => -loss)
    const fit = fitGarch(returns, { model: 'gjr', distribution: 'studentT' })
    const forecast = forecastTail(gjrStudentTModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.99 })
    if (!fit.ok || !forecast.ok) throw new Error('the losses vary')
    if (fit.value.stationary && fit.value.converged) expect(forecast.value.volatility).toBeCloseTo(Math.sqrt(fit.value.nextVariance), 10)
    expect(forecast.value.survival(forecast.value.valueAtRisk)).toBeCloseTo(0.01, 10)
  })
})

describe('ways out', () => {
  test('behavior: a model that has no answer for a day is stood in for, and says so', () => {
    const silent = fromTailModel(
      { ...coreHistorical, name: 'silent', forecast: () => ({ ok: false, refusal: { reason: 'notToday' } }) },
      { law: heavyLaw },
    )
    const forecast = silent.fit(losses.slice(0, 250), settings).forecast()
    expect(forecast.fallback).toEqual({ reason: 'notToday', used: 'historical simulation' })
    expect(forecast.valueAtRisk).toBe(historicalModel.fit(losses.slice(0, 250), settings).forecast().valueAtRisk)
  })

  test('behavior: a model that cannot be fitted is historical simulation by name', () => {
    const instead = historicalInstead(losses.slice(0, 250), settings, 'constantSeries')
    expect(instead.outcome).toEqual({ kind: 'fallback', reason: 'constantSeries', used: 'historical simulation' })
    const [conformal] = modelsNamed(['conformal'])
    expect(conformal?.fit(new Float64Array(50), settings).outcome).toMatchObject({ kind: 'fallback', reason: 'constantSeries' })
  })
})
