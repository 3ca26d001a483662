import { expect, test } from 'vitest'
import { accept, refuse } from './result.ts'

test('default: a success carries its value, a refusal its reason', () => {
  expect(accept(3)).toEqual({ ok: true, value: 3 })
  expect(refuse({ kind: 'exceedsCredits', available: 1n })).toEqual({ ok: false, refusal: { kind: 'exceedsCredits', available: 1n } })
})
