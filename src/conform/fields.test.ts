import { expect, test } from 'vitest'
import { InputFault } from '../base/fault.ts'
import { fieldsOf, type Fields } from './fields.ts'

const at = { file: 'a.json', place: 'inputs' }
const fields = fieldsOf(
  { n: 1.5, t: 'x', yes: true, list: [1, null, 3], words: ['a'], grid: [[1], [2]], rows: [{ n: 2 }], in: { n: 3 }, none: null },
  at,
)

test('reads what is there', () => {
  expect([fields.number('n'), fields.text('t'), fields.truth('yes')]).toEqual([1.5, 'x', true])
  expect([...fields.numbers('list')]).toEqual([1, Number.NaN, 3])
  expect(fields.texts('words')).toEqual(['a'])
  expect(fields.matrix('grid').map((row) => [...row])).toEqual([[1], [2]])
  expect(fields.rows('rows')[0]?.number('n')).toBe(2)
  expect(fields.fields('in').number('n')).toBe(3)
  expect([fields.has('n'), fields.has('m')]).toEqual([true, false])
  expect([fields.numberOr('none', 7), fields.numberOr('m', undefined), fields.textOr('t', 'y'), fields.textOr('m', 'y')]).toEqual([
    7,
    undefined,
    'x',
    'y',
  ])
  expect(fields.names().slice(0, 2)).toEqual(['n', 't'])
  expect(fields.raw('grid')).toEqual([[1], [2]])
})

test.each<[string, (fields: Fields) => unknown, string]>([
  ['an absent number', (f) => f.number('m'), 'inputs.m: expected a finite number, found nothing'],
  ['a text as number', (f) => f.number('t'), 'inputs.t: expected a finite number, found "x"'],
  ['a number as text', (f) => f.text('n'), 'inputs.n: expected a text, found 1.5'],
  ['a number as truth', (f) => f.truth('n'), 'inputs.n: expected true or false'],
  ['a number as list', (f) => f.numbers('n'), 'inputs.n: expected a list'],
  ['a text in a list of numbers', (f) => f.numbers('words'), 'inputs.words[0]: expected a finite number'],
  ['a number in a list of texts', (f) => f.texts('list'), 'inputs.list[0]: expected a text'],
  ['a number in a grid', (f) => f.matrix('list'), 'inputs.list[0]: expected a list of numbers'],
  ['a list as object', (f) => f.fields('list'), 'inputs.list: expected an object'],
  ['a number in a list of rows', (f) => f.rows('list'), 'inputs.list[0]: expected an object'],
  ['a field of a row', (f) => f.rows('rows')[0]?.text('n'), 'inputs.rows[0].n: expected a text'],
])('names the place of %s', (_what, read, message) => {
  expect(() => read(fields)).toThrow(message)
  expect(() => read(fields)).toThrow(InputFault)
})
