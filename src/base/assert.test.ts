import { expect, test } from 'vitest'
import { assertNever, invariant, InvariantError } from './assert.ts'

test('default: a rule that holds says nothing', () => {
  expect(() => invariant(true, 'one is one')).not.toThrow()
})

test('error: a broken rule is stated positively', () => {
  expect(() => invariant(false, 'a level never holds less than nothing')).toThrow(
    new InvariantError('a level never holds less than nothing'),
  )
})

test('error: an unhandled variant is shown, bigint included', () => {
  const outside = { kind: 'surprise', minor: 5n } as never
  expect(() => assertNever(outside)).toThrow('every variant is handled, found {"kind":"surprise","minor":"5n"}')
})
