import { describe, expect, test } from 'vitest'
import { editedPolicy, policyText } from '../../test/policy-text.ts'
import { faultText } from '../base/fault.ts'
import { signalNames } from '../engine/signal-catalogue.ts'
import { policyFileSchema } from './schema.ts'
import { lintPolicy } from './lint.ts'

const faultsOf = (text: string): readonly string[] => lintPolicy(text, 'p.yaml').faults.map(faultText)
const warningsOf = (text: string): readonly string[] => lintPolicy(text, 'p.yaml').warnings.map(faultText)

type Edit = readonly [string, string]

describe('lintPolicy', () => {
  test('default: a sound policy has neither faults nor warnings, and comes out', () => {
    const { faults, warnings, policy } = lintPolicy(policyText, 'p.yaml')
    expect(faults).toEqual([])
    expect(warnings).toEqual([])
    expect(policy?.name).toBe('small')
  })

  // Columns: what is wrong, the edit, the one fault it makes. Line and column are those of the edited text.
  const faults: readonly (readonly [string, Edit, string])[] = [
    [
      'unknown key',
      ['withdrawSteps: 4', 'withdrawSteps: 4\n  zebra: 1'],
      'depthDeployment.zebra (line 38, column 3): expected one of the keys trigger, limits, floors, penalSpreadBps, requoteEverySeconds, requoteBps, withdrawSteps, disposal, found the unknown key zebra',
    ],
    [
      'unknown key at the root',
      ['feeAllowanceBps: 5', 'feeAllowanceBps: 5\nversion: 2'],
      `version (line 4, column 1): expected one of the keys ${Object.keys(policyFileSchema.shape).join(', ')}, found the unknown key version`,
    ],
    [
      'near miss',
      ['openingReserve', 'openingReserv'],
      'openingReserv (line 2, column 1): expected a known key, found the unknown key openingReserv; did you mean openingReserve?',
    ],
    [
      'snake case',
      ['withdrawSteps', 'withdraw_steps'],
      'depthDeployment.withdraw_steps (line 37, column 3): expected a known key, found the unknown key withdraw_steps; did you mean withdrawSteps?',
    ],
    [
      'wrong unit in the key',
      ['    holdSeconds: 10', '    holdMs: 10000'],
      'triggers[0].holdMs (line 25, column 5): expected the key holdSeconds (in seconds), found the unknown key holdMs',
    ],
    [
      'wrong unit of a distance',
      ['penalSpreadBps: 8', 'penalSpreadPercent: 0.08'],
      'depthDeployment.penalSpreadPercent (line 34, column 3): expected the key penalSpreadBps (in basis points), found the unknown key penalSpreadPercent',
    ],
    [
      'wrong unit of an amount',
      ['openingReserve: 1000000', 'openingReserveUsd: 1000000'],
      'openingReserveUsd (line 2, column 1): expected the key openingReserve (without a unit: quote amounts in whole units, shares as fractions), found the unknown key openingReserveUsd',
    ],
    [
      'unit in the value',
      ['penalSpreadBps: 8', 'penalSpreadBps: 8 bps'],
      'depthDeployment.penalSpreadBps (line 34, column 19): expected a plain number, without unit, underscores or quotes, found the text "8 bps"',
    ],
    [
      'quoted number',
      ['ewmaLambda: 0.94', "ewmaLambda: '0.94'"],
      'measure.ewmaLambda (line 11, column 15): expected a plain number, without unit, underscores or quotes, found the text "0.94"',
    ],
    [
      'missing key',
      ['  requoteBps: 2\n', ''],
      'depthDeployment.requoteBps (line 29, column 3): expected a plain number, without unit, underscores or quotes, found nothing',
    ],
    [
      'empty value',
      ['markEverySeconds: 60', 'markEverySeconds:'],
      'markEverySeconds (line 4, column 18): expected a plain number, without unit, underscores or quotes, found an empty value',
    ],
    [
      'fraction as percentage',
      ['valueAtRiskConfidence: 0.99', 'valueAtRiskConfidence: 99'],
      'measure.valueAtRiskConfidence (line 15, column 26): expected a number, less than 1, found 99',
    ],
    [
      'not above zero',
      ['shareOfNorm: 0.25', 'shareOfNorm: 0'],
      'depthDeployment.floors[1].shareOfNorm (line 33, column 37): expected a number, more than 0, found 0',
    ],
    [
      'not a whole number',
      ['withdrawSteps: 4', 'withdrawSteps: 2.5'],
      'depthDeployment.withdrawSteps (line 37, column 18): expected a whole number, found 2.5',
    ],
    [
      'not a boolean',
      ['mayBeShort: false', 'mayBeShort: no thanks'],
      'assetPurchase.limits.mayBeShort (line 41, column 83): expected true or false, found the text "no thanks"',
    ],
    [
      'bad name',
      ['name: small', 'name: 1 small'],
      'name (line 1, column 7): expected a name of letters, digits and hyphens that begins with a letter, found the text "1 small"',
    ],
    [
      'unknown signal',
      ['signal: spreadBps', 'signal: spredBps'],
      `triggers[0].conditions[1].signal (line 23, column 19): expected one of ${signalNames.join(', ')}, found the text "spredBps"; did you mean spreadBps?`,
    ],
    [
      'distance that is not measured',
      ['withinBps: 50', 'withinBps: 40'],
      'depthDeployment.floors[1].withinBps (line 33, column 20): expected one of 10, 25, 50, 100, found 40',
    ],
    [
      'word for all or any',
      ['require: { atLeast: 2 }', 'require: most'],
      'triggers[0].require (line 24, column 14): expected one of all, any, found the text "most"',
    ],
    [
      'no conditions',
      [
        '      - { signal: depth25Ratio, fireBelow: 0.35, releaseAbove: 0.6, watchBelow: 0.5 }\n      - { signal: spreadBps, fireAbove: 8, releaseBelow: 3 }\n',
        '      []\n',
      ],
      'triggers[0].conditions (line 22, column 7): expected a list of at least 1 entries, found a list of 0',
    ],
    [
      'contradictory thresholds: release beyond fire, high is stress',
      ['releaseBelow: 3', 'releaseBelow: 9'],
      'triggers[0].conditions[1].releaseBelow (line 23, column 58): expected a number below fireAbove, 8, found 9',
    ],
    [
      'contradictory thresholds: release beyond fire, low is stress',
      ['releaseAbove: 0.6, watchBelow: 0.5', 'releaseAbove: 0.3'],
      'triggers[0].conditions[0].releaseAbove (line 22, column 64): expected a number above fireBelow, 0.35, found 0.3',
    ],
    [
      'release on the wrong side',
      ['fireAbove: 8, releaseBelow: 3', 'fireAbove: 8, releaseAbove: 3'],
      'triggers[0].conditions[1].releaseAbove (line 23, column 44): expected the key releaseBelow beside fireAbove, as stress is a high value, found the unknown key releaseAbove',
    ],
    [
      'watch beyond fire',
      ['watchBelow: 0.5', 'watchBelow: 0.2'],
      'triggers[0].conditions[0].watchBelow (line 22, column 81): expected a number from releaseAbove, 0.6, to fireBelow, 0.35, found 0.2',
    ],
    [
      'negative spread',
      ['releaseBelow: 3', 'releaseBelow: -3'],
      'triggers[0].conditions[1].releaseBelow (line 23, column 58): expected a number of 0 or more, as spreadBps is, found -3',
    ],
    [
      'conditions that exclude each other',
      ['{ signal: spreadBps, fireAbove: 8, releaseBelow: 3 }', '{ signal: depth25Ratio, fireAbove: 2, releaseBelow: 1 }'],
      'triggers[0].conditions[1] (line 23, column 9): expected conditions that can be met together, as all are required, found depth25Ratio above 2 and below 0.35',
    ],
    [
      'one signal twice',
      ['{ signal: spreadBps, fireAbove: 8, releaseBelow: 3 }', '{ signal: depth25Ratio, fireBelow: 0.2, releaseAbove: 0.5 }'],
      'triggers[0].conditions[1] (line 23, column 9): expected one condition a signal and direction, found depth25Ratio again, after conditions[0]',
    ],
    [
      'more agreement than conditions',
      ['atLeast: 2', 'atLeast: 3'],
      'triggers[0].require.atLeast (line 24, column 25): expected at most the number of conditions, 2, found 3',
    ],
    [
      'unknown trigger',
      ['assetPurchase:\n  trigger: depthLoss', 'assetPurchase:\n  trigger: depthLos'],
      'assetPurchase.trigger (line 40, column 12): expected the name of a trigger (depthLoss), found depthLos; did you mean depthLoss?',
    ],
    [
      'budget over the reserve',
      ['budget: 400000', 'budget: 1400000'],
      'depthDeployment.limits.budget (line 30, column 21): expected at most openingReserve, 1000000, found 1400000',
    ],
    [
      'budgets together over the reserve',
      ['budget: 500000, inventoryLimit: 500000', 'budget: 700000, inventoryLimit: 500000'],
      'assetPurchase.limits.budget (line 41, column 21): expected budgets that together stay within openingReserve, 1000000, found 1100000 in all',
    ],
    [
      'floors that do not ascend',
      ['withinBps: 50', 'withinBps: 10'],
      'depthDeployment.floors[1].withinBps (line 33, column 20): expected more than the distance before, 25, found 10',
    ],
    [
      'quotes outside of the floor',
      ['penalSpreadBps: 8', 'penalSpreadBps: 25'],
      "depthDeployment.penalSpreadBps (line 34, column 19): expected less than the nearest floor's distance, 25: quotes further out restore nothing within it, found 25",
    ],
    [
      'tail longer than its window',
      ['tailWindowReturns: 1440', 'tailWindowReturns: 200'],
      'measure.tailMinimumReturns (line 14, column 23): expected at most tailWindowReturns, 200, found 250',
    ],
    [
      'tail of less than one return',
      ['tailMinimumReturns: 250', 'tailMinimumReturns: 99'],
      'measure.tailMinimumReturns (line 14, column 23): expected at least 100, so that the tail of valueAtRiskConfidence 0.99 holds one return, found 99',
    ],
  ]
  test.each(faults)('table: %s', (_, edit, message) => {
    expect(faultsOf(editedPolicy(edit))).toEqual([`p.yaml: ${message}`])
  })

  // Columns: what is doubtful, the edit, the one warning it makes.
  const warnings: readonly (readonly [string, readonly Edit[], string])[] = [
    [
      'no gap between fire and release',
      [['releaseBelow: 3', 'releaseBelow: 8']],
      'triggers[0].conditions[1].releaseBelow (line 23, column 58): expected a number below fireAbove, 8: without a gap the condition flaps, found 8',
    ],
    [
      'one message can fire it',
      [
        ['require: { atLeast: 2 }', 'require: any'],
        ['    holdSeconds: 10', '    holdSeconds: 0'],
      ],
      'triggers[0].holdSeconds (line 25, column 18): expected a hold of some seconds where a single condition is enough: one message can fire it, found 0',
    ],
    [
      'cool-down shorter than the release hold',
      [['coolDownSeconds: 300', 'coolDownSeconds: 59']],
      'triggers[0].coolDownSeconds (line 27, column 22): expected at least releaseHoldSeconds, 60: a shorter cool-down hardly keeps the trigger from flapping, found 59',
    ],
    [
      'limit that is never reached',
      [['inventoryLimit: 200000', 'inventoryLimit: 400001']],
      'depthDeployment.limits.inventoryLimit (line 30, column 45): expected at most the budget, 400000: a higher limit is never reached, found 400001',
    ],
    [
      'norm that needs more history than it remembers',
      [['normMinimumHistorySeconds: 600', 'normMinimumHistorySeconds: 14401']],
      'measure.normMinimumHistorySeconds (line 9, column 30): expected at most normTimeConstantHours, 4 h: a norm needs no more history than it remembers, found 14401 s',
    ],
    [
      'idle trigger',
      [
        [
          'triggers:\n',
          'triggers:\n  - { name: idle, conditions: [{ signal: imbalance, fireAbove: 0.5, releaseBelow: 0.1 }], require: all, holdSeconds: 1, releaseHoldSeconds: 1, coolDownSeconds: 1 }\n',
        ],
      ],
      'triggers[0].name (line 20, column 13): expected a facility that this trigger drives: it will only be reported, found idle, named by none',
    ],
  ]
  test.each(warnings)('table: warns of %s, and still gives the policy', (_, edits, message) => {
    const text = editedPolicy(...edits)
    expect(faultsOf(text)).toEqual([])
    expect(warningsOf(text)).toEqual([`p.yaml: ${message}`])
    expect(lintPolicy(text, 'p.yaml').policy).toBeDefined()
  })

  // Columns: from the edge, on which side it is accepted.
  const edges: readonly (readonly [Edit, number])[] = [
    [['atLeast: 2', 'atLeast: 1'], 0],
    [['budget: 500000', 'budget: 600000'], 0],
    [['budget: 500000', 'budget: 600001'], 1],
    [['tailMinimumReturns: 250', 'tailMinimumReturns: 100'], 0],
    [['tailMinimumReturns: 250', 'tailMinimumReturns: 1440'], 0],
    [['tailMinimumReturns: 250', 'tailMinimumReturns: 1441'], 1],
    [['penalSpreadBps: 8', 'penalSpreadBps: 24.9'], 0],
    [['watchBelow: 0.5', 'watchBelow: 0.35'], 0],
    [['watchBelow: 0.5', 'watchBelow: 0.6'], 0],
    [['watchBelow: 0.5', 'watchBelow: 0.601'], 1],
    [['ewmaLambda: 0.94', 'ewmaLambda: 1'], 1],
    [['{ signal: spreadBps, fireAbove: 8, releaseBelow: 3 }', '{ signal: depth25Ratio, fireAbove: 0.35, releaseBelow: 0.2 }'], 1],
    [['{ signal: spreadBps, fireAbove: 8, releaseBelow: 3 }', '{ signal: depth25Ratio, fireAbove: 0.34, releaseBelow: 0.2 }'], 0],
    [['coolDownSeconds: 300', 'coolDownSeconds: 604800'], 0],
    [['coolDownSeconds: 300', 'coolDownSeconds: 604801'], 1],
  ]
  test.each(edges)('table: the edge %j has %i faults', (edit, count) => {
    expect(faultsOf(editedPolicy(edit))).toHaveLength(count)
  })

  test('behavior: tells several problems at once, in the order of the file', () => {
    const text = editedPolicy(
      ['feeAllowanceBps', 'feeAllowence'],
      ['signal: spreadBps', 'signal: spread'],
      ['budget: 400000', 'budget: 2000000'],
      ['maxLossBps: 50', 'maxLossPercent: 0.5'],
    )
    expect(lintPolicy(text, 'p.yaml').faults.map(({ place }) => place)).toEqual([
      'feeAllowence (line 3, column 1)',
      'triggers[0].conditions[1].signal (line 23, column 19)',
      'depthDeployment.limits.budget (line 30, column 21)',
      'assetPurchase.disposal.maxLossPercent (line 45, column 59)',
    ])
  })

  test('error: one name for two triggers', () => {
    const twin =
      '  - { name: depthLoss, conditions: [{ signal: imbalance, fireAbove: 0.5, releaseBelow: 0.1 }], require: all, holdSeconds: 1, releaseHoldSeconds: 1, coolDownSeconds: 1 }\n'
    const [first] = faultsOf(editedPolicy(['depthDeployment:\n', `${twin}depthDeployment:\n`]))
    expect(first).toBe('p.yaml: triggers[1].name (line 28, column 13): expected a name of its own, found depthLoss, as trigger 0 has')
  })

  // Columns: the text, the beginning of the only fault.
  const notPolicies: readonly (readonly [string, string, string])[] = [
    ['an empty file', '', 'p.yaml: the whole file (line 1, column 1): expected a mapping of keys to values, found an empty value'],
    [
      'comments only',
      '# nothing\n',
      'p.yaml: the whole file (line 1, column 1): expected a mapping of keys to values, found an empty value',
    ],
    ['a list', '- a\n- b\n', 'p.yaml: the whole file (line 1, column 1): expected a mapping of keys to values, found a list of 2'],
    ['plain text', 'hello', 'p.yaml: the whole file (line 1, column 1): expected a mapping of keys to values, found the text "hello"'],
    ['broken YAML', 'name: [a\nb: 2\n', 'p.yaml: line 2, column'],
    [
      'a duplicate key',
      policyText.replace('feeAllowanceBps: 5', 'feeAllowanceBps: 5\nfeeAllowanceBps: 6'),
      'p.yaml: line 4, column 1: expected well-formed YAML, found an error: Map keys must be unique',
    ],
    ['a tab for indentation', 'measure:\n\treturnEverySeconds: 60\n', 'p.yaml: line 2, column 1: expected well-formed YAML'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'p.yaml: line 2, column'],
  ]
  test.each(notPolicies)('error: %s', (_, text, message) => {
    const [first] = faultsOf(text)
    expect(first?.slice(0, message.length)).toBe(message)
    expect(lintPolicy(text, 'p.yaml').policy).toBeUndefined()
  })
})
