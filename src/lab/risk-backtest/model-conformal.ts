import { createAdaptiveQuantile, pushAdaptiveLoss } from '../../risk/tail/adaptive-quantile.ts'
import { tailOfSorted } from '../../risk/tail/historical.ts'
import { ewmaWindow, historicalInstead, riskMetricsLambda } from './location-scale.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'
import { createSortedWindow, slideWindow, survivalByRank } from './sorted-window.ts'

/** By how much an exceedance raises the forecast, in volatilities. */
const step = 0.1

/**
 * Adaptive conformal: filtered historical simulation whose quantile is not read off the window but learns from each exceedance, so that
 * in the long run the share of exceedances is the one promised, whatever the losses do.
 *
 * The window's standardised losses are all scaled by one factor, that which puts their quantile on the learnt one; expected shortfall and
 * probabilities are those of the scaled losses.
 *
 * @see Gibbs & Candes, "Adaptive conformal inference under distribution shift", NeurIPS (2021).
 *
 * @example
 * conformalModel.fit(window, { confidence: 0.99 })
 */
export const conformalModel: RiskModel = {
  name: 'conformal',
  title: 'Adaptive conformal',
  about: `A quantile of the standardised losses that rises by ${step} times the confidence after an exceedance and falls by ${step} times the rest otherwise, times the exponentially weighted volatility (lambda ${riskMetricsLambda}); ES is scaled with it. It learns from all the past and is never refitted.`,
  memory: 'past',
  law: heavyLaw,
  leastWindow: 10,
  fit,
}

function fit(losses: Float64Array, settings: ModelSettings): FittedRiskModel {
  const filtered = ewmaWindow(losses)
  if (filtered === undefined) return historicalInstead(losses, settings, 'zeroVolatility')
  const { filter, standardised } = filtered
  const window = createSortedWindow(standardised)
  const start = tailOfSorted(window.ascending, settings.confidence).valueAtRisk
  const tracker = createAdaptiveQuantile({ start, confidence: settings.confidence, step })
  return {
    outcome: { kind: 'fitted' },
    forecast: () => {
      const volatility = Math.sqrt(filter.variance())
      const tail = tailOfSorted(window.ascending, settings.confidence)
      // Without a positive quantile on both sides there is no factor between them; then the window speaks for itself.
      const factor = tail.valueAtRisk > 0 && tracker.forecast > 0 ? tracker.forecast / tail.valueAtRisk : undefined
      return {
        valueAtRisk: volatility * tracker.forecast,
        expectedShortfall: factor === undefined ? null : volatility * factor * tail.expectedShortfall,
        volatility,
        survival: (loss) => survivalByRank(window.ascending, loss / volatility / (factor ?? 1)),
      }
    },
    observe: (loss) => {
      const z = loss / Math.sqrt(filter.variance())
      pushAdaptiveLoss(tracker, z)
      slideWindow(window, z)
      filter.push(-loss)
    },
  }
}
