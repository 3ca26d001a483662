import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import type { DetectorMethod, DetectorRule } from './detect/detector.ts'
import { advanceTrigger, conditionStates, createTriggerState, type TriggerMove, type TriggerState } from './evaluate.ts'
import { createSignalTable, setKnown, setUnknown, type SignalTable } from './reading.ts'
import type { Condition, Rule } from './rule.ts'

const second = 1_000_000
const norm = { kind: 'given', mean: 10, deviation: 1 } as const
const detector: DetectorRule = {
  method: { kind: 'cusum', norm, reference: 0.5 },
  direction: 'above',
  observeEvery: durationUs(second),
  runLength: 1_000,
  threshold: 4,
  watchThreshold: 2,
}
const detected: Condition = { signal: 'spreadBps', index: 0, direction: 'above', fire: 11, release: 11, watch: 11, detector }
const level: Condition = { signal: 'depth25Ratio', index: 1, direction: 'below', fire: 0.3, release: 0.6, watch: 0.5 }
const rule: Rule = {
  name: 'detected',
  conditions: [detected],
  agreeing: 1,
  holdFor: durationUs(0),
  releaseHoldFor: durationUs(0),
  coolDownFor: durationUs(0),
}

function tableOf(spread: number | undefined, depth: number | undefined = 1): SignalTable {
  const table = createSignalTable(2)
  if (spread === undefined) setUnknown(table, 0, 'stale')
  else setKnown(table, 0, spread)
  if (depth === undefined) setUnknown(table, 1, 'stale')
  else setKnown(table, 1, depth)
  return table
}

/** Phases after each row of time in seconds and spread. */
function phases(governing: Rule, rows: readonly (readonly [number, number | undefined, (number | undefined)?])[]): readonly string[] {
  const state = createTriggerState(governing, timeUs(0))
  return rows.map(([at, spread, depth]) => {
    advanceTrigger(state, governing, tableOf(spread, depth), timeUs(at * second))
    return state.phase
  })
}

describe('a detector as a condition', () => {
  test('default: it watches at half, fires at the alarm, and releases with the level', () => {
    const rows = [
      [0, 12],
      [1, 12],
      [2, 13],
      [3, 11],
      [4, 10.9],
    ] as const
    // Sums of 1.5, 3, 5.5; then 11 is on the level and 10.9 beyond it.
    expect(phases(rule, rows)).toEqual(['calm', 'watch', 'active', 'active', 'calm'])
  })

  test.each([
    [3, 'watch'],
    [3.000_001, 'calm'],
  ])('table: a sum of 3 calls for watching from %f on: %s', (watchThreshold, phase) => {
    const governing: Rule = { ...rule, conditions: [{ ...detected, detector: { ...detector, watchThreshold } }] }
    expect(phases(governing, [[0, 12], [1, 12]]).at(-1)).toBe(phase) // prettier-ignore
  })

  test('behavior: observations are clocked, not every tick', () => {
    const often = Array.from({ length: 20 }, (_, i) => [i / 20, 12] as const)
    expect(phases(rule, often).at(-1)).toBe('calm')
    expect(phases(rule, [...often, [1, 12], [2, 12]]).at(-1)).toBe('active')
  })

  test('behavior: what is unknown is no observation, and the next known value is one at once', () => {
    const rows = [
      [0, 12],
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [3.5, 12],
      [3.9, 12],
      [4, 12],
    ] as const
    expect(phases(rule, rows)).toEqual(['calm', 'calm', 'calm', 'calm', 'watch', 'watch', 'active'])
  })

  test('behavior: an alarm stands until the signal is back beyond its level; then the detector begins anew', () => {
    const state = createTriggerState(rule, timeUs(0))
    const feed = (at: number, spread: number | undefined): TriggerState => {
      advanceTrigger(state, rule, tableOf(spread), timeUs(at * second))
      return state
    }
    expect(feed(0, 20).phase).toBe('active')
    const statistic = state.detectors.get(0)?.statistic
    expect(statistic).toBe(9.5)
    // Met, it observes nothing.
    expect(feed(1, 11.5).detectors.get(0)?.statistic).toBe(9.5)
    expect(feed(2, undefined).phase).toBe('active')
    expect(feed(3, 10).phase).toBe('calm')
    expect(state.detectors.get(0)).toMatchObject({ statistic: 0, observations: 0, value: 10 })
    expect(feed(4, 12).detectors.get(0)?.statistic).toBe(1.5)
  })

  test('behavior: a signal that is bad when low', () => {
    const low: Rule = {
      ...rule,
      conditions: [{ ...detected, direction: 'below', release: 9, detector: { ...detector, direction: 'below' } }],
    }
    const rows = [
      [0, 20],
      [1, 5],
      [2, 9],
      [3, 9.1],
    ] as const
    expect(phases(low, rows)).toEqual(['calm', 'active', 'active', 'calm'])
  })

  test('behavior: while it learns it is unknown: it neither fires nor releases', () => {
    const learning: DetectorRule = {
      ...detector,
      method: { kind: 'cusum', norm: { kind: 'learned', observations: 3, leastDeviation: 1 }, reference: 0.5 },
    }
    const both: Rule = { ...rule, agreeing: 2, conditions: [{ ...detected, detector: learning }, level] }
    const state = createTriggerState(both, timeUs(0))
    const seen = [10, 10, 10, 20].map((spread, i) => {
      const table = tableOf(spread, 0.2)
      advanceTrigger(state, both, table, timeUs(i * second))
      return [conditionStates(state, both, table), state.phase]
    })
    expect(seen).toEqual([
      [['unknown', 'met'], 'watch'],
      [['unknown', 'met'], 'watch'],
      [['cleared', 'met'], 'watch'],
      [['met', 'met'], 'active'],
    ])
    // With one of two enough the other may fire meanwhile, and cannot release: the learner might be met.
    const either: Rule = { ...both, agreeing: 1 }
    expect(
      phases(either, [
        [0, 10, 0.2],
        [0.1, 10, 0.9],
        [3, 10, 0.9],
      ]),
    ).toEqual(['active', 'active', 'active'])
  })

  test('table: condition states of a detector beside a level', () => {
    const both: Rule = { ...rule, agreeing: 2, conditions: [level, { ...detected, index: 0 }] }
    const state = createTriggerState(both, timeUs(0))
    expect([...state.detectors.keys()]).toEqual([1])
    const table = tableOf(30, 0.2)
    advanceTrigger(state, both, table, timeUs(0))
    expect(conditionStates(state, both, table)).toEqual(['met', 'met'])
    expect(conditionStates(state, both, tableOf(undefined, 0.2))).toEqual(['met', 'unknown'])
  })

  test('error: a state made for another rule', () => {
    const bare = createTriggerState({ ...rule, conditions: [level] }, timeUs(0))
    expect(() => advanceTrigger(bare, rule, tableOf(12), timeUs(0))).toThrow('a condition with a detector has its state')
  })

  const methods: readonly DetectorMethod[] = [
    detector.method,
    { kind: 'cusum', norm: { kind: 'learned', observations: 4, leastDeviation: 0.5 }, reference: 0.5 },
    { kind: 'eDetector', from: 9, to: 14, calmMean: { kind: 'given', mean: 0.3 }, betShares: [0.2, 0.6] },
    { kind: 'eDetector', from: 9, to: 14, calmMean: { kind: 'learned', observations: 4 }, betShares: [0.2, 0.6] },
    {
      kind: 'changePoint',
      norm,
      options: { hazard: 0.02, prior: { mean: 0, meanWeight: 0.1, shape: 2, scale: 2 }, longestRun: 8, dropBelow: 1e-6 },
    },
  ]

  test('property: encoding and decoding in the middle changes nothing, with any detector', () => {
    const rows = fc.array(fc.record({ step: fc.nat(3), spread: fc.option(fc.integer({ min: 6, max: 18 }), { nil: undefined, freq: 6 }) }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(fc.constantFrom(...methods), rows, fc.nat(40), (method, input, cut) => {
        const threshold = method.kind === 'changePoint' ? 0.6 : 4
        const governing: Rule = { ...rule, conditions: [{ ...detected, detector: { ...detector, method, threshold } }] }
        const whole = createTriggerState(governing, timeUs(0))
        let cutState = createTriggerState(governing, timeUs(0))
        let at = 0
        input.forEach(({ step, spread }, i) => {
          at += (step * second) / 2
          if (i === cut) cutState = decode(encode(cutState)) as TriggerState
          const moves: readonly TriggerMove[] = advanceTrigger(whole, governing, tableOf(spread), timeUs(at))
          expect(advanceTrigger(cutState, governing, tableOf(spread), timeUs(at))).toEqual(moves)
        })
        expect(encode(cutState)).toBe(encode(whole))
      }),
    )
  })

  test('property: however often it is evaluated between observations, they are the same', () => {
    const values = fc.array(fc.integer({ min: 8, max: 13 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 5 }), (series, often) => {
        const seldom = createTriggerState(rule, timeUs(0))
        const busy = createTriggerState(rule, timeUs(0))
        series.forEach((spread, i) => {
          advanceTrigger(seldom, rule, tableOf(spread), timeUs(i * second))
          for (let j = 0; j < often; j++) advanceTrigger(busy, rule, tableOf(spread), timeUs(i * second + j))
        })
        // Once met, the release level is read at every evaluation; both saw the same values there.
        expect(busy.detectors.get(0)?.statistic).toBe(seldom.detectors.get(0)?.statistic)
        expect(busy.phase).toBe(seldom.phase)
      }),
    )
  })
})
