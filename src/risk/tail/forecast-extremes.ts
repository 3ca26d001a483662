import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential, logarithmOfOnePlus } from '../../num/elementary.ts'
import { varianceOf } from '../../num/moments.ts'
import { extremeTail, fitPeaksOverThreshold, type PeaksOverThreshold } from '../extremes/peaks-over-threshold.ts'
import type { ParetoParameters } from '../extremes/generalised-pareto.ts'
import { empiricalSurvival } from './empirical-survival.ts'
import { asAsked, type ModelFit, type NoForecast, type TailConfidence, type TailForecast, type TailModel } from './forecast.ts'
import { insideUnit } from './forecast-parametric.ts'
import { filterWindow, fitVolatilityFilter, type VolatilityFilter } from './volatility-filter.ts'

/** The share of losses that lie above the threshold of the tail. */
const tailShare = 0.1

/** A tail and the losses below it, smallest first, in the tail's unit. */
export type ExtremeModelFit = ModelFit & Readonly<{ tail: PeaksOverThreshold<ParetoParameters>; ascending: Float64Array }>

/**
 * A generalised Pareto tail beyond the window's 90 % quantile; milder losses as in the window.
 *
 * @example
 * forecastTail(extremeModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const extremeModel: TailModel<ExtremeModelFit> = {
  name: 'evt',
  title: 'Extreme value theory, peaks over threshold',
  about:
    'Losses beyond the 90 % quantile of the window follow a generalised Pareto distribution fitted to them; milder ones are as in the window.',
  leastReturns: 100,
  fit: (returns) => {
    requireSeries('returns', returns, 100)
    const tail = tailBeyond(Float64Array.from(returns, (r) => 0 - r))
    return tail.ok ? accept({ ...tail.value, outcome: asAsked }) : tail
  },
  forecast: (fit, returns, confidence) => {
    requireSeries('returns', returns, 2)
    return tailForecast(fit, { mean: 0, volatility: 1, ownVolatility: Math.sqrt(varianceOf(returns)) }, confidence)
  },
}

/** A filter and the tail of what it leaves. */
export type ConditionalExtremeFit = ExtremeModelFit & Readonly<{ filter: VolatilityFilter }>

/**
 * A generalised Pareto tail of the residuals of a GARCH filter, at the volatility of the next day.
 *
 * @see McNeil & Frey (2000).
 *
 * @example
 * forecastTail(conditionalExtremeModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const conditionalExtremeModel: TailModel<ConditionalExtremeFit> = {
  name: 'conditional-evt',
  title: 'Conditional extreme value theory',
  about:
    'Losses over the volatility of a GARCH(1,1) fitted to the window follow, beyond their 90 % quantile, a generalised Pareto distribution fitted to them.',
  leastReturns: 100,
  fit: (returns) => {
    requireSeries('returns', returns, 100)
    const fitted = fitVolatilityFilter(returns, { distribution: 'normal' })
    if (!fitted.ok) return fitted
    const filtered = filterWindow(fitted.value.filter, returns)
    if (!filtered.ok) return refuse(filtered.refusal)
    const tail = tailBeyond(filtered.value.residuals.map((residual) => 0 - residual))
    return tail.ok ? accept({ ...tail.value, filter: fitted.value.filter, outcome: fitted.value.outcome }) : tail
  },
  forecast: (fit, returns, confidence) => {
    const filtered = filterWindow(fit.filter, returns)
    if (!filtered.ok) return refuse(filtered.refusal)
    const { mean, nextVolatility } = filtered.value
    return tailForecast(fit, { mean, volatility: nextVolatility, ownVolatility: nextVolatility }, confidence)
  },
}

function tailBeyond(losses: Float64Array): Result<Omit<ExtremeModelFit, 'outcome'>, NoForecast> {
  const ascending = losses.sort()
  const threshold = ascending[ascending.length - 1 - Math.floor(tailShare * ascending.length)] as number
  const tail = fitPeaksOverThreshold(ascending, threshold)
  return tail.ok ? accept({ tail: tail.value, ascending }) : refuse(tail.refusal)
}

type Scale = Readonly<{ mean: number; volatility: number; ownVolatility: number }>

function tailForecast(fit: Omit<ExtremeModelFit, 'outcome'>, scale: Scale, confidence: TailConfidence): Result<TailForecast, NoForecast> {
  const { valueAtRisk } = extremeTail(fit.tail, confidence.valueAtRisk)
  if (!valueAtRisk.ok) return refuse(valueAtRisk.refusal)
  const { expectedShortfall } = extremeTail(fit.tail, confidence.expectedShortfall)
  if (!expectedShortfall.ok && expectedShortfall.refusal.reason === 'belowThreshold') return refuse(expectedShortfall.refusal)
  const scaled = (figure: number): number => -scale.mean + scale.volatility * figure
  return accept({
    valueAtRisk: scaled(valueAtRisk.value),
    expectedShortfall: expectedShortfall.ok ? scaled(expectedShortfall.value) : null,
    volatility: scale.ownVolatility,
    survival: (loss) => splicedSurvival(fit, (loss + scale.mean) / scale.volatility),
  })
}

/** The sample below the threshold, the fitted tail above it. */
function splicedSurvival({ tail, ascending }: Omit<ExtremeModelFit, 'outcome'>, loss: number): number {
  const excess = loss - tail.threshold
  if (excess <= 0) return empiricalSurvival({ ascending }, loss)
  const { shape, scale } = tail.fit
  const w = excess / scale
  if (1 + shape * w <= 0) return insideUnit(0)
  const exponent = Math.abs(shape * w) < 1e-12 ? w : logarithmOfOnePlus(shape * w) / shape
  return insideUnit((tail.exceedances / tail.losses) * exponential(-exponent))
}
