import { varianceOf } from '../../num/moments.ts'
import { empiricalSurvival } from '../../risk/tail/empirical-survival.ts'
import { tailOfSorted } from '../../risk/tail/historical.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'
import { createSortedWindow, slideWindow } from './sorted-window.ts'

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
  onRequest: false,
  fit,
}

function fit(losses: Float64Array, { confidence }: ModelSettings): FittedRiskModel {
  const window = createSortedWindow(losses)
  return {
    outcome: { kind: 'fitted' },
    observe: (loss) => slideWindow(window, loss),
    forecast: () => ({
      ...tailOfSorted(window.ascending, confidence),
      volatility: Math.sqrt(varianceOf(window.byTime)),
      survival: (loss) => empiricalSurvival(window, loss),
    }),
  }
}
