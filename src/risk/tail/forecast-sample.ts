import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { varianceOf } from '../../num/moments.ts'
import { ageWeightedSample, weightedTail } from './age-weighted.ts'
import { empiricalSurvival } from './empirical-survival.ts'
import { asAsked, type ModelFit, type NoForecast, type TailConfidence, type TailForecast, type TailModel } from './forecast.ts'
import { tailOfSorted } from './historical.ts'
import type { TailRisk } from './tail-risk.ts'
import { filterWindow, fitVolatilityFilter, type VolatilityFilter } from './volatility-filter.ts'

/**
 * Historical simulation.
 *
 * @example
 * forecastTail(historicalModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const historicalModel: TailModel = {
  name: 'historical',
  title: 'Historical simulation',
  about: 'The next loss is one of the window, each as likely as the other.',
  leastReturns: 2,
  fit: nothingToFit,
  forecast: (_fit, returns, confidence) => {
    requireSeries('returns', returns, 2)
    return accept(sampleForecast(lossesOf(returns), Math.sqrt(varianceOf(returns)), confidence))
  },
}

/** The decay of the age-weighted model: of 100 losses the oldest weighs a seventh of the newest. */
const ageDecay = 0.98

/**
 * Historical simulation in which old losses count less.
 *
 * @example
 * forecastTail(ageWeightedModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const ageWeightedModel: TailModel = {
  name: 'age-weighted',
  title: 'Age-weighted historical simulation',
  about: `The next loss is one of the window, each ${ageDecay} times as likely as the one after it.`,
  leastReturns: 2,
  fit: nothingToFit,
  forecast: (_fit, returns, confidence) => {
    requireSeries('returns', returns, 2)
    const sample = ageWeightedSample(lossesOf(returns), ageDecay)
    const at = (level: number): TailRisk => weightedTail({ ...sample, confidence: level })
    return accept({
      valueAtRisk: at(confidence.valueAtRisk).valueAtRisk,
      expectedShortfall: at(confidence.expectedShortfall).expectedShortfall,
      volatility: weightedDeviation(sample.worst, sample.weights),
      survival: (loss) => empiricalSurvival({ ascending: sample.worst.toReversed(), weights: sample.weights.toReversed() }, loss),
    })
  },
}

/** A filter that residuals were taken out by. */
export type FilterFit = ModelFit & Readonly<{ filter: VolatilityFilter }>

/**
 * Filtered historical simulation by an exponentially weighted volatility.
 *
 * @example
 * forecastTail(ewmaFilteredModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const ewmaFilteredModel: TailModel<FilterFit> = {
  name: 'ewma-fhs',
  title: 'Filtered historical simulation, EWMA',
  about: "The next loss is one of the window's scaled from its day's volatility to the next one's, by an EWMA with lambda 0.94.",
  leastReturns: 20,
  fit: (returns) => {
    requireSeries('returns', returns, 20)
    return accept({ outcome: asAsked, filter: { kind: 'ewma', options: { lambda: 0.94, startReturns: 50 } } })
  },
  forecast: filteredForecast,
}

/**
 * Filtered historical simulation by a fitted GARCH model, or its named fallback.
 *
 * @example
 * forecastTail(garchFilteredModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const garchFilteredModel: TailModel<FilterFit> = {
  name: 'garch-fhs',
  title: 'Filtered historical simulation, GARCH',
  about: "The next loss is one of the window's scaled from its day's volatility to the next one's, by a GARCH(1,1) fitted to the window.",
  leastReturns: 50,
  fit: (returns) => {
    requireSeries('returns', returns, 50)
    return fitVolatilityFilter(returns, { distribution: 'normal' })
  },
  forecast: filteredForecast,
}

function filteredForecast(fit: FilterFit, returns: ArrayLike<number>, confidence: TailConfidence): Result<TailForecast, NoForecast> {
  const filtered = filterWindow(fit.filter, returns)
  if (!filtered.ok) return refuse(filtered.refusal)
  const { residuals, nextVolatility, mean } = filtered.value
  const losses = residuals.map((residual) => -(mean + residual * nextVolatility))
  return accept(sampleForecast(losses, nextVolatility, confidence))
}

/** Sorts the losses in place. */
function sampleForecast(losses: Float64Array, volatility: number, confidence: TailConfidence): TailForecast {
  const ascending = losses.sort()
  return {
    valueAtRisk: tailOfSorted(ascending, confidence.valueAtRisk).valueAtRisk,
    expectedShortfall: tailOfSorted(ascending, confidence.expectedShortfall).expectedShortfall,
    volatility,
    survival: (loss) => empiricalSurvival({ ascending }, loss),
  }
}

function nothingToFit(returns: ArrayLike<number>): Result<ModelFit, NoForecast> {
  requireSeries('returns', returns, 2)
  return accept({ outcome: asAsked })
}

function lossesOf(returns: ArrayLike<number>): Float64Array {
  // Subtracting from 0 leaves no minus zero.
  return Float64Array.from(returns, (r) => 0 - r)
}

function weightedDeviation(values: Float64Array, weights: Float64Array): number {
  let mean = 0
  values.forEach((value, i) => (mean += value * (weights[i] as number)))
  let square = 0
  values.forEach((value, i) => (square += (value - mean) * (value - mean) * (weights[i] as number)))
  return Math.sqrt(square)
}
