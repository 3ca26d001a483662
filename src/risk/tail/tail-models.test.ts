import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { empiricalSurvival } from './empirical-survival.ts'
import { createConformalForecaster, forecastConformal, pushConformalReturn } from './forecast-conformal.ts'
import { conditionalExtremeModel, extremeModel } from './forecast-extremes.ts'
import { cornishFisherModel, garchStudentTModel, insideUnit, normalModel, studentTModel } from './forecast-parametric.ts'
import { ageWeightedModel, ewmaFilteredModel, garchFilteredModel, historicalModel } from './forecast-sample.ts'
import { forecastTail, type TailForecast } from './forecast.ts'
import { historicalTail } from './historical.ts'
import { tailModels } from './tail-models.ts'

const confidence = { valueAtRisk: 0.99, expectedShortfall: 0.99 }

/** Returns whose volatility comes in spells and whose tail is heavier than normal. */
function spells(count: number, seed: number): number[] {
  const generator = createPrng(seed)
  let variance = 1
  return Array.from({ length: count }, () => {
    const r = 0.01 * Math.sqrt(variance) * (nextNormal(generator) / Math.sqrt(0.6 + 0.8 * nextUniform(generator)))
    variance = 0.05 + 0.1 * (r / 0.01) ** 2 + 0.85 * variance
    return r
  })
}

const series = spells(1_200, 4)

function forecastOf(model: (typeof tailModels)[number], returns: readonly number[], at = confidence): TailForecast {
  const found = forecastTail(model, returns, at)
  if (!found.ok) throw new Error(`${model.name}: ${found.refusal.reason}`)
  return found.value
}

describe('tail models', () => {
  test('behavior: names are their own, and every model says what it does', () => {
    expect(new Set(tailModels.map((model) => model.name)).size).toBe(tailModels.length)
    for (const model of tailModels) expect(model.title.length * model.about.length * model.leastReturns).toBeGreaterThan(0)
  })

  test.each(tailModels)('property: $name has ES above VaR, scales with the returns, and its survival meets its VaR', (model) => {
    const window = series.slice(0, 600)
    const plain = forecastOf(model, window)
    const scaled = forecastOf(
      model,
      window.map((r) => 1e3 * r),
    )
    expect(plain.valueAtRisk).toBeGreaterThan(0)
    expect(plain.expectedShortfall).toBeGreaterThanOrEqual(plain.valueAtRisk)
    expect(scaled.valueAtRisk / plain.valueAtRisk / 1e3).toBeCloseTo(1, 4)
    expect((scaled.expectedShortfall ?? 0) / (plain.expectedShortfall ?? 1) / 1e3).toBeCloseTo(1, 4)
    expect(scaled.volatility / plain.volatility / 1e3).toBeCloseTo(1, 4)
    // A sample's survival moves in steps of one observation, of whose weight the age-weighted have more.
    expect(Math.abs(plain.survival(plain.valueAtRisk) - 0.01)).toBeLessThan(0.012)
    const losses = [-1, -0.05, 0, 0.02, 0.05, 0.2, 1, 100].map(plain.survival)
    losses.forEach((probability, i) => {
      expect(probability).toBeGreaterThan(0)
      expect(probability).toBeLessThan(1)
      if (i > 0) expect(probability).toBeLessThanOrEqual(losses[i - 1] ?? 1)
    })
    const higher = forecastOf(model, window, { valueAtRisk: 0.995, expectedShortfall: 0.995 })
    expect(higher.valueAtRisk).toBeGreaterThanOrEqual(plain.valueAtRisk)
    const milder = forecastOf(model, window, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
    expect(milder.valueAtRisk).toBe(plain.valueAtRisk)
    expect(milder.expectedShortfall ?? 0).toBeLessThanOrEqual(plain.expectedShortfall ?? 0)
  })

  // The EWMA filter takes the mean of returns as zero, so it does not move with them.
  test.each(tailModels.filter((model) => model.name !== 'ewma-fhs'))('property: $name moves with the returns', (model) => {
    const window = series.slice(0, 600)
    const [plain, moved] = [
      forecastOf(model, window),
      forecastOf(
        model,
        window.map((r) => r + 0.02),
      ),
    ]
    expect(moved.valueAtRisk).toBeCloseTo(plain.valueAtRisk - 0.02, 4)
    expect(moved.expectedShortfall ?? 0).toBeCloseTo((plain.expectedShortfall ?? 1) - 0.02, 4)
    expect(moved.survival(0.01)).toBeCloseTo(plain.survival(0.03), 2)
  })

  test.each(tailModels)('behavior: $name throws on bad returns, and refuses or answers those that do not vary', (model) => {
    expect(() => model.fit([0.01])).toThrow('returns: expected at least')
    const broken = series.slice(0, 200)
    broken[7] = Number.NaN
    expect(() => model.fit(broken)).toThrow('returns[7]')
    const still = forecastTail(
      model,
      Array.from({ length: 200 }, () => 0.01),
      confidence,
    )
    if (still.ok) expect(still.value.valueAtRisk).toBe(-0.01)
    else expect(['constantSeries', 'zeroVolatility', 'tooFewExcesses', 'allEqual']).toContain(still.refusal.reason)
  })

  test.each(tailModels)('behavior: a fit of $name is plain data and serves later windows', (model) => {
    const fit = model.fit(series.slice(0, 500))
    if (!fit.ok) throw new Error(fit.refusal.reason)
    const copied = structuredClone(fit.value)
    const later = series.slice(20, 520)
    const [first, second] = [model.forecast(fit.value, later, confidence), model.forecast(copied, later, confidence)]
    expect(first.ok && second.ok && second.value.valueAtRisk).toBe(first.ok && first.value.valueAtRisk)
  })

  test('behavior: models that filter follow the volatility of the day, the others do not', () => {
    const stormy = [...series.slice(0, 500), ...Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? 0.06 : -0.06))]
    const quiet = [...series.slice(0, 500), ...Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? 0.001 : -0.001))]
    for (const model of [ewmaFilteredModel, garchFilteredModel, garchStudentTModel, conditionalExtremeModel] as const) {
      const fit = (model as (typeof tailModels)[number]).fit(series.slice(0, 500))
      if (!fit.ok) throw new Error(fit.refusal.reason)
      const at = (returns: readonly number[]): number => {
        const found = (model as (typeof tailModels)[number]).forecast(fit.value, returns, confidence)
        return found.ok ? found.value.valueAtRisk : Number.NaN
      }
      expect(at(stormy)).toBeGreaterThan(1.5 * at(quiet))
    }
    expect(forecastOf(historicalModel, quiet).valueAtRisk).toBeCloseTo(forecastOf(historicalModel, series.slice(0, 500)).valueAtRisk, 2)
  })

  test('behavior: refusals of the expansion outside its domain and of thresholds above the confidence', () => {
    const wild = [...series.slice(0, 300), -0.5]
    expect(forecastTail(cornishFisherModel, wild, confidence)).toMatchObject({ ok: false, refusal: { reason: 'quantileNotMonotone' } })
    const mild = { valueAtRisk: 0.8, expectedShortfall: 0.975 }
    for (const model of [extremeModel, conditionalExtremeModel])
      expect(forecastTail(model as (typeof tailModels)[number], series.slice(0, 400), mild)).toMatchObject({
        ok: false,
        refusal: { reason: 'belowThreshold' },
      })
    const tail = { valueAtRisk: 0.99, expectedShortfall: 0.8 }
    expect(forecastTail(extremeModel, series.slice(0, 400), tail)).toMatchObject({ ok: false, refusal: { reason: 'belowThreshold' } })
  })

  test('behavior: a tail without a mean has a VaR and no ES; a fallback is said', () => {
    const generator = createPrng(2)
    const wild = Array.from({ length: 400 }, () => -((1 - nextUniform(generator)) ** -1.6))
    const found = forecastOf(extremeModel as (typeof tailModels)[number], wild)
    expect(found.expectedShortfall).toBeNull()
    expect(found.valueAtRisk).toBeGreaterThan(1)
    const cauchy = Array.from({ length: 300 }, () => nextNormal(generator) / nextNormal(generator))
    const fit = studentTModel.fit(cauchy)
    expect(fit.ok && fit.value.outcome).toMatchObject({ kind: 'fallback', reason: 'infiniteVariance' })
  })

  test('behavior: the plain models are the plain figures', () => {
    const window = series.slice(0, 300)
    expect(forecastOf(historicalModel, window).valueAtRisk).toBe(
      historicalTail(
        window.map((r) => -r),
        0.99,
      ).valueAtRisk,
    )
    expect(forecastOf(normalModel, [0.01, -0.01]).volatility).toBeCloseTo(0.01 * Math.SQRT2, 12)
    expect(forecastOf(ageWeightedModel, window).valueAtRisk).toBeGreaterThan(0)
  })
})

describe('conformal forecaster', () => {
  test('behavior: its exceedances keep their share through spells, and ES stays above VaR', () => {
    const made = createConformalForecaster(series.slice(0, 250), { valueAtRisk: 0.95, expectedShortfall: 0.95 })
    if (!made.ok) throw new Error('refused')
    let exceedances = 0
    for (const r of series.slice(250)) {
      const { valueAtRisk, expectedShortfall, survival } = forecastConformal(made.value)
      expect(expectedShortfall).toBeGreaterThanOrEqual(valueAtRisk - 1e-12)
      expect(Math.abs(survival(valueAtRisk) - 0.05)).toBeLessThan(0.01)
      if (pushConformalReturn(made.value, r)) exceedances += 1
    }
    expect(Math.abs(exceedances / 950 - 0.05)).toBeLessThan(0.015)
  })

  test('behavior: where the VaR is a gain the window is shifted', () => {
    const gains = Array.from({ length: 30 }, (_, i) => 1 + i / 100)
    const made = createConformalForecaster(gains, { valueAtRisk: 0.9, expectedShortfall: 0.9 })
    if (!made.ok) throw new Error('refused')
    pushConformalReturn(made.value, 5)
    const found = forecastConformal(made.value)
    expect(found.valueAtRisk).toBeLessThan(-1)
    // At the moved VaR the moved window has the share that the window has at its own.
    const ascending = made.value.losses.toSorted()
    const own = historicalTail(ascending, 0.9).valueAtRisk
    expect(found.survival(found.valueAtRisk)).toBe(empiricalSurvival({ ascending }, own))
    expect(found.expectedShortfall ?? 0).toBeGreaterThanOrEqual(found.valueAtRisk)
  })

  test('error: too few, not finite, confidence; constant returns are refused', () => {
    expect(() => createConformalForecaster([1, 2], confidence)).toThrow('returns: expected at least 20')
    expect(() => createConformalForecaster(series.slice(0, 30), { valueAtRisk: 1, expectedShortfall: 0.9 })).toThrow('confidence')
    expect(
      createConformalForecaster(
        Array.from({ length: 30 }, () => 1),
        confidence,
      ),
    ).toEqual({
      ok: false,
      refusal: { reason: 'constantSeries' },
    })
    const made = createConformalForecaster(series.slice(0, 30), confidence)
    expect(() => made.ok && pushConformalReturn(made.value, Number.NaN)).toThrow('nextReturn: expected')
  })
})

describe('empiricalSurvival', () => {
  test('table: above, at and below losses, with and without weights', () => {
    const ascending = Float64Array.of(1, 2, 2, 3)
    expect([0, 1, 2, 2.5, 3, 4].map((loss) => empiricalSurvival({ ascending }, loss))).toEqual([0.9, 0.8, 0.5, 0.3, 0.2, 0.1])
    const weights = Float64Array.of(0.1, 0.2, 0.2, 0.5)
    expect(empiricalSurvival({ ascending, weights }, 2)).toBeCloseTo((0.7 * 4 + 0.5) / 5, 14)
    expect([insideUnit(0), insideUnit(1), insideUnit(0.3)]).toEqual([1e-300, 1 - Number.EPSILON / 2, 0.3])
  })

  test('property: equal weights are no weights', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), fc.integer({ min: -6, max: 6 }), (values, loss) => {
        const ascending = Float64Array.from(values).sort()
        const weights = new Float64Array(values.length).fill(1 / values.length)
        expect(empiricalSurvival({ ascending, weights }, loss)).toBeCloseTo(empiricalSurvival({ ascending }, loss), 12)
      }),
    )
  })
})
