import { assertNever } from '../../base/assert.ts'
import { createFilteredModel, filteredForecast, pushFiltered, type FilteredModel } from './filtered-model.ts'
import { createHistoricalModel, historicalForecast, pushHistorical, type HistoricalModel } from './historical-model.ts'
import type { LiveForecast, LiveModelSettings } from './live-forecast.ts'
import { createNormalModel, normalForecast, pushNormal, type NormalModel } from './normal-model.ts'

/** Models of the next return's loss that can be kept up to date return by return. */
export const liveModelNames = ['historical', 'filteredHistorical', 'ewmaNormal'] as const

/** A live model's name. */
export type LiveModelName = (typeof liveModelNames)[number]

/** The state of one live model. Plain data, changed in place by `pushLiveReturn`. */
export type LiveModel = HistoricalModel | FilteredModel | NormalModel

/**
 * A live model that has seen no return.
 *
 * @throws InvariantError for settings out of range.
 *
 * @example
 * const model = createLiveModel('filteredHistorical', settings)
 */
export function createLiveModel(name: LiveModelName, settings: LiveModelSettings): LiveModel {
  switch (name) {
    case 'historical':
      return createHistoricalModel(settings)
    case 'filteredHistorical':
      return createFilteredModel(settings)
    case 'ewmaNormal':
      return createNormalModel(settings)
    default:
      return assertNever(name)
  }
}

/**
 * The forecast for the next return, made of those before it.
 *
 * @returns `undefined` until the model has seen enough, or while what it has seen does not vary.
 *
 * @example
 * liveForecast(model)?.valueAtRisk // 0.012
 */
export function liveForecast(model: LiveModel): LiveForecast | undefined {
  switch (model.name) {
    case 'historical':
      return historicalForecast(model)
    case 'filteredHistorical':
      return filteredForecast(model)
    case 'ewmaNormal':
      return normalForecast(model)
    default:
      return assertNever(model)
  }
}

/**
 * Takes in a return.
 *
 * @param simpleReturn - Finite; a fall is negative.
 *
 * @example
 * pushLiveReturn(model, -0.002)
 */
export function pushLiveReturn(model: LiveModel, simpleReturn: number): void {
  switch (model.name) {
    case 'historical':
      return pushHistorical(model, simpleReturn)
    case 'filteredHistorical':
      return pushFiltered(model, simpleReturn)
    case 'ewmaNormal':
      return pushNormal(model, simpleReturn)
    default:
      return assertNever(model)
  }
}
