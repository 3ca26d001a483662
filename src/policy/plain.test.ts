import { expect, test } from 'vitest'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

// Columns: value, then what each reader finds under `a`.
test.each([
  [{ a: 1 }, { record: undefined, number: 1, text: undefined, list: [] }],
  [{ a: 'x' }, { record: undefined, number: undefined, text: 'x', list: [] }],
  [{ a: [1] }, { record: undefined, number: undefined, text: undefined, list: [1] }],
  [{ a: { b: 1 } }, { record: { b: 1 }, number: undefined, text: undefined, list: [] }],
  [{ a: null }, { record: undefined, number: undefined, text: undefined, list: [] }],
  [{ a: NaN }, { record: undefined, number: undefined, text: undefined, list: [] }],
  [undefined, { record: undefined, number: undefined, text: undefined, list: [] }],
  ['a', { record: undefined, number: undefined, text: undefined, list: [] }],
])('table: %j', (value, expected) => {
  expect({
    record: recordIn(value, 'a'),
    number: numberIn(value, 'a'),
    text: textIn(value, 'a'),
    list: listIn(value, 'a'),
  }).toEqual(expected)
})
