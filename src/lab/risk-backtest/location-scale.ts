import { createGarchFilter, meanSquaredResidual, pushGarchReturn } from '../../risk/garch/filter.ts'
import type { GarchParameters } from '../../risk/garch/model.ts'
import type { Innovation } from './innovation.ts'
import { historicalModel } from './model-historical.ts'
import type { FitOutcome, FittedRiskModel, ModelSettings } from './risk-model.ts'

/** A forecast of the next return's mean and variance that moves with each return. Changed in place by `push`. */
export type VolatilityFilter = Readonly<{ mean: number; variance: () => number; push: (nextReturn: number) => void }>

/** A filter that has gone through the window, and what the window's losses were in units of its forecasts. */
export type FilteredWindow = Readonly<{ filter: VolatilityFilter; standardised: Float64Array }>

/**
 * Sends the window's losses through a GARCH filter.
 *
 * @returns `undefined` where a forecast is zero, by which nothing can be divided.
 *
 * @example
 * garchWindow(window, parameters)?.filter.variance()
 */
export function garchWindow(losses: Float64Array, parameters: GarchParameters): FilteredWindow | undefined {
  const returns = losses.map((loss) => -loss)
  const start = meanSquaredResidual(returns, parameters.mean)
  if (!(start > 0)) return undefined
  const state = createGarchFilter(parameters, start)
  const filter: VolatilityFilter = {
    mean: parameters.mean,
    variance: () => state.variance,
    push: (nextReturn) => pushGarchReturn(state, nextReturn),
  }
  return throughWindow(losses, filter)
}

/** The weight of the past in RiskMetrics, for daily returns; other spacings use it too, as a convention. */
export const riskMetricsLambda = 0.94

/** Returns whose mean square starts the exponentially weighted filter. */
const startReturns = 50

/**
 * Sends the window's losses through an exponentially weighted filter of mean zero, begun with the mean square of the first fifty.
 *
 * @returns `undefined` where a forecast is zero: losses that begin with nothing but zeros.
 *
 * @example
 * ewmaWindow(window)?.filter.variance()
 */
export function ewmaWindow(losses: Float64Array): FilteredWindow | undefined {
  let variance = meanSquaredResidual(losses.subarray(0, startReturns), 0)
  const filter: VolatilityFilter = {
    mean: 0,
    variance: () => variance,
    push: (nextReturn) => {
      variance = riskMetricsLambda * variance + (1 - riskMetricsLambda) * nextReturn * nextReturn
    },
  }
  return throughWindow(losses, filter)
}

function throughWindow(losses: Float64Array, filter: VolatilityFilter): FilteredWindow | undefined {
  const standardised = new Float64Array(losses.length)
  for (let t = 0; t < losses.length; t++) {
    const variance = filter.variance()
    if (!(variance > 0)) return undefined
    standardised[t] = ((losses[t] as number) + filter.mean) / Math.sqrt(variance)
    filter.push(-(losses[t] as number))
  }
  return filter.variance() > 0 ? { filter, standardised } : undefined
}

/**
 * A model whose next loss is a mean and a volatility, both forecast, and an innovation.
 *
 * @example
 * locationScale({ outcome: { kind: 'fitted' }, filter, innovation: normalInnovation(0.99) })
 */
export function locationScale(parts: Readonly<{ outcome: FitOutcome; filter: VolatilityFilter; innovation: Innovation }>): FittedRiskModel {
  const { outcome, filter, innovation } = parts
  return {
    outcome,
    forecast: () => {
      const volatility = Math.sqrt(filter.variance())
      const tail = innovation.tail()
      return {
        valueAtRisk: volatility * tail.valueAtRisk - filter.mean,
        expectedShortfall: tail.expectedShortfall === null ? null : volatility * tail.expectedShortfall - filter.mean,
        volatility,
        survival: (loss) => innovation.survival((loss + filter.mean) / volatility),
      }
    },
    observe: (loss) => {
      innovation.observe((loss + filter.mean) / Math.sqrt(filter.variance()))
      filter.push(-loss)
    },
  }
}

/**
 * Historical simulation in the place of a model that could not be fitted, and why.
 *
 * @example
 * historicalInstead(window, settings, 'constantSeries')
 */
export function historicalInstead(losses: Float64Array, settings: ModelSettings, reason: string): FittedRiskModel {
  return { ...historicalModel.fit(losses, settings), outcome: { kind: 'fallback', reason, used: 'historical simulation' } }
}
