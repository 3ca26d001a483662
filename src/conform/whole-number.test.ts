import { expect, test } from 'vitest'
import { InputFault } from '../base/fault.ts'
import { fieldsOf } from './fields.ts'
import { wholeIn, wholeMismatches } from './whole-number.ts'

const widest = '340282366920938463463374607431768211455'
const fields = fieldsOf({ small: -7, large: widest, half: 0.5, huge: 2 ** 53, word: 'ten' }, { file: 'a.json', place: 'inputs' })

test('default', () => {
  expect(wholeIn(fields, 'small')).toBe(-7n)
  expect(wholeIn(fields, 'large')).toBe(BigInt(widest))
  expect(wholeMismatches('x', [495, 1], [495n, 1n])).toEqual([])
})

test.each(['half', 'huge', 'word', 'absent'])('error: %s is no whole number that is exact', (name) => {
  expect(() => wholeIn(fields, name)).toThrow(InputFault)
})

test.each([
  ['one off', 5, 6n],
  ['one off past 2^53', widest, BigInt(widest) - 1n],
  ['a refusal for a number', 5, 'error'],
  ['a number for a refusal', 'error', 5n],
  ['a list that is shorter', [1, 2], [1n]],
  ['a number for a list', [1], 1n],
  ['nothing expected', undefined, 1n],
])('table: %s differs', (_name, expected, actual) => {
  expect(wholeMismatches('x', expected, actual)).toHaveLength(1)
})

test('behavior: a refusal that was expected is no mismatch', () => {
  expect(wholeMismatches('x', 'error', 'error')).toEqual([])
})
