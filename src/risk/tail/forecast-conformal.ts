import { requireFinite, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { varianceOf } from '../../num/moments.ts'
import { createAdaptiveQuantile, pushAdaptiveLoss, type AdaptiveQuantile } from './adaptive-quantile.ts'
import { empiricalSurvival } from './empirical-survival.ts'
import type { NoForecast, TailConfidence, TailForecast } from './forecast.ts'
import { tailOfSorted } from './historical.ts'

/**
 * A value at risk that follows its own exceedances, over a window of losses that gives the shape of the tail. Plain data, changed in
 * place by `pushConformalReturn`. It rests on everything since it was made, so it runs in one piece.
 */
export type ConformalForecaster = {
  readonly confidence: TailConfidence
  readonly quantile: AdaptiveQuantile
  /** The last losses, by place in a ring. */
  readonly losses: Float64Array
  next: number
}

/** By how much of the window's standard deviation an exceedance raises the forecast. */
const stepShare = 0.5

/**
 * Makes a conformal forecaster that starts from historical simulation over a window.
 *
 * @param returns - The window, oldest first, at least 20.
 * @returns Refused for returns that do not vary: there is no step to move by.
 * @throws ArgumentError for too few returns, one that is not finite, or a confidence outside its range.
 * @see Gibbs & Candes (2021); Angelopoulos, Candes & Tibshirani, "Conformal PID control for time series prediction", NeurIPS (2023).
 *
 * @example
 * const made = createConformalForecaster(returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export function createConformalForecaster(returns: ArrayLike<number>, confidence: TailConfidence): Result<ConformalForecaster, NoForecast> {
  requireSeries('returns', returns, 20)
  const losses = Float64Array.from(returns, (r) => 0 - r)
  const step = stepShare * Math.sqrt(varianceOf(losses))
  if (!(step > 0)) return refuse({ reason: 'constantSeries' })
  const start = tailOfSorted(losses.toSorted(), confidence.valueAtRisk).valueAtRisk
  return accept({ confidence, quantile: createAdaptiveQuantile({ start, confidence: confidence.valueAtRisk, step }), losses, next: 0 })
}

/**
 * Takes in a return that became known: the forecast moves, and the window drops its oldest loss.
 *
 * @returns Whether it was an exceedance.
 * @throws ArgumentError for a return that is not finite.
 *
 * @example
 * made.ok && pushConformalReturn(made.value, -0.2) // true
 */
export function pushConformalReturn(forecaster: ConformalForecaster, nextReturn: number): boolean {
  requireFinite('nextReturn', nextReturn)
  forecaster.losses[forecaster.next] = 0 - nextReturn
  forecaster.next = forecaster.next + 1 === forecaster.losses.length ? 0 : forecaster.next + 1
  return pushAdaptiveLoss(forecaster.quantile, 0 - nextReturn)
}

/**
 * The forecast for the next return: the window's losses, scaled so that their value at risk is the one that follows exceedances. Where
 * either is not a loss the window is shifted instead.
 *
 * @example
 * made.ok && forecastConformal(made.value) // { valueAtRisk: 0.05415, expectedShortfall: 0.06893 }
 */
export function forecastConformal(forecaster: ConformalForecaster): TailForecast {
  const { confidence, quantile, losses } = forecaster
  const ascending = losses.toSorted()
  const historical = tailOfSorted(ascending, confidence.valueAtRisk).valueAtRisk
  const isScaled = historical > 0 && quantile.forecast > 0
  const scale = isScaled ? quantile.forecast / historical : 1
  const shift = isScaled ? 0 : quantile.forecast - historical
  const shortfall = tailOfSorted(ascending, confidence.expectedShortfall).expectedShortfall
  return {
    valueAtRisk: quantile.forecast,
    expectedShortfall: shift + scale * shortfall,
    volatility: scale * Math.sqrt(varianceOf(losses)),
    survival: (loss) => empiricalSurvival({ ascending }, (loss - shift) / scale),
  }
}
