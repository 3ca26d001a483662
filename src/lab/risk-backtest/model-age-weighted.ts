import { varianceOf } from '../../num/moments.ts'
import { ageWeightedTail } from '../../risk/tail/age-weighted.ts'
import { heavyLaw, type FittedRiskModel, type ModelSettings, type RiskModel } from './risk-model.ts'

const decay = 0.99

/**
 * Historical simulation in which a loss counts the less the older it is.
 *
 * @see Boudoukh, Richardson & Whitelaw, "The best of both worlds", Risk 11 (1998).
 *
 * @example
 * ageWeightedModel.fit(window, { confidence: 0.99 })
 */
export const ageWeightedModel: RiskModel = {
  name: 'age-weighted',
  title: 'Age-weighted historical simulation',
  about: `The next loss is one of the window, and each is ${decay} times as likely as the one after it; the window slides, so there is nothing to refit.`,
  memory: 'window',
  law: heavyLaw,
  leastWindow: 2,
  fit,
}

function fit(losses: Float64Array, { confidence }: ModelSettings): FittedRiskModel {
  const window = Float64Array.from(losses)
  return {
    outcome: { kind: 'fitted' },
    observe: (loss) => {
      window.copyWithin(0, 1)
      window[window.length - 1] = loss
    },
    forecast: () => {
      const { valueAtRisk, expectedShortfall } = ageWeightedTail(window, { confidence, decay })
      return {
        ...{ valueAtRisk, expectedShortfall },
        volatility: Math.sqrt(varianceOf(window)),
        survival: (loss) => weightAbove(window, loss),
      }
    },
  }
}

/** The weight of the losses above one, were it among them with the weight of the newest, of which half counts. */
function weightAbove(window: Float64Array, loss: number): number {
  let weight = 1
  let total = 1
  let above = 0.5
  for (let i = window.length - 1; i >= 0; i--) {
    weight *= decay
    total += weight
    const past = window[i] as number
    if (past > loss) above += weight
    else if (past === loss) above += 0.5 * weight
  }
  return above / total
}
