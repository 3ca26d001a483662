import { expect, test } from 'vitest'
import { backstopThreshold, wholeThreshold } from './backstop-threshold.ts'
import { blendExitLevels, setExitStatus, stepExitStatus, type ExitStatus, type SettableExitStatus } from './exit-queue.ts'

const reading = (queued: number, thresholdMet = true) => ({ queuedShares: BigInt(queued), totalShares: 10_000n, thresholdMet })

test.each<readonly [ExitStatus, number, boolean, ExitStatus]>([
  ['active', 2_999, true, 'active'],
  ['active', 3_000, true, 'onIce'],
  ['active', 2_999, false, 'onIce'],
  ['onIce', 5_999, true, 'onIce'],
  ['onIce', 6_000, true, 'frozen'],
  ['onIce', 6_000, false, 'frozen'],
  ['frozen', 5_999, true, 'onIce'],
  ['frozen', 0, true, 'active'],
  ['activeByOperator', 4_999, true, 'activeByOperator'],
  ['activeByOperator', 5_000, true, 'onIce'],
  ['activeByOperator', 10_000, true, 'onIce'],
  ['activeByOperator', 0, false, 'onIce'],
  ['onIceByOperator', 7_499, false, 'onIceByOperator'],
  ['onIceByOperator', 7_500, true, 'frozen'],
])('table: from %s with %d of 10,000 queued, threshold met %s', (from, queued, met, to) => {
  expect(stepExitStatus(from, reading(queued, met), blendExitLevels)).toEqual({ ok: true, value: to })
})

test.each<ExitStatus>(['frozenByOperator', 'setup'])('error: nothing but the operator changes %s', (status) => {
  expect(stepExitStatus(status, reading(0), blendExitLevels)).toEqual({ ok: false, refusal: { kind: 'operatorOnly' } })
})

test('behavior: a fund without shares has an empty queue', () => {
  expect(stepExitStatus('active', { queuedShares: 0n, totalShares: 0n, thresholdMet: true }, blendExitLevels)).toMatchObject({
    value: 'active',
  })
})

test.each<readonly [SettableExitStatus, number, boolean, string]>([
  ['activeByOperator', 4_999, true, 'activeByOperator'],
  ['activeByOperator', 5_000, true, 'queueTooLong'],
  ['activeByOperator', 5_000, false, 'thresholdNotMet'],
  ['onIceByOperator', 7_499, false, 'onIceByOperator'],
  ['onIceByOperator', 7_500, true, 'queueTooLong'],
  ['onIce', 7_499, false, 'onIce'],
  ['onIce', 7_500, true, 'queueTooLong'],
  ['frozenByOperator', 0, true, 'frozenByOperator'],
  ['frozenByOperator', 10_000, false, 'frozenByOperator'],
])('table: the operator sets %s with %d of 10,000 queued, threshold met %s: %s', (wanted, queued, met, outcome) => {
  const set = setExitStatus(wanted, reading(queued, met), blendExitLevels)
  expect(set.ok ? set.value : set.refusal.kind).toBe(outcome)
})

const units = (whole: number): bigint => BigInt(whole) * wholeThreshold

test.each([
  ['just enough', units(200_000), units(6_250), wholeThreshold],
  ['a unit of the second less, which is no whole token', units(200_000), units(6_250) - 1n, 9_998_400n],
  ['a unit of the first less', units(200_000) - 1n, units(6_250), 9_999_800n],
  ['a tenth', units(20_000), units(625), 100n],
  ['nothing', 0n, units(1_000_000), 0n],
  // 2^127 - 1 by 10^25, rounded down.
  ['more than 128 bits hold', units(50_000_000), units(10_000_000), 17_014_118_346_046n],
])('table: threshold with %s', (_name, first, second, expected) => {
  expect(backstopThreshold(first, second)).toBe(expected)
})

test('error: a negative balance', () => {
  expect(() => backstopThreshold(-1n, 0n)).toThrow('never negative')
})
