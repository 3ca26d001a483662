import { createTailPair, pushPair, readPair, type TailPair } from './tail-pair.ts'
import type { LiveForecast, LiveModelSettings } from './live-forecast.ts'

/** The quantile and the tail mean of the last losses. */
export type HistoricalModel = { readonly name: 'historical'; readonly minimumReturns: number; readonly losses: TailPair }

/**
 * A historical simulation that has seen no return.
 *
 * @example
 * createHistoricalModel(settings)
 */
export function createHistoricalModel(settings: LiveModelSettings): HistoricalModel {
  return { name: 'historical', minimumReturns: settings.minimumReturns, losses: createTailPair(settings) }
}

/**
 * The tail of the window, as it was.
 *
 * @example
 * historicalForecast(model)?.valueAtRisk
 */
export function historicalForecast(model: HistoricalModel): LiveForecast | undefined {
  return readPair(model.losses, model.minimumReturns)
}

/**
 * Takes in a return.
 *
 * @example
 * pushHistorical(model, -0.002)
 */
export function pushHistorical(model: HistoricalModel, simpleReturn: number): void {
  pushPair(model.losses, -simpleReturn)
}
