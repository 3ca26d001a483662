import { empiricalInnovation, normalInnovation, type Innovation } from './innovation.ts'
import { ewmaWindow, historicalInstead, locationScale, riskMetricsLambda } from './location-scale.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'

/**
 * RiskMetrics: a normal loss with exponentially weighted variance.
 *
 * @see J.P. Morgan, "RiskMetrics Technical Document" (1996).
 *
 * @example
 * ewmaModel.fit(window, { confidence: 0.99 })
 */
export const ewmaModel: RiskModel = {
  name: 'ewma',
  title: 'RiskMetrics',
  about: `The next loss is normal with mean 0 and an exponentially weighted variance, lambda ${riskMetricsLambda}; there is nothing to refit.`,
  memory: 'window',
  law: { kind: 'normal' },
  leastWindow: 10,
  fit: (losses, settings) => fitted(losses, settings, () => normalInnovation(settings.confidence)),
}

/**
 * Filtered historical simulation: past losses over the volatility of their day, times today's.
 *
 * @see Hull & White, "Incorporating volatility updating into the historical simulation method", J. Risk 1 (1998).
 *
 * @example
 * filteredHistoricalModel.fit(window, { confidence: 0.99 })
 */
export const filteredHistoricalModel: RiskModel = {
  name: 'fhs',
  title: 'Filtered historical simulation',
  about: `The losses of the window over the exponentially weighted volatility forecast for each (lambda ${riskMetricsLambda}), times the one forecast now; there is nothing to refit.`,
  memory: 'window',
  law: heavyLaw,
  leastWindow: 10,
  fit: (losses, settings) => fitted(losses, settings, (standardised) => empiricalInnovation(standardised, settings.confidence)),
}

function fitted(losses: Float64Array, settings: ModelSettings, innovationOf: (standardised: Float64Array) => Innovation): FittedRiskModel {
  const filtered = ewmaWindow(losses)
  if (filtered === undefined) return historicalInstead(losses, settings, 'zeroVolatility')
  const { filter, standardised } = filtered
  return locationScale({ outcome: { kind: 'fitted' }, filter, innovation: innovationOf(standardised) })
}
