import { finiteRequirement } from './finite-requirement.ts'
import type { MarginModel, MarginModelName } from './margin-model.ts'
import { deribit } from './models/deribit.ts'
import { derivePmrm1 } from './models/derive-pmrm1.ts'
import { derivePmrm2 } from './models/derive-pmrm2.ts'
import { deriveSrm } from './models/derive-srm.ts'
import { filteredMarginHouseModel } from './models/fhs-es.ts'
import { paradex } from './models/paradex.ts'
import { span } from './models/span.ts'
import { tieredHouseModel } from './models/tiered.ts'
import { tims } from './models/tims.ts'

/** Every model with the numbers it is delivered with. Whoever asks one by name gets figures that can be compared, or a refusal. */
const models: Readonly<Record<MarginModelName, MarginModel>> = {
  'derive-pmrm1': finiteModel(derivePmrm1),
  'derive-pmrm2': finiteModel(derivePmrm2),
  'derive-srm': finiteModel(deriveSrm),
  'fhs-es': finiteModel(filteredMarginHouseModel),
  deribit: finiteModel(deribit),
  paradex: finiteModel(paradex),
  span: finiteModel(span),
  tiered: finiteModel(tieredHouseModel),
  tims: finiteModel(tims),
}

/**
 * The model of a name, with the numbers it is delivered with.
 *
 * @example
 * marginModelOf('tims').title // 'TIMS, customer portfolio margin'
 */
export function marginModelOf(name: MarginModelName): MarginModel {
  return models[name]
}

function finiteModel(model: MarginModel): MarginModel {
  return { ...model, assess: (account, snapshot) => finiteRequirement(model.assess(account, snapshot), account.account.id) }
}
