import type { MarginModel, MarginModelName } from './margin-model.ts'
import { deribit } from './models/deribit.ts'
import { paradex } from './models/paradex.ts'
import { span } from './models/span.ts'
import { tims } from './models/tims.ts'

/** Every model with the numbers it is delivered with. */
const models: Readonly<Partial<Record<MarginModelName, MarginModel>>> = { deribit, paradex, span, tims }

/**
 * The model of a name, with the numbers it is delivered with.
 *
 * @example
 * marginModelOf('tims')?.title
 */
export function marginModelOf(name: MarginModelName): MarginModel | undefined {
  return models[name]
}
