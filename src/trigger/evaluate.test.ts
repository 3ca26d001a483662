import { describe, expect, test } from 'vitest'
import { durationUs, timeUs } from '../base/time.ts'
import { advanceTrigger, conditionStates, createTriggerState, type TriggerPhase, type TriggerState } from './evaluate.ts'
import { createSignalTable, setKnown, setUnknown } from './reading.ts'
import type { Rule } from './rule.ts'

/** Met above 50, cleared below 20, watched above 35. */
const spread = { signal: 'spreadBps', index: 0, direction: 'above', fire: 50, release: 20, watch: 35 } as const
/** Met below 0.3, cleared above 0.6, watched below 0.45. */
const depth = { signal: 'depth25Ratio', index: 1, direction: 'below', fire: 0.3, release: 0.6, watch: 0.45 } as const

const one: Rule = {
  name: 'thin',
  conditions: [spread],
  agreeing: 1,
  holdFor: durationUs(10),
  releaseHoldFor: durationUs(20),
  coolDownFor: durationUs(30),
}
const any: Rule = { ...one, conditions: [spread, depth] }
const both: Rule = { ...any, agreeing: 2 }

type Value = number | '?'
/** The time, then the value of each signal, `?` for unknown. */
type Row = readonly [at: number, ...values: readonly Value[]]

function advance(state: TriggerState, rule: Rule, row: Row): readonly string[] {
  const [at, ...values] = row
  const table = createSignalTable(2)
  values.forEach((value, index) => {
    if (value === '?') setUnknown(table, index, 'gap')
    else setKnown(table, index, value)
  })
  return advanceTrigger(state, rule, table, timeUs(at)).map(({ from, to }) => `${from}>${to}`)
}

/** The phase after each row. */
function phases(rule: Rule, rows: readonly Row[]): readonly TriggerPhase[] {
  const state = createTriggerState(rule, timeUs(0))
  return rows.map((row) => {
    advance(state, rule, row)
    return state.phase
  })
}

/** Rows that bring `rule` (one or any) to a phase at time 1,000 exactly, with its clock at 0. */
const ways: Readonly<Record<TriggerPhase, readonly Row[]>> = {
  calm: [[1_000, 10, 1]],
  watch: [[1_000, 40, 1]],
  stressed: [[1_000, 60, 1]],
  active: [
    [990, 60, 1],
    [1_000, 60, 1],
  ],
  recovering: [
    [980, 60, 1],
    [990, 60, 1],
    [1_000, 10, 1],
  ],
}

describe('one condition', () => {
  // Columns: from, value 1 us later, to. At, just below and just above every level, and unknown, in every phase.
  test.each<readonly [TriggerPhase, Value, TriggerPhase]>([
    ['calm', 10, 'calm'],
    ['calm', 35, 'calm'],
    ['calm', 35.001, 'watch'],
    ['calm', 50, 'watch'],
    ['calm', 50.001, 'stressed'],
    ['calm', '?', 'calm'],
    ['watch', 35.001, 'watch'],
    ['watch', 35, 'calm'],
    ['watch', 34.999, 'calm'],
    ['watch', 50, 'watch'],
    ['watch', 50.001, 'stressed'],
    ['watch', '?', 'watch'],
    ['stressed', 60, 'stressed'],
    ['stressed', 50, 'stressed'],
    ['stressed', 20, 'stressed'],
    ['stressed', 19.999, 'calm'],
    ['stressed', '?', 'stressed'],
    ['active', 60, 'active'],
    ['active', 20, 'active'],
    ['active', 19.999, 'recovering'],
    ['active', '?', 'active'],
    ['recovering', 10, 'recovering'],
    ['recovering', 20, 'recovering'],
    ['recovering', 50, 'recovering'],
    ['recovering', 50.001, 'active'],
    ['recovering', '?', 'recovering'],
  ])('table: from %s at %s to %s', (from, value, to) => {
    expect(phases(one, [...ways[from], [1_001, value]]).slice(-2)).toEqual([from, to])
  })

  // Columns: name, rows, the phase after each.
  test.each<readonly [string, readonly Row[], readonly TriggerPhase[]]>([
    [
      'fires when it has held for holdFor',
      [
        [100, 60],
        [109, 60],
        [110, 60],
      ],
      ['stressed', 'stressed', 'active'],
    ],
    [
      'just before, it does not',
      [
        [100, 60],
        [109, 60],
      ],
      ['stressed', 'stressed'],
    ],
    [
      'a latched condition holds between the levels',
      [
        [100, 60],
        [105, 30],
        [110, 30],
      ],
      ['stressed', 'stressed', 'active'],
    ],
    [
      'known not to hold, the clock starts again',
      [
        [100, 60],
        [109, 10],
        [110, 60],
        [119, 60],
        [120, 60],
      ],
      ['stressed', 'calm', 'stressed', 'stressed', 'active'],
    ],
    [
      'unknown freezes the clock, and counts on neither side of it',
      [
        [100, 60],
        [106, 60],
        [108, '?'],
        [150, 60],
        [153, 60],
        [154, 60],
      ],
      ['stressed', 'stressed', 'stressed', 'stressed', 'stressed', 'active'],
    ],
    [
      'unknown cannot fire, however long',
      [
        [100, 60],
        [109, 60],
        [110, '?'],
        [999, '?'],
      ],
      ['stressed', 'stressed', 'stressed', 'stressed'],
    ],
    [
      'from watch to stressed, and back to watch',
      [
        [100, 40],
        [101, 60],
        [102, 40],
        [103, 10],
      ],
      ['watch', 'stressed', 'stressed', 'calm'],
    ],
    [
      'releases when it has been released for releaseHoldFor',
      [...ways.active, [1_001, 10], [1_020, 10], [1_021, 10]],
      ['stressed', 'active', 'recovering', 'recovering', 'calm'],
    ],
    [
      'a latched clearing lasts between the levels, and leaves for watch',
      [...ways.active, [1_001, 10], [1_010, 40], [1_021, 40]],
      ['stressed', 'active', 'recovering', 'recovering', 'watch'],
    ],
    [
      'held again while recovering, it is active at once and starts over',
      [...ways.recovering, [1_019, 60], [1_020, 10], [1_039, 10], [1_040, 10]],
      ['stressed', 'active', 'recovering', 'active', 'recovering', 'recovering', 'calm'],
    ],
    [
      'unknown freezes the release too',
      [...ways.recovering, [1_015, 10], [1_016, '?'], [9_000, 10], [9_004, 10], [9_005, 10]],
      ['stressed', 'active', 'recovering', 'recovering', 'recovering', 'recovering', 'recovering', 'calm'],
    ],
    [
      'unknown for hours while active changes nothing',
      [...ways.active, [1_001, '?'], [3_600_000_000, '?'], [7_200_000_000, 10]],
      ['stressed', 'active', 'active', 'active', 'recovering'],
    ],
  ])('table: %s', (_name, rows, expected) => {
    expect(phases(one, rows)).toEqual(expected)
  })

  // Released at 1,020, so it cools until 1,050. Columns: name, rows from then on, the phase after each.
  test.each<readonly [string, readonly Row[], readonly TriggerPhase[]]>([
    [
      'nothing fires just before its end',
      [
        [1_030, 60],
        [1_049, 60],
      ],
      ['stressed', 'stressed'],
    ],
    [
      'at its end it fires, the hold having run meanwhile',
      [
        [1_030, 60],
        [1_050, 60],
      ],
      ['stressed', 'active'],
    ],
    [
      'after its end the hold counts as ever',
      [
        [1_045, 60],
        [1_050, 60],
        [1_054, 60],
        [1_055, 60],
      ],
      ['stressed', 'stressed', 'stressed', 'active'],
    ],
    [
      'unknown at its end does not fire',
      [
        [1_030, 60],
        [1_049, 60],
        [1_060, '?'],
        [1_061, 60],
      ],
      ['stressed', 'stressed', 'stressed', 'active'],
    ],
  ])('table: cool-down, %s', (_name, rows, expected) => {
    expect(phases(one, [...ways.recovering, [1_020, 10], ...rows]).slice(-rows.length)).toEqual(expected)
  })
})

describe('several conditions', () => {
  // Columns: rule, from, spread, depth ratio, to.
  test.each<readonly [string, Rule, TriggerPhase, Value, Value, TriggerPhase]>([
    ['any: one met is enough', any, 'calm', 60, 1, 'stressed'],
    ['any: with the other unknown too', any, 'calm', '?', 0.2, 'stressed'],
    ['any: one watched', any, 'calm', 10, 0.4, 'watch'],
    ['any: one watched, the other unknown', any, 'calm', '?', 0.4, 'watch'],
    ['any: an unknown one is not watched', any, 'calm', '?', 1, 'calm'],
    ['any: a watched one that becomes unknown is still watched', any, 'watch', '?', 1, 'watch'],
    ['any: one that was never watched and is unknown does not hold it in watch', any, 'watch', 10, '?', 'calm'],
    ['any: an unknown one cannot release', any, 'active', 10, '?', 'active'],
    ['any: an unknown one cannot hold either, so the stress stays undecided', any, 'stressed', '?', 1, 'stressed'],
    ['any: both cleared release', any, 'active', 10, 1, 'recovering'],
    ['any: the other one keeps it active', any, 'active', 10, 0.2, 'active'],
    ['any: the other one makes it active again', any, 'recovering', 10, 0.2, 'active'],
  ])('table: %s', (_name, rule, from, first, second, to) => {
    expect(phases(rule, [...ways[from], [1_001, first, second]]).at(-1)).toBe(to)
  })

  test.each<readonly [string, Value, Value, TriggerPhase]>([
    ['one of two is not enough, and is watched', 60, 1, 'watch'],
    ['one met and one unknown do not hold', 60, '?', 'watch'],
    ['both', 60, 0.2, 'stressed'],
    ['both unknown', '?', '?', 'calm'],
  ])('table: both needed, %s', (_name, first, second, to) => {
    expect(phases(both, [[100, first, second]])).toEqual([to])
  })

  test('behavior: a latched condition calls for watching even when its value has left the watch level', () => {
    expect(
      phases(both, [
        [100, 60, 1],
        [101, 30, 1],
        [102, 19, 1],
      ]),
    ).toEqual(['watch', 'watch', 'calm'])
  })

  // Active since 110 by both. One known to be cleared is enough to release, whatever the other would say.
  test.each<readonly [Value, Value, TriggerPhase]>([
    [60, 0.2, 'active'],
    [10, 0.2, 'recovering'],
    [10, '?', 'recovering'],
    [60, '?', 'active'],
    ['?', '?', 'active'],
  ])('table: both needed and active, at %s and %s to %s', (first, second, to) => {
    expect(
      phases(both, [
        [100, 60, 0.2],
        [110, 60, 0.2],
        [111, first, second],
      ]).at(-1),
    ).toBe(to)
  })
})

describe('advanceTrigger', () => {
  test('behavior: holdFor 0 and releaseHoldFor 0 act at once, and both moves are told', () => {
    const state = createTriggerState(one, timeUs(0))
    const quick: Rule = { ...one, holdFor: durationUs(0), releaseHoldFor: durationUs(0) }
    expect(advance(state, quick, [100, 60])).toEqual(['calm>stressed', 'stressed>active'])
    expect(advance(state, quick, [101, 10])).toEqual(['active>recovering', 'recovering>calm'])
    expect(advance(state, quick, [102, 60])).toEqual(['calm>stressed'])
    expect(advance(state, quick, [130, 60])).toEqual([])
    expect(advance(state, quick, [131, 60])).toEqual(['stressed>active'])
  })

  test('behavior: the clock and the time of the phase are there to be shown', () => {
    const state = createTriggerState(one, timeUs(0))
    advance(state, one, [100, 60])
    advance(state, one, [104, 60])
    expect(state).toMatchObject({ phase: 'stressed', since: 100, heldFor: 4 })
    advance(state, one, [110, 60])
    expect(state).toMatchObject({ phase: 'active', since: 110, heldFor: 0 })
    advance(state, one, [120, 10])
    advance(state, one, [127, 10])
    expect(state).toMatchObject({ phase: 'recovering', since: 120, heldFor: 7 })
    advance(state, one, [140, 10])
    expect(state).toMatchObject({ phase: 'calm', since: 140, heldFor: 0, coolingUntil: 170 })
  })

  test('behavior: a rule whose times were shortened meanwhile neither fires nor releases on what is unknown', () => {
    const shorter: Rule = { ...one, holdFor: durationUs(3), releaseHoldFor: durationUs(3) }
    const stressed = createTriggerState(one, timeUs(0))
    for (const row of [...ways.stressed, [1_005, 60]] as const) advance(stressed, one, row)
    expect(advance(stressed, shorter, [1_006, '?'])).toEqual([])
    expect(advance(stressed, shorter, [1_007, 60])).toEqual(['stressed>active'])
    const recovering = createTriggerState(one, timeUs(0))
    for (const row of [...ways.recovering, [1_005, 10]] as const) advance(recovering, one, row)
    expect(advance(recovering, shorter, [1_006, '?'])).toEqual([])
    expect(advance(recovering, shorter, [1_007, 10])).toEqual(['recovering>calm'])
  })

  test('behavior: calls that move nothing share one list', () => {
    const state = createTriggerState(one, timeUs(0))
    const table = createSignalTable(2)
    expect(advanceTrigger(state, one, table, timeUs(1))).toBe(advanceTrigger(state, one, table, timeUs(2)))
  })

  test('behavior: evidence tells met, cleared and unknown per condition', () => {
    const state = createTriggerState(any, timeUs(0))
    const table = createSignalTable(2)
    expect(conditionStates(state, any, table)).toEqual(['unknown', 'unknown'])
    setKnown(table, 0, 60)
    setKnown(table, 1, 1)
    advanceTrigger(state, any, table, timeUs(1))
    expect(conditionStates(state, any, table)).toEqual(['met', 'cleared'])
    setKnown(table, 0, 30)
    setUnknown(table, 1, 'stale')
    advanceTrigger(state, any, table, timeUs(2))
    expect(conditionStates(state, any, table)).toEqual(['met', 'unknown'])
  })

  test('error: time backwards, more conditions agreeing than there are, or none', () => {
    const state = createTriggerState(one, timeUs(5))
    expect(() => advance(state, one, [4, 10])).toThrow('backwards')
    for (const agreeing of [0, 3, 1.5]) expect(() => createTriggerState({ ...any, agreeing }, timeUs(0))).toThrow('must agree')
  })
})
