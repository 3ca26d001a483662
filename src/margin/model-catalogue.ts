import type { MarginModel, MarginModelName } from './margin-model.ts'

/** Every model with the numbers it is delivered with. */
const models: Readonly<Partial<Record<MarginModelName, MarginModel>>> = {}

/**
 * The model of a name, with the numbers it is delivered with.
 *
 * @example
 * marginModelOf('tims')?.title
 */
export function marginModelOf(name: MarginModelName): MarginModel | undefined {
  return models[name]
}
