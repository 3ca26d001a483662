import type { LossLaw } from '../../risk/backtest/shortfall-critical-value.ts'
import type { ModelFit, TailModel } from '../../risk/tail/forecast.ts'
import { createConformalForecaster, forecastConformal, pushConformalReturn } from '../../risk/tail/forecast-conformal.ts'
import { historicalModel } from './model-historical.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'

/** What a model of the core is called here, and what is said of it beside. */
export type Naming = Readonly<{ name?: string; law: LossLaw; onRequest?: true }>

/**
 * A model of the core as the backtest walks it: fitted when due, and asked each day with the window that ends there. Where either step
 * is refused, historical simulation stands in, by name.
 *
 * @example
 * fromTailModel(garchStudentTModel, { law: heavyLaw }).fit(window, { confidence: 0.99 })
 */
export function fromTailModel<Fit extends ModelFit>(model: TailModel<Fit>, naming: Naming): RiskModel {
  return {
    name: naming.name ?? model.name,
    title: model.title,
    about: model.about,
    memory: 'window',
    law: naming.law,
    leastWindow: model.leastReturns,
    onRequest: naming.onRequest === true,
    fit: (losses, settings) => {
      const returns = losses.map((loss) => 0 - loss)
      const fit = model.fit(returns)
      if (!fit.ok) return historicalInstead(losses, settings, fit.refusal.reason)
      const confidence = { valueAtRisk: settings.confidence, expectedShortfall: settings.confidence }
      return {
        outcome: fit.value.outcome,
        observe: (loss) => {
          returns.copyWithin(0, 1)
          returns[returns.length - 1] = 0 - loss
        },
        forecast: () => {
          const forecast = model.forecast(fit.value, returns, confidence)
          if (forecast.ok) return forecast.value
          const instead = historicalModel.fit(
            returns.map((value) => 0 - value),
            settings,
          )
          return { ...instead.forecast(), fallback: { reason: forecast.refusal.reason, used: historicalName } }
        },
      }
    },
  }
}

const historicalName = 'historical simulation'

/**
 * Historical simulation in the place of a model that could not be fitted, and why.
 *
 * @example
 * historicalInstead(window, settings, 'constantSeries')
 */
export function historicalInstead(losses: Float64Array, settings: ModelSettings, reason: string): FittedRiskModel {
  return { ...historicalModel.fit(losses, settings), outcome: { kind: 'fallback', reason, used: historicalName } }
}

/**
 * The adaptive conformal forecast: it learns from each exceedance since the first window, so it runs in one piece and is made once.
 *
 * @see Gibbs & Candes, "Adaptive conformal inference under distribution shift", NeurIPS (2021).
 *
 * @example
 * conformalModel.fit(window, { confidence: 0.99 })
 */
export const conformalModel: RiskModel = {
  name: 'conformal',
  title: 'Adaptive conformal',
  about:
    'A value at risk that rises by half a volatility of the first window, times the confidence, after an exceedance, and falls by as much times the rest otherwise; the losses of the sliding window, scaled to have it as their quantile, give the rest of the tail. It learns from all the past and is never refitted.',
  memory: 'past',
  law: heavyLaw,
  leastWindow: 20,
  onRequest: false,
  fit: (losses, settings) => {
    const confidence = { valueAtRisk: settings.confidence, expectedShortfall: settings.confidence }
    const made = createConformalForecaster(
      losses.map((loss) => 0 - loss),
      confidence,
    )
    if (!made.ok) return historicalInstead(losses, settings, made.refusal.reason)
    return {
      outcome: { kind: 'fitted' },
      forecast: () => forecastConformal(made.value),
      observe: (loss) => pushConformalReturn(made.value, 0 - loss),
    }
  },
}
