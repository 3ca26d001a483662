import type { Result } from '../../base/result.ts'

/** The confidences at which the two figures are asked for, each strictly between 0 and 1. */
export type TailConfidence = Readonly<{ valueAtRisk: number; expectedShortfall: number }>

/** What a model says of the next loss before it is known. Losses are positive. */
export type TailForecast = Readonly<{
  valueAtRisk: number
  /** Null where the model's tail has no mean, as with a tail index of 1 or above. */
  expectedShortfall: number | null
  /** The standard deviation the model expects of the next loss. */
  volatility: number
  /** The probability that the next loss is above `loss`, strictly between 0 and 1. */
  survival: (loss: number) => number
}>

/** Why a model has no forecast: a reason, and what explains it. */
export type NoForecast = Readonly<{ reason: string }>

/** How a fit went: as asked, or by a named way out, for a reason. */
export type FitOutcome = Readonly<{ kind: 'fitted' } | { kind: 'fallback'; reason: string; used: string }>

/**
 * A model of the next loss in two steps, so that parameters may be fitted every few days and forecasts made every day.
 *
 * `returns` are oldest first; a loss is a return below 0. A fit is plain data. Both steps throw ArgumentError for returns that are not
 * finite or fewer than `leastReturns`, and refuse where the model has no answer.
 */
export type TailModel<Fit extends ModelFit = ModelFit> = Readonly<{
  name: string
  /** For people. */
  title: string
  /** One sentence: what it takes the next loss to be drawn from, with every fixed parameter. */
  about: string
  leastReturns: number
  fit: (returns: ArrayLike<number>) => Result<Fit, NoForecast>
  /** `returns` may be later than those of the fit. */
  forecast: (fit: Fit, returns: ArrayLike<number>, confidence: TailConfidence) => Result<TailForecast, NoForecast>
}>

/** What every fit says beside its own parameters. */
export type ModelFit = Readonly<{ outcome: FitOutcome }>

/** A fit that went as asked. */
export const asAsked: FitOutcome = { kind: 'fitted' }

/**
 * Fits and forecasts in one call.
 *
 * @returns Refused where either step is.
 *
 * @example
 * forecastTail(historicalModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export function forecastTail<Fit extends ModelFit>(
  model: TailModel<Fit>,
  returns: ArrayLike<number>,
  confidence: TailConfidence,
): Result<TailForecast, NoForecast> {
  const fit = model.fit(returns)
  return fit.ok ? model.forecast(fit.value, returns, confidence) : fit
}
