import { createEwmaVolatility, ewmaVariance, pushEwmaReturn, type EwmaVolatility } from '../ewma-volatility.ts'
import { createTailPair, pushPair, readPair, type TailPair } from './tail-pair.ts'
import type { LiveForecast, LiveModelSettings } from './live-forecast.ts'

/** Returns whose mean square starts the EWMA. */
const startReturns = 20

/** Filtered historical simulation: the tail of returns over their forecast volatility, scaled by the volatility of now. */
export type FilteredModel = {
  readonly name: 'filteredHistorical'
  readonly minimumReturns: number
  readonly ewma: EwmaVolatility
  readonly standardised: TailPair
}

/**
 * A filtered simulation that has seen no return.
 *
 * @see Hull & White, "Incorporating volatility updating into the historical simulation method", Journal of Risk 1 (1998).
 *
 * @example
 * createFilteredModel(settings)
 */
export function createFilteredModel(settings: LiveModelSettings): FilteredModel {
  const ewma = createEwmaVolatility({ lambda: settings.lambda, startReturns })
  return { name: 'filteredHistorical', minimumReturns: settings.minimumReturns, ewma, standardised: createTailPair(settings) }
}

/**
 * The tail of standardised losses times the forecast volatility; none while the volatility is zero.
 *
 * @example
 * filteredForecast(model)?.expectedShortfall
 */
export function filteredForecast(model: FilteredModel): LiveForecast | undefined {
  const tail = readPair(model.standardised, model.minimumReturns)
  const volatility = Math.sqrt(ewmaVariance(model.ewma) ?? 0)
  if (tail === undefined || volatility === 0) return undefined
  return {
    valueAtRisk: tail.valueAtRisk * volatility,
    expectedShortfall: tail.expectedShortfall * volatility,
    shortfallThreshold: tail.shortfallThreshold * volatility,
  }
}

/**
 * Takes in a return: standardised by the volatility forecast before it. While that is absent or zero the return is not kept.
 *
 * @example
 * pushFiltered(model, -0.002)
 */
export function pushFiltered(model: FilteredModel, simpleReturn: number): void {
  const variance = ewmaVariance(model.ewma) ?? 0
  if (variance > 0) pushPair(model.standardised, -simpleReturn / Math.sqrt(variance))
  pushEwmaReturn(model.ewma, simpleReturn)
}
