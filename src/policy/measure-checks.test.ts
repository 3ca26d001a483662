import { expect, test } from 'vitest'
import { measureChecks } from './measure-checks.ts'

const models = {
  champion: 'historical',
  challengers: ['filteredHistorical', 'ewmaNormal'],
  scoreWindowReturns: 500,
  scoreMinimumReturns: 250,
}
const findings = (edit: object) => measureChecks({ measure: { models: { ...models, ...edit } } })

test.each([
  ['as it should be', {}],
  ['no challengers', { challengers: [] }],
  ['a minimum as long as the window', { scoreMinimumReturns: 500 }],
])('models: %s is no mistake', (_what, edit) => {
  expect(findings(edit)).toEqual([])
})

test.each([
  [
    'the champion against itself',
    { challengers: ['ewmaNormal', 'historical'] },
    ['measure', 'models', 'challengers', 1],
    'a model other than the champion',
    '"historical"',
  ],
  [
    'a challenger twice',
    { challengers: ['ewmaNormal', 'filteredHistorical', 'ewmaNormal'] },
    ['measure', 'models', 'challengers', 2],
    'each challenger once',
    '"ewmaNormal"',
  ],
  [
    'a minimum longer than the window',
    { scoreMinimumReturns: 501 },
    ['measure', 'models', 'scoreMinimumReturns'],
    'at most scoreWindowReturns, 500',
    '501',
  ],
])('models: %s is named at its place', (_what, edit, path, expected, found) => {
  expect(findings(edit)).toEqual([{ path, level: 'fault', expected, found }])
})
