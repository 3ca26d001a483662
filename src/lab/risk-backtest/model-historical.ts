import { varianceOf } from '../../num/moments.ts'
import { quantileRank } from '../../num/quantile.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'
import { createSortedWindow, slideWindow, survivalByRank } from './sorted-window.ts'

/**
 * Historical simulation: the next loss is one of the window's, each as likely as the other.
 *
 * @example
 * historicalModel.fit(window, { confidence: 0.99 }).forecast().valueAtRisk
 */
export const historicalModel: RiskModel = {
  name: 'historical',
  title: 'Historical simulation',
  about:
    'The next loss is one of the window, each as likely as the other; the window slides with every loss, so there is nothing to refit.',
  memory: 'window',
  law: heavyLaw,
  leastWindow: 2,
  fit,
}

function fit(losses: Float64Array, { confidence }: ModelSettings): FittedRiskModel {
  const window = createSortedWindow(losses)
  return {
    outcome: { kind: 'fitted' },
    observe: (loss) => slideWindow(window, loss),
    forecast: () => ({
      ...empiricalTail(window.ascending, confidence),
      volatility: Math.sqrt(varianceOf(window.byTime)),
      survival: (loss) => survivalByRank(window.ascending, loss),
    }),
  }
}

/**
 * VaR and ES of a sample in ascending order: the order statistic of rank `ceil(n * confidence)`, and the mean of the worst
 * `n * (1 - confidence)` losses with the last counted in part.
 *
 * @see Acerbi & Tasche, "On the coherence of expected shortfall", J. Banking & Finance 26 (2002).
 *
 * @example
 * empiricalTail(Float64Array.of(0.01, 0.02, 0.03, 0.1), 0.75) // { valueAtRisk: 0.03, expectedShortfall: 0.1 }
 */
export function empiricalTail(ascending: Float64Array, confidence: number): { valueAtRisk: number; expectedShortfall: number } {
  const count = ascending.length
  const rank = quantileRank(count, confidence)
  const valueAtRisk = ascending[rank - 1] as number
  const tail = count * (1 - confidence)
  let sum = 0
  for (let i = count - 1; i >= rank; i--) sum += ascending[i] as number
  const fraction = Math.max(0, tail - (count - rank))
  return { valueAtRisk, expectedShortfall: Math.max(valueAtRisk, (sum + fraction * valueAtRisk) / tail) }
}
