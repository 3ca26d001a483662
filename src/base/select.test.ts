import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { selectInPlace } from './select.ts'

test('property: it is what stands there once sorted, with many equal numbers and in lists that are sorted already', () => {
  const lists = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    fc.array(fc.integer(), { minLength: 1 }),
    fc.array(fc.integer(), { minLength: 1 }).map((list) => list.toSorted((a, b) => a - b)),
  )
  fc.assert(
    fc.property(lists, fc.nat(), (list, drawn) => {
      const place = drawn % list.length
      expect(selectInPlace(Float64Array.from(list), place)).toBe(list.toSorted((a, b) => a - b)[place])
    }),
  )
})

test('error: a place outside of the list', () => {
  expect(() => selectInPlace(new Float64Array(0), 0)).toThrow(InvariantError)
  expect(() => selectInPlace(Float64Array.of(1), 1)).toThrow(InvariantError)
})
