import type { TailModel } from './forecast.ts'
import { conditionalExtremeModel, extremeModel } from './forecast-extremes.ts'
import { cornishFisherModel, garchNormalModel, garchStudentTModel, normalModel, studentTModel } from './forecast-parametric.ts'
import { ageWeightedModel, ewmaFilteredModel, garchFilteredModel, historicalModel } from './forecast-sample.ts'

/** Every model that forecasts from a window alone; the adaptive conformal one rests on its whole past and stands by itself. */
export const tailModels: readonly TailModel[] = [
  historicalModel,
  ageWeightedModel,
  anyFit(ewmaFilteredModel),
  anyFit(garchFilteredModel),
  normalModel,
  anyFit(studentTModel),
  anyFit(garchNormalModel),
  anyFit(garchStudentTModel),
  cornishFisherModel,
  anyFit(extremeModel),
  anyFit(conditionalExtremeModel),
]

/** Forgets which fit a model makes: whoever holds a list passes each model's fits back to that model. */
function anyFit<Fit extends { readonly outcome: TailModelOutcome }>(model: TailModel<Fit>): TailModel {
  return model as unknown as TailModel
}

type TailModelOutcome = Parameters<TailModel['forecast']>[0]['outcome']
