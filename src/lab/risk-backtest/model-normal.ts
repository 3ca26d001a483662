import { meanOf, varianceOf } from '../../num/moments.ts'
import { normalDensity, normalQuantile, normalSurvival } from '../../num/normal.ts'
import type { FittedRiskModel, ModelSettings, RiskModel } from './risk-model.ts'

/**
 * The normal distribution with the mean and variance of the window: the plainest model, here to be beaten.
 *
 * @example
 * normalModel.fit(window, { confidence: 0.99 }).forecast().expectedShortfall
 */
export const normalModel: RiskModel = {
  name: 'normal',
  title: 'Normal distribution',
  about: 'The next loss is normal with the mean and the variance of the sliding window.',
  memory: 'window',
  law: { kind: 'normal' },
  leastWindow: 2,
  fit,
}

function fit(losses: Float64Array, { confidence }: ModelSettings): FittedRiskModel {
  const window = Float64Array.from(losses)
  let oldest = 0
  const quantile = -normalQuantile(1 - confidence)
  const tailMean = normalDensity(quantile) / (1 - confidence)
  return {
    outcome: { kind: 'fitted' },
    observe: (loss) => {
      window[oldest] = loss
      oldest = (oldest + 1) % window.length
    },
    forecast: () => {
      const mean = meanOf(window)
      const volatility = Math.sqrt(varianceOf(window))
      return {
        valueAtRisk: mean + volatility * quantile,
        expectedShortfall: mean + volatility * tailMean,
        volatility,
        survival: (loss) => (volatility > 0 ? normalSurvival((loss - mean) / volatility) : loss > mean ? 0 : 1),
      }
    },
  }
}
