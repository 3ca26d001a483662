import { requireFinite, requirePositive, requireProbability, requireSeries } from '../../base/argument.ts'

/** A value at risk that follows its own exceedances. Plain data, changed in place by `pushAdaptiveLoss`. */
export type AdaptiveQuantile = {
  readonly tailProbability: number
  /** Step by which an exceedance raises the forecast, in the unit of losses. */
  readonly step: number
  /** The forecast for the next loss. */
  forecast: number
  judged: number
  exceedances: number
}

/** Where the forecast starts, at which confidence it aims, and how far an exceedance moves it (unit of losses). */
export type AdaptiveOptions = Readonly<{ start: number; confidence: number; step: number }>

/**
 * Makes a value at risk forecast that rises by `step * confidence` after an exceedance and falls by `step * (1 - confidence)`
 * otherwise (adaptive conformal, the quantile tracker).
 *
 * Whatever the losses do, the share of exceedances comes within `(range + step) / (step * T)` of `1 - confidence` after T losses.
 *
 * @throws ArgumentError for a start that is not finite, a step that is not positive, or a confidence outside its range.
 * @see Gibbs & Candes, "Adaptive conformal inference under distribution shift", NeurIPS (2021).
 *
 * @example
 * const quantile = createAdaptiveQuantile({ start: 0.05, confidence: 0.99, step: 0.01 })
 */
export function createAdaptiveQuantile(options: AdaptiveOptions): AdaptiveQuantile {
  requireFinite('start', options.start)
  requirePositive('step', options.step)
  requireProbability('confidence', options.confidence)
  // The plain difference: a loss that ties with a forecast is judged as it is wherever the recursion is worked literally in doubles.
  return { tailProbability: 1 - options.confidence, step: options.step, forecast: options.start, judged: 0, exceedances: 0 }
}

/**
 * Judges a loss against the forecast made before it and moves the forecast. An exceedance is a loss strictly greater.
 *
 * @param loss - Finite; the hot path does not check it.
 * @returns Whether it was an exceedance.
 *
 * @example
 * pushAdaptiveLoss(quantile, 0.08) // true
 */
export function pushAdaptiveLoss(quantile: AdaptiveQuantile, loss: number): boolean {
  const exceeded = loss > quantile.forecast
  quantile.forecast += quantile.step * ((exceeded ? 1 : 0) - quantile.tailProbability)
  quantile.judged += 1
  if (exceeded) quantile.exceedances += 1
  return exceeded
}

/** The path of the forecasts: one for each loss and one for the next. */
export type AdaptivePath = Readonly<{ forecasts: Float64Array; exceedances: number }>

/**
 * Runs the forecast over a series.
 *
 * @param losses - In order of time; positive is a loss.
 * @returns `forecasts[t]` was made before `losses[t]`; one more than there are losses.
 * @throws ArgumentError for a loss that is not finite and as for `createAdaptiveQuantile`.
 *
 * @example
 * adaptivePath([0.08, 0.01], { start: 0.05, confidence: 0.9, step: 0.1 }).forecasts // [0.05, 0.14, 0.13]
 */
export function adaptivePath(losses: ArrayLike<number>, options: AdaptiveOptions): AdaptivePath {
  requireSeries('losses', losses, 0)
  const quantile = createAdaptiveQuantile(options)
  const forecasts = new Float64Array(losses.length + 1)
  forecasts[0] = quantile.forecast
  for (let t = 0; t < losses.length; t++) {
    pushAdaptiveLoss(quantile, losses[t] as number)
    forecasts[t + 1] = quantile.forecast
  }
  return { forecasts, exceedances: quantile.exceedances }
}
