import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { marginScanProcedures } from './margin-scan.ts'
import { waterfallProcedures } from './waterfall.ts'

function outcomeOf(document: unknown, name: string): FileOutcome {
  return runFile(vectorFileOf(document, name), { ...marginScanProcedures, ...waterfallProcedures })
}

function documentOf(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(sharedFile(`vectors/${file}`), 'utf8')) as Readonly<Record<string, unknown>>
}

test.skipIf(!hasShared).each(['methods/fund-waterfall.json', 'methods/fund-cover2.json', 'venues/paradex_examples.json'])(
  'vectors: %s',
  (file) => {
    expect(outcomeOf(documentOf(file), file.split('/')[1] ?? file)).toMatchObject({ status: 'passed', worst: undefined })
  },
)

test.skipIf(!hasShared).each(['factor_in_example', 'factor_by_stated_formula', 'bankruptcy_amount', 'fund_after_takeover', 'factor_after'])(
  'behavior: %s of the loss that is cut from withdrawals is checked',
  (name) => {
    const document = documentOf('venues/paradex_examples.json')
    const group = document['socialised_loss'] as Readonly<Record<string, number>>
    const changed = { ...document, socialised_loss: { ...group, [name]: (group[name] ?? 0) + 0.01 } }
    expect(outcomeOf(changed, 'paradex_examples.json').status).toBe('failed')
  },
)

/** A waterfall in a file's shape: one layer of 10, two members. */
function waterfallFile(inputs: object, expected: object): unknown {
  const members = [
    { name: 'A', fund: 3, vm_gain: -5 },
    { name: 'B', fund: 1, vm_gain: 8 },
  ]
  return {
    id: 'fund-waterfall',
    procedure: 'fund-waterfall',
    inputs: { layers: [['own', 10]], members, assessment_cap_multiple: 0.5, ...inputs },
    expected: {
      layers: [{ layer: 'own', used: 10 }],
      mutualised: [3, 1],
      assessments: [1.5, 0.5],
      vm_haircut_rate: 0,
      vm_haircuts: [0, 0],
      unallocated: 0,
      ...expected,
    },
    tolerance: { rel: 1e-9, abs: 1e-9 },
  }
}

describe('fund-waterfall', () => {
  const nothing = { mutualised: [0, 0], assessments: [0, 0] }
  const poor = [
    { name: 'A', fund: 0, vm_gain: -5 },
    { name: 'B', fund: 0, vm_gain: 0 },
  ]
  const twice = [
    ['own', 6],
    ['own', 4],
  ]
  const table: readonly (readonly [string, object, object])[] = [
    ['no loss', { loss: 0 }, { layers: [{ layer: 'own', used: 0 }], ...nothing }],
    ['within the first layer', { loss: 9.5 }, { layers: [{ layer: 'own', used: 9.5 }], ...nothing }],
    ['within the mutual fund', { loss: 12 }, { mutualised: [1.5, 0.5], assessments: [0, 0] }],
    ['every assessment', { loss: 16 }, {}],
    ['a part of the gains', { loss: 20 }, { vm_haircut_rate: 0.5, vm_haircuts: [0, 4] }],
    ['beyond the gains', { loss: 25 }, { vm_haircut_rate: 1, vm_haircuts: [0, 8], unallocated: 1 }],
    ['no assessments', { loss: 16, assessment_cap_multiple: 0 }, { assessments: [0, 0], vm_haircut_rate: 0.25, vm_haircuts: [0, 2] }],
    ['members that hold nothing', { loss: 16, members: poor }, { ...nothing, unallocated: 6 }],
    ['no layers', { loss: 2, layers: [] }, { layers: [], mutualised: [1.5, 0.5], assessments: [0, 0] }],
    [
      'two layers of one name',
      { loss: 8, layers: twice },
      {
        layers: [
          { layer: 'own', used: 6 },
          { layer: 'own', used: 2 },
        ],
        ...nothing,
      },
    ],
    [
      'two members of one name',
      {
        loss: 12,
        members: [
          { name: 'A', fund: 3, vm_gain: 0 },
          { name: 'A', fund: 1, vm_gain: 0 },
        ],
      },
      { mutualised: [1.5, 0.5], assessments: [0, 0] },
    ],
  ]
  test.each(table)('table: %s', (_name, inputs, expected) => {
    expect(outcomeOf(waterfallFile(inputs, expected), 'fund-waterfall.json')).toMatchObject({ status: 'passed', worst: undefined })
  })
})
