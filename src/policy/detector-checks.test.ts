import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultText } from '../base/fault.ts'
import { editedPolicy } from '../../test/policy-text.ts'
import { lintPolicy } from './lint.ts'

const levels = '{ signal: spreadBps, fireAbove: 8, releaseBelow: 3 }'
const rate = 'releaseBelow: 3, observeEverySeconds: 1, oneFalseAlarmPerDays: 180'
const cusum = `{ signal: spreadBps, detector: cusum, ${rate}, calm: { mean: 1, deviation: 0.4 }, shiftDeviations: 1, threshold: 22 }`
const eDetector = `{ signal: spreadBps, detector: e-detector, ${rate}, score: { from: 2, to: 10 }, calm: { meanScore: 0.02 } }`
const changePoint = `{ signal: spreadBps, detector: bocpd, ${rate}, calm: { learnOverSeconds: 600, leastDeviation: 0.1 }, alarmProbability: 0.95, longestRunObservations: 300 }`

function lint(condition: string) {
  const { faults, warnings, policy } = lintPolicy(editedPolicy([levels, condition]), 'my.yaml')
  return { faults: faults.map(faultText), warnings: warnings.map(faultText), policy }
}

/** One condition with some of its text replaced. */
function edited(condition: string, from: string, to: string): string {
  expect(condition.split(from).length).toBe(2)
  return condition.replace(from, to)
}

describe('detectors in a policy', () => {
  test.each([cusum, eDetector])('default: %s is well formed', (condition) => {
    expect(lint(condition)).toMatchObject({ faults: [], warnings: [] })
  })

  test.each([
    [changePoint, 'expected an e-detector: this false-alarm rate is kept by independent calm observations'],
    [edited(cusum, ', threshold: 22', ''), 'expected a threshold calibrated on calm data, or an e-detector: this false-alarm rate'],
  ])('behavior: %s is warned of', (condition, warning) => {
    const { faults, warnings, policy } = lint(condition)
    expect(faults).toEqual([])
    expect(warnings).toEqual([expect.stringContaining(warning)])
    expect(policy).toBeDefined()
  })

  test.each([
    [
      edited(cusum, 'releaseBelow: 3, ', ''),
      'my.yaml: triggers[0].conditions[1] (line 23, column 9): expected one of releaseBelow and releaseAbove, found neither',
    ],
    [
      edited(cusum, 'releaseBelow: 3', 'releaseBelow: 3, releaseAbove: 4'),
      'my.yaml: triggers[0].conditions[1].releaseAbove (line 23, column 64): expected one of releaseBelow and releaseAbove, found both',
    ],
    [
      edited(eDetector, ', oneFalseAlarmPerDays: 180', ''),
      'my.yaml: triggers[0].conditions[1] (line 23, column 9): expected one of oneFalseAlarmPerDays and oneFalseAlarmPerObservations, found neither',
    ],
    [
      edited(eDetector, 'oneFalseAlarmPerDays: 180', 'oneFalseAlarmPerDays: 180, oneFalseAlarmPerObservations: 500'),
      'expected one of oneFalseAlarmPerDays and oneFalseAlarmPerObservations, found both',
    ],
    [
      edited(eDetector, 'oneFalseAlarmPerDays: 180', 'oneFalseAlarmPerDays: 0.0001'),
      'my.yaml: triggers[0].conditions[1].oneFalseAlarmPerDays (line 23, column 115): expected a time of 10 to 1e12 observations, one every 1 s, found 0.0001 days, 8.64 observations',
    ],
    [
      edited(changePoint, 'learnOverSeconds: 600', 'learnOverSeconds: 29'),
      'triggers[0].conditions[1].calm.learnOverSeconds (line 23, column 141): expected at least 30, 30 observations to learn from, found 29',
    ],
    [
      edited(eDetector, 'to: 10', 'to: 2'),
      'triggers[0].conditions[1].score.to (line 23, column 142): expected a number above from, 2: the signal is bad when high, found 2',
    ],
    [
      edited(edited(eDetector, 'releaseBelow', 'releaseAbove'), 'to: 10', 'to: 2'),
      'expected a number below from, 2: the signal is bad when low, found 2',
    ],
    [
      edited(cusum, 'threshold: 22', 'tailDegreesOfFreedom: 3'),
      'expected a false-alarm rate that a CUSUM can keep with a threshold of at most 64 deviations; an e-detector keeps any, found one per 15552000 observations, with the tails of 3 degrees of freedom',
    ],
    [edited(cusum, 'observeEverySeconds', 'observeEveryMs'), 'expected the key observeEverySeconds (in seconds), found the unknown key'],
    [edited(cusum, ', deviation: 0.4', ''), 'triggers[0].conditions[1].calm.deviation'],
    [edited(cusum, 'detector: cusum', 'detector: cusm'), 'triggers[0].conditions[1].detector (line 23, column 40)'],
    [edited(cusum, 'releaseBelow: 3', 'releaseBelow: -3'), 'expected a number of 0 or more, as spreadBps is, found -3'],
  ])('error: %s', (condition, fault) => {
    const { faults, policy } = lint(condition)
    expect(faults).toEqual([expect.stringContaining(fault)])
    expect(policy).toBeUndefined()
  })

  test('table: bounds that are still allowed', () => {
    const few = edited(eDetector, 'oneFalseAlarmPerDays: 180', 'oneFalseAlarmPerObservations: 10')
    expect(lint(few).faults).toEqual([])
    expect(lint(edited(changePoint, 'learnOverSeconds: 600', 'learnOverSeconds: 30')).faults).toEqual([])
    const low = edited(edited(eDetector, 'releaseBelow', 'releaseAbove'), 'to: 10', 'to: 1')
    expect(lint(low).faults).toEqual([])
  })

  test('default: the example of the trigger page is well formed', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/concepts/trigger.md'), 'utf8')
    const example = /```yaml\n- (signal: [\s\S]*?)```/.exec(page)?.[1] ?? ''
    const indented = example.trimEnd().replaceAll('\n', '\n      ')
    expect(lint(indented)).toMatchObject({ faults: [], warnings: [], policy: { triggers: [{ conditions: [{}, { detector: {} }] }] } })
  })

  test.each([
    ['orderFlowImbalance, fireBelow: -3, releaseAbove: -1', true],
    ['jumpStatistic, fireAbove: 4, releaseBelow: -0.5', true],
    ['imbalance, fireBelow: -0.9, releaseAbove: -0.5', true],
    ['imbalance, fireBelow: -1.1, releaseAbove: -0.5', false],
    ['volumeRatio, fireAbove: 3, releaseBelow: -0.1', false],
  ])('table: a level below 0 for signals that may be there, %s', (condition, allowed) => {
    expect(lint(`{ signal: ${condition} }`).faults.length === 0).toBe(allowed)
  })

  test('error: a misspelt detector of a mapping with levels is told as such', () => {
    const { faults } = lint('{ signal: spreadBps, detecter: cusum, fireAbove: 8, releaseBelow: 3 }')
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('detecter')
  })
})
