import { accept, type Result } from '../../base/result.ts'
import { ewmaVariances } from '../volatility/ewma.ts'
import { filterGarch, meanSquaredResidual } from './filter.ts'
import { fitGarch, fitIntegratedGarch, type GarchFit, type GarchFitOptions, type NoGarchFit } from './fit.ts'
import type { GarchParameterName } from './model.ts'

/**
 * Why a fit is not used as it is. A degenerate one ended where Student's t has no variance, or where neither a constant nor shocks
 * sustain any.
 */
export type FallbackCause = Readonly<
  | { reason: 'notConverged'; gradientNorm: number }
  | { reason: 'degenerate'; atBound: readonly GarchParameterName[] }
  | { reason: 'notStationary'; persistence: number }
>

/** A volatility model that can be used, its name, and what it stands in for. */
export type VolatilityModel = Readonly<
  | { name: 'garch'; fit: GarchFit; variances: Float64Array }
  | { name: 'integratedGarch'; fit: GarchFit; variances: Float64Array; because: FallbackCause; unused: GarchFit }
  | { name: 'ewma'; lambda: number; variances: Float64Array; because: FallbackCause; unused: GarchFit }
>

/** The weight of the past in RiskMetrics, for daily returns. */
const riskMetricsLambda = 0.94

/**
 * Fits a GARCH model and, when the fit cannot be used, gives another by name and says why.
 *
 * In order: the fit itself, if it converged, is not degenerate and is stationary; if it is only not stationary, the fit of persistence 1, whose forecasts grow in a straight line and
 * not faster; the RiskMetrics EWMA, which has nothing to estimate. Who calls this reports `name` and `because` with every figure.
 *
 * @param returns - Oldest first, shape `[n]`, at least 20.
 * @returns The model with the variances of all returns and of the next, shape `[n + 1]`. Refused with `constantSeries`.
 * @throws ArgumentError for a series too short or a number that is not finite.
 *
 * @example
 * const model = fitVolatilityWithFallback(returns, { distribution: 'studentT' })
 * if (model.ok && model.value.name !== 'garch') console.warn(model.value.because.reason)
 */
export function fitVolatilityWithFallback(returns: ArrayLike<number>, options: GarchFitOptions = {}): Result<VolatilityModel, NoGarchFit> {
  const fitted = fitGarch(returns, options)
  if (!fitted.ok) return fitted
  const fit = fitted.value
  const because = causeAgainst(fit)
  if (because === undefined) return accept({ name: 'garch', fit, variances: filterGarch(returns, fit.parameters) })
  const integrated = because.reason === 'notStationary' ? fitIntegratedGarch(returns, options) : undefined
  if (integrated?.ok === true && causeAgainst(integrated.value)?.reason === 'notStationary') {
    const variances = filterGarch(returns, integrated.value.parameters)
    return accept({ name: 'integratedGarch', fit: integrated.value, variances, because, unused: fit })
  }
  return accept({ name: 'ewma', lambda: riskMetricsLambda, variances: riskMetricsVariances(returns), because, unused: fit })
}

function causeAgainst(fit: GarchFit): FallbackCause | undefined {
  const { converged, gradientNorm, atBound, parameters, stationary, persistence } = fit
  if (!converged) return { reason: 'notConverged', gradientNorm }
  const isWithoutVariance = atBound.includes('degreesOfFreedom') && parameters.degreesOfFreedom < 3
  const isWithoutSource = atBound.includes('omega') && atBound.includes('alpha')
  if (isWithoutVariance || isWithoutSource) return { reason: 'degenerate', atBound }
  return stationary ? undefined : { reason: 'notStationary', persistence }
}

function riskMetricsVariances(returns: ArrayLike<number>): Float64Array {
  return ewmaVariances(returns, { lambda: riskMetricsLambda, startVariance: meanSquaredResidual(returns, 0) })
}
