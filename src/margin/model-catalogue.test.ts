import { expect, test } from 'vitest'
import { marginModelNames } from './margin-model.ts'
import { marginModelOf } from './model-catalogue.ts'

test('behavior: a model in the catalogue has the name it stands under', () => {
  for (const name of marginModelNames) expect(marginModelOf(name).name).toBe(name)
})
