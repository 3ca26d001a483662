import { InputFault } from '../../base/fault.ts'
import { ageWeightedModel } from './model-age-weighted.ts'
import { conformalModel } from './model-conformal.ts'
import { ewmaModel, filteredHistoricalModel } from './model-ewma.ts'
import { extremesModel } from './model-extremes.ts'
import { conditionalExtremesModel, garchModel, garchStudentModel, gjrStudentModel } from './model-garch.ts'
import { historicalModel } from './model-historical.ts'
import { normalModel } from './model-normal.ts'
import type { RiskModel } from './risk-model.ts'

/** Every model there is, in the order of a table. */
export const riskModels: readonly RiskModel[] = [
  historicalModel,
  ageWeightedModel,
  normalModel,
  ewmaModel,
  filteredHistoricalModel,
  garchModel,
  garchStudentModel,
  gjrStudentModel,
  extremesModel,
  conditionalExtremesModel,
  conformalModel,
]

/**
 * The models of a list of names; `all` is all of them. Twice the same name is once.
 *
 * @throws InputFault that lists the names there are.
 *
 * @example
 * modelsNamed(['historical', 'normal']).length // 2
 */
export function modelsNamed(names: readonly string[]): readonly RiskModel[] {
  if (names.includes('all')) return riskModels
  const chosen = names.map((name) => {
    const model = riskModels.find((candidate) => candidate.name === name)
    if (model !== undefined) return model
    const expected = `one of ${riskModels.map((candidate) => candidate.name).join(', ')}, or all`
    throw new InputFault({ file: '--model', place: 'value', expected, found: JSON.stringify(name) })
  })
  return [...new Set(chosen)]
}
