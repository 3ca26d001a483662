import { accept, refuse, type Result } from '../../base/result.ts'
import { fitVolatilityWithFallback, type VolatilityModel } from '../garch/fallback.ts'
import type { GarchFitOptions } from '../garch/fit.ts'
import type { GarchParameters } from '../garch/model.ts'
import { ewmaFiltered, garchFiltered, type EwmaFilterOptions, type FilteredReturns, type ZeroVolatility } from './filtered-historical.ts'
import { asAsked, type FitOutcome, type NoForecast } from './forecast.ts'

/** A filter with its parameters, as plain data. */
export type VolatilityFilter = Readonly<{ kind: 'garch'; parameters: GarchParameters } | { kind: 'ewma'; options: EwmaFilterOptions }>

/** Degrees of freedom for returns whose own cannot be estimated: the usual order of daily returns, with a finite variance and no fourth moment. */
const heavyTailFreedom = 4

/** Returns with their forecast volatilities taken out, and the mean that was taken off first. */
export type FilteredWindow = FilteredReturns & Readonly<{ mean: number }>

/**
 * Fits a GARCH filter; where the fit cannot be used, the named fallback is taken and said.
 *
 * @returns Refused for returns that do not vary.
 * @throws ArgumentError for fewer than 20 returns or one that is not finite.
 *
 * @example
 * fitVolatilityFilter(returns, { distribution: 'studentT' })
 */
export function fitVolatilityFilter(
  returns: ArrayLike<number>,
  options: GarchFitOptions,
): Result<Readonly<{ filter: VolatilityFilter; outcome: FitOutcome; degreesOfFreedom: number }>, NoForecast> {
  const fitted = fitVolatilityWithFallback(returns, options)
  if (!fitted.ok) return refuse(fitted.refusal)
  const model = fitted.value
  const outcome: FitOutcome = model.name === 'garch' ? asAsked : { kind: 'fallback', reason: model.because.reason, used: model.name }
  const filter: VolatilityFilter =
    model.name === 'ewma'
      ? { kind: 'ewma', options: { lambda: model.lambda, startReturns: Math.min(50, returns.length) } }
      : { kind: 'garch', parameters: model.fit.parameters }
  return accept({ filter, outcome, degreesOfFreedom: freedomOf(model, options) })
}

/**
 * A moving variance estimates no tail, and that of the fit it stands in for may be the reason why it does: close to 2 degrees of freedom
 * the quantiles of a distribution of unit variance are next to nothing.
 */
function freedomOf(model: VolatilityModel, options: GarchFitOptions): number {
  if (model.name !== 'ewma') return model.fit.parameters.degreesOfFreedom
  return options.distribution === 'studentT' ? heavyTailFreedom : Infinity
}

/**
 * Runs a fitted filter over returns.
 *
 * @returns Refused where a volatility forecast is zero.
 * @throws ArgumentError for no returns or one that is not finite.
 *
 * @example
 * filterWindow(fit.filter, returns)
 */
export function filterWindow(filter: VolatilityFilter, returns: ArrayLike<number>): Result<FilteredWindow, ZeroVolatility> {
  const filtered =
    filter.kind === 'garch'
      ? garchFiltered(returns, filter.parameters)
      : ewmaFiltered(returns, { ...filter.options, startReturns: Math.min(filter.options.startReturns, returns.length) })
  if (!filtered.ok) return filtered
  return accept({ ...filtered.value, mean: filter.kind === 'garch' ? filter.parameters.mean : 0 })
}
