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

/** Every model with the numbers it is delivered with. */
const models: Readonly<Record<MarginModelName, MarginModel>> = {
  'derive-pmrm1': derivePmrm1,
  'derive-pmrm2': derivePmrm2,
  'derive-srm': deriveSrm,
  'fhs-es': filteredMarginHouseModel,
  deribit,
  paradex,
  span,
  tiered: tieredHouseModel,
  tims,
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
