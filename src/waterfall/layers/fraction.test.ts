import { expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { fractionDown, fractionOf, fractionUp, isBelow } from './fraction.ts'

test.each([-0.000001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('error: %d is no multiple of money', (multiple) => {
  expect(() => fractionOf(multiple)).toThrow(InvariantError)
})

// Columns: money, a multiple, rounded down, rounded up.
test.each([
  [0n, 0.5, 0n, 0n],
  [100n, 0.5, 50n, 50n],
  [101n, 0.5, 50n, 51n],
  [100n, 0, 0n, 0n],
  [100n, 2.75, 275n, 275n],
  [1n, 0.000001, 0n, 1n],
  [1n, 0.0000004, 0n, 0n],
])('table: of %s the multiple %d', (minor, multiple, down, up) => {
  expect([fractionDown(minor, fractionOf(multiple)), fractionUp(minor, fractionOf(multiple))]).toEqual([down, up])
})

test('table: below, equal and above, whatever the denominators', () => {
  const half = { numerator: 3n, denominator: 6n }
  expect([0.499999, 0.5, 0.500001].map((multiple) => isBelow(fractionOf(multiple), half))).toEqual([true, false, false])
})
