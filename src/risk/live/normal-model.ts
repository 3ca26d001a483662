import { normalDensity, normalQuantile } from '../../num/normal.ts'
import { createEwmaVolatility, ewmaVariance, pushEwmaReturn, type EwmaVolatility } from '../ewma-volatility.ts'
import type { LiveForecast, LiveModelSettings } from './live-forecast.ts'

/** Normal returns with mean zero and EWMA variance: RiskMetrics. */
export type NormalModel = {
  readonly name: 'ewmaNormal'
  readonly ewma: EwmaVolatility
  /** Value at risk, expected shortfall and the threshold of the latter, for a volatility of 1. */
  readonly unit: LiveForecast
}

/**
 * A normal model that has seen no return.
 *
 * @see J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996).
 *
 * @example
 * createNormalModel(settings)
 */
export function createNormalModel(settings: LiveModelSettings): NormalModel {
  const threshold = -normalQuantile(1 - settings.expectedShortfallConfidence)
  const unit = {
    valueAtRisk: -normalQuantile(1 - settings.valueAtRiskConfidence),
    expectedShortfall: normalDensity(threshold) / (1 - settings.expectedShortfallConfidence),
    shortfallThreshold: threshold,
  }
  const startReturns = Math.max(1, settings.minimumReturns)
  return { name: 'ewmaNormal', ewma: createEwmaVolatility({ lambda: settings.lambda, startReturns }), unit }
}

/**
 * The normal tail at the forecast volatility; none while that is zero.
 *
 * @example
 * normalForecast(model)?.valueAtRisk
 */
export function normalForecast(model: NormalModel): LiveForecast | undefined {
  const volatility = Math.sqrt(ewmaVariance(model.ewma) ?? 0)
  if (volatility === 0) return undefined
  const { valueAtRisk, expectedShortfall, shortfallThreshold } = model.unit
  return {
    valueAtRisk: valueAtRisk * volatility,
    expectedShortfall: expectedShortfall * volatility,
    shortfallThreshold: shortfallThreshold * volatility,
  }
}

/**
 * Takes in a return.
 *
 * @example
 * pushNormal(model, -0.002)
 */
export function pushNormal(model: NormalModel, simpleReturn: number): void {
  pushEwmaReturn(model.ewma, simpleReturn)
}
