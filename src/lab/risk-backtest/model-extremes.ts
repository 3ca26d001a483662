import { fitPeaksOverThreshold } from '../../risk/extremes/peaks-over-threshold.ts'
import { varianceOf } from '../../num/moments.ts'
import { extremeInnovation } from './innovation.ts'
import { historicalInstead } from './location-scale.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'
import { tailProbability } from '../../risk/tail/tail-risk.ts'

/**
 * Peaks over threshold: a generalised Pareto tail on the worst tenth of the window, whatever the volatility of the day.
 *
 * @see McNeil, "Estimating the tails of loss severity distributions using extreme value theory", ASTIN Bulletin 27 (1997).
 *
 * @example
 * extremesModel.fit(window, { confidence: 0.99 })
 */
export const extremesModel: RiskModel = {
  name: 'evt',
  title: 'Extreme values (Pareto tail)',
  about:
    'A generalised Pareto tail by maximum likelihood on the worst tenth of the losses of the window; it stays as fitted until the next refit.',
  memory: 'window',
  law: heavyLaw,
  leastWindow: 100,
  fit,
}

/**
 * How many losses a fitted tail is made of: a tenth, or twice those beyond the value at risk if that is more, since the threshold has to
 * lie below it.
 *
 * @example
 * tailCountFor(500, 0.99) // 50
 */
export function tailCountFor(count: number, confidence: number): number {
  return Math.min(count - 1, Math.ceil(count * Math.max(0.1, 2 * tailProbability(confidence))))
}

function fit(losses: Float64Array, settings: ModelSettings): FittedRiskModel {
  const ascending = Float64Array.from(losses).sort()
  const threshold = ascending[losses.length - 1 - tailCountFor(losses.length, settings.confidence)] as number
  const fitted = fitPeaksOverThreshold(losses, threshold)
  if (!fitted.ok) return historicalInstead(losses, settings, fitted.refusal.reason)
  const law = extremeInnovation(losses, fitted.value, settings.confidence)
  if (law === undefined) return historicalInstead(losses, settings, 'belowThreshold')
  const volatility = Math.sqrt(varianceOf(losses))
  return {
    outcome: { kind: 'fitted' },
    forecast: () => ({ ...law.tail(), volatility, survival: law.survival }),
    observe: () => undefined,
  }
}
