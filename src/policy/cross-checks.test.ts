import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crossFindings } from './cross-checks.ts'
import { facilityChecks } from './facility-checks.ts'
import { measureChecks } from './measure-checks.ts'
import { describeValue, schemaFindings, valueAt } from './schema-findings.ts'
import { triggerChecks } from './trigger-checks.ts'

const checks = [measureChecks, triggerChecks, facilityChecks]

describe('crossFindings', () => {
  // Columns: part of a policy, the paths that are wrong or doubtful.
  test.each([
    [{}, []],
    [{ measure: { tailMinimumReturns: 250 } }, []],
    [{ measure: { tailMinimumReturns: 19, valueAtRiskConfidence: 0.95 } }, ['measure.tailMinimumReturns']],
    [{ measure: { tailMinimumReturns: 20, valueAtRiskConfidence: 0.95 } }, []],
    [{ triggers: [{ name: 'a' }, { name: 'a' }] }, ['triggers.1.name', 'triggers.0.name', 'triggers.1.name']],
    [{ assetPurchase: { trigger: 'none' } }, ['assetPurchase.trigger']],
    [{ triggers: [{ conditions: [{ signal: 'imbalance', fireBelow: -2 }] }] }, ['triggers.0.conditions.0.fireBelow']],
    [{ triggers: [{ conditions: [{ signal: 'priceGap', fireBelow: -3 }] }] }, ['triggers.0.conditions.0.fireBelow']],
    [{ triggers: [{ conditions: [{ signal: 'ewmaVolatility', fireAbove: 5 }] }] }, []],
    [{ triggers: [{ conditions: [{ signal: 'expectedShortfall', fireAbove: 1.4 }] }] }, ['triggers.0.conditions.0.fireAbove']],
  ])('table: %j', (part, paths) => {
    expect(crossFindings(part).map(({ path }) => path.join('.'))).toEqual(paths)
  })

  test('behavior: each family of rules keeps silent about what is not there', () => {
    for (const check of checks) for (const root of [undefined, null, 5, 'x', [], {}]) expect(check(root)).toEqual([])
  })

  test('property: no data at all makes the checks throw, and every finding has a text', () => {
    const keys = fc.constantFrom(
      'measure',
      'triggers',
      'conditions',
      'signal',
      'fireAbove',
      'releaseBelow',
      'require',
      'atLeast',
      'limits',
      'floors',
    )
    const anything = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.double(),
        fc.constantFrom('spreadBps', 'all', '', null, true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    })).tree
    fc.assert(
      fc.property(anything, (root) => {
        for (const { expected, found } of [...crossFindings(root), ...schemaFindings(root)])
          expect(expected.length * found.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('valueAt', () => {
  test('default: the part at a path, or nothing', () => {
    expect(valueAt({ a: [5] }, ['a', 0])).toBe(5)
    expect(valueAt({ a: 5 }, ['a', 'b'])).toBeUndefined()
  })
})

describe('describeValue', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'an empty value'],
    [[1, 2], 'a list of 2'],
    [{}, 'a mapping'],
    ['8 bps', 'the text "8 bps"'],
    [0.5, '0.5'],
    [false, 'false'],
  ])('table: %j', (value, expected) => {
    expect(describeValue(value)).toBe(expected)
  })
})
