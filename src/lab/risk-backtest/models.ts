import { InputFault } from '../../base/fault.ts'
import { conditionalExtremeModel, extremeModel } from '../../risk/tail/forecast-extremes.ts'
import {
  cornishFisherModel,
  garchNormalModel,
  garchStudentTModel,
  normalModel,
  studentTModel,
} from '../../risk/tail/forecast-parametric.ts'
import { ageWeightedModel, ewmaFilteredModel, garchFilteredModel } from '../../risk/tail/forecast-sample.ts'
import { conformalModel, fromTailModel } from './from-tail-model.ts'
import { historicalModel } from './model-historical.ts'
import { gjrStudentTModel, riskMetricsModel } from './model-moving-variance.ts'
import { heavyLaw, type RiskModel } from './risk-model.ts'

const normalLaw = { kind: 'normal' } as const

/** Every model there is, in the order of a table. */
export const riskModels: readonly RiskModel[] = [
  historicalModel,
  fromTailModel(ageWeightedModel, { law: heavyLaw }),
  fromTailModel(ewmaFilteredModel, { name: 'fhs', law: heavyLaw }),
  fromTailModel(garchFilteredModel, { law: heavyLaw }),
  fromTailModel(normalModel, { law: normalLaw }),
  fromTailModel(studentTModel, { law: heavyLaw }),
  fromTailModel(cornishFisherModel, { law: heavyLaw, onRequest: true }),
  fromTailModel(riskMetricsModel, { law: normalLaw }),
  fromTailModel(garchNormalModel, { law: normalLaw }),
  fromTailModel(garchStudentTModel, { law: heavyLaw }),
  fromTailModel(gjrStudentTModel, { law: heavyLaw }),
  fromTailModel(extremeModel, { law: heavyLaw }),
  fromTailModel(conditionalExtremeModel, { law: heavyLaw }),
  conformalModel,
]

/**
 * The models of a list of names; `all` is all of them but those made on request only. Twice the same name is once.
 *
 * @throws InputFault that lists the names there are.
 *
 * @example
 * modelsNamed(['historical', 'normal']).length // 2
 */
export function modelsNamed(names: readonly string[]): readonly RiskModel[] {
  const chosen = names.flatMap((name) => {
    if (name === 'all') return riskModels.filter(({ onRequest }) => !onRequest)
    const model = riskModels.find((candidate) => candidate.name === name)
    if (model !== undefined) return model
    const expected = `one of ${riskModels.map((candidate) => candidate.name).join(', ')}, or all`
    throw new InputFault({ file: '--model', place: 'value', expected, found: JSON.stringify(name) })
  })
  return [...new Set(chosen)]
}
