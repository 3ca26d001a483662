import { fitPeaksOverThreshold } from '../../risk/extremes/peaks-over-threshold.ts'
import { fitVolatilityWithFallback, type VolatilityModel } from '../../risk/garch/fallback.ts'
import type { GarchFitOptions } from '../../risk/garch/fit.ts'
import { empiricalInnovation, extremeInnovation, studentTInnovation, type Innovation } from './innovation.ts'
import { ewmaWindow, garchWindow, historicalInstead, locationScale, type FilteredWindow } from './location-scale.ts'
import { tailCountFor } from './model-extremes.ts'
import { heavyLaw, type FitOutcome, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'

const leastWindow = 100

/**
 * GARCH(1,1) with normal innovations.
 *
 * @see Bollerslev, "Generalized autoregressive conditional heteroskedasticity", J. Econometrics 31 (1986).
 *
 * @example
 * garchModel.fit(window, { confidence: 0.99 })
 */
export const garchModel: RiskModel = parametric('garch', 'GARCH(1,1), normal', { distribution: 'normal' })

/**
 * GARCH(1,1) with Student t innovations.
 *
 * @see Bollerslev, "A conditionally heteroskedastic time series model for speculative prices", Review of Economics and Statistics 69 (1987).
 *
 * @example
 * garchStudentModel.fit(window, { confidence: 0.99 })
 */
export const garchStudentModel: RiskModel = parametric('garch-t', 'GARCH(1,1), Student t', { distribution: 'studentT' })

/**
 * GJR-GARCH(1,1) with Student t innovations: falls of the position may weigh more than gains.
 *
 * @see Glosten, Jagannathan & Runkle, Journal of Finance 48 (1993).
 *
 * @example
 * gjrStudentModel.fit(window, { confidence: 0.99 })
 */
export const gjrStudentModel: RiskModel = parametric('gjr-t', 'GJR-GARCH(1,1), Student t', { distribution: 'studentT', model: 'gjr' })

/**
 * GARCH(1,1) fitted by the normal likelihood, and a generalised Pareto tail on the worst tenth of its standardised losses.
 *
 * @see McNeil & Frey, J. Empirical Finance 7 (2000).
 *
 * @example
 * conditionalExtremesModel.fit(window, { confidence: 0.99 })
 */
export const conditionalExtremesModel: RiskModel = {
  name: 'conditional-evt',
  title: 'Conditional extremes (GARCH and Pareto tail)',
  about:
    'GARCH(1,1) by the normal likelihood, then a generalised Pareto tail by maximum likelihood on the worst tenth of its standardised losses; both stay as fitted until the next refit.',
  memory: 'window',
  law: heavyLaw,
  leastWindow,
  fit: (losses, settings) => fitWith(losses, settings, { distribution: 'normal' }, ({ standardised }) => paretoOf(standardised, settings)),
}

function parametric(name: string, title: string, options: GarchFitOptions): RiskModel {
  const law = options.distribution === 'studentT' ? 'Student t innovations of unit variance' : 'normal innovations'
  const kind = options.model === 'gjr' ? 'GJR-GARCH(1,1), in which losses may weigh more than gains,' : 'GARCH(1,1)'
  return {
    name,
    title,
    about: `${kind} with a constant mean and ${law}, by maximum likelihood over the window; parameters stay as fitted until the next refit, the variance moves with every loss.`,
    memory: 'window',
    law: options.distribution === 'studentT' ? heavyLaw : { kind: 'normal' },
    leastWindow,
    fit: (losses, settings) =>
      fitWith(losses, settings, options, (_, degreesOfFreedom) => ({
        innovation: studentTInnovation(degreesOfFreedom, settings.confidence),
      })),
  }
}

type InnovationFit = Readonly<{ innovation: Innovation; outcome?: FitOutcome }>
type InnovationOf = (filtered: FilteredWindow, degreesOfFreedom: number) => InnovationFit

function fitWith(
  ...[losses, settings, options, innovationOf]: readonly [Float64Array, ModelSettings, GarchFitOptions, InnovationOf]
): FittedRiskModel {
  const fit = fitVolatilityWithFallback(
    losses.map((loss) => -loss),
    options,
  )
  if (!fit.ok) return historicalInstead(losses, settings, fit.refusal.reason)
  const volatility = fit.value
  const filtered = volatility.name === 'ewma' ? ewmaWindow(losses) : garchWindow(losses, volatility.fit.parameters)
  if (filtered === undefined) return historicalInstead(losses, settings, 'zeroVolatility')
  const found = innovationOf(filtered, degreesOfFreedomOf(volatility))
  const outcome = outcomeOf(volatility)
  return locationScale({
    outcome: outcome.kind === 'fallback' ? outcome : (found.outcome ?? outcome),
    filter: filtered.filter,
    innovation: found.innovation,
  })
}

function degreesOfFreedomOf(volatility: VolatilityModel): number {
  return (volatility.name === 'ewma' ? volatility.unused : volatility.fit).parameters.degreesOfFreedom
}

function outcomeOf(volatility: VolatilityModel): FitOutcome {
  if (volatility.name === 'garch') return { kind: 'fitted' }
  const used = volatility.name === 'integratedGarch' ? 'constrained fit of persistence 1' : 'exponentially weighted variance'
  return { kind: 'fallback', reason: volatility.because.reason, used }
}

function paretoOf(standardised: Float64Array, { confidence }: ModelSettings): InnovationFit {
  const tailCount = tailCountFor(standardised.length, confidence)
  const ascending = Float64Array.from(standardised).sort()
  const threshold = ascending[ascending.length - 1 - tailCount] as number
  const fitted = fitPeaksOverThreshold(standardised, threshold)
  const innovation = fitted.ok ? extremeInnovation(standardised, fitted.value, confidence) : undefined
  if (innovation !== undefined) return { innovation }
  const reason = fitted.ok ? 'belowThreshold' : fitted.refusal.reason
  return {
    innovation: empiricalInnovation(standardised, confidence),
    outcome: { kind: 'fallback', reason, used: 'standardised losses without a fitted tail' },
  }
}
