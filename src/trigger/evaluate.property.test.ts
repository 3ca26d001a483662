import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { advanceTrigger, createTriggerState, type TriggerMove, type TriggerState } from './evaluate.ts'
import { createSignalTable, setKnown, setUnknown, type SignalTable } from './reading.ts'
import type { Condition, Rule } from './rule.ts'

type Row = Readonly<{ step: number; values: readonly (number | undefined)[] }>

/** Levels are 0 to 10; signals move on halves, so they meet every level exactly, and stay a while in each region. */
const value = fc.option(
  fc.integer({ min: 0, max: 20 }).map((halves) => halves / 2),
  { nil: undefined, freq: 4 },
)
const rows = fc.array(fc.record({ step: fc.nat(8), values: fc.tuple(value, value, value) }), { maxLength: 80 })
const condition = fc
  .record({ levels: fc.tuple(fc.nat(10), fc.nat(10), fc.nat(10)), direction: fc.constantFrom('above' as const, 'below' as const) })
  .map(({ levels, direction }): Omit<Condition, 'signal' | 'index'> => {
    const [low, middle, high] = levels.toSorted((a, b) => a - b) as [number, number, number]
    return direction === 'above'
      ? { direction, release: low, watch: middle, fire: high }
      : { direction, fire: low, watch: middle, release: high }
  })
const rule = fc
  .record({
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
    agreeing: fc.nat(2),
    times: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(30)),
  })
  .map(({ conditions, agreeing, times }): Rule => ({
    name: 'any',
    conditions: conditions.map((levels, index) => ({ ...levels, signal: `signal ${index}`, index })),
    agreeing: 1 + (agreeing % conditions.length),
    holdFor: durationUs(times[0]),
    releaseHoldFor: durationUs(times[1]),
    coolDownFor: durationUs(times[2]),
  }))

function tableOf(values: Row['values']): SignalTable {
  const table = createSignalTable(3)
  values.forEach((reading, index) => {
    if (reading === undefined) setUnknown(table, index, 'stale')
    else setKnown(table, index, reading)
  })
  return table
}

type Seen = Readonly<{ at: number; moves: readonly TriggerMove[]; verdict: 'holds' | 'released' | 'undecided' }>

/** Runs the rows and judges each one again by remembered plain values, as the rule is written. */
function run(governing: Rule, input: readonly Row[], state: TriggerState): readonly Seen[] {
  const met = governing.conditions.map(() => false)
  let at = 0
  return input.map(({ step, values }) => {
    at += step
    const moves = advanceTrigger(state, governing, tableOf(values), timeUs(at))
    let known = 0
    let unknown = 0
    governing.conditions.forEach((levels, i) => {
      const reading = values[i]
      if (reading === undefined) {
        unknown += 1
        return
      }
      const beyond = levels.direction === 'above' ? reading - levels.fire : levels.fire - reading
      const short = levels.direction === 'above' ? levels.release - reading : reading - levels.release
      if (beyond > 0) met[i] = true
      else if (short > 0) met[i] = false
      if (met[i] === true) known += 1
    })
    const released = known + unknown < governing.agreeing
    return { at, moves, verdict: known >= governing.agreeing ? 'holds' : released ? 'released' : 'undecided' }
  })
}

/** Time up to row `end`, going back while no row says `against`, over intervals with `verdict` at both ends. */
function knownTime(seen: readonly Seen[], end: number, kinds: Readonly<{ verdict: Seen['verdict']; against: Seen['verdict'] }>): number {
  let time = 0
  for (let i = end; i > 0 && seen[i - 1]?.verdict !== kinds.against; i--) {
    if (seen[i]?.verdict === kinds.verdict && seen[i - 1]?.verdict === kinds.verdict) time += (seen[i]?.at ?? 0) - (seen[i - 1]?.at ?? 0)
  }
  return time
}

describe('trigger laws', () => {
  test('property: fired implies held for holdFor of known time, and no release within coolDownFor before', () => {
    fc.assert(
      fc.property(rule, rows, (governing, input) => {
        const seen = run(governing, input, createTriggerState(governing, timeUs(0)))
        let coolUntil = 0
        seen.forEach(({ at, moves }, i) => {
          for (const { from, to } of moves) {
            if (from === 'stressed' && to === 'active') {
              expect(seen[i]?.verdict).toBe('holds')
              expect(knownTime(seen, i, { verdict: 'holds', against: 'released' })).toBeGreaterThanOrEqual(governing.holdFor)
              expect(at).toBeGreaterThanOrEqual(coolUntil)
            }
            if (from === 'recovering' && to !== 'active') {
              expect(seen[i]?.verdict).toBe('released')
              expect(knownTime(seen, i, { verdict: 'released', against: 'holds' })).toBeGreaterThanOrEqual(governing.releaseHoldFor)
              coolUntil = at + governing.coolDownFor
            }
          }
        })
      }),
      { numRuns: 2_000 },
    )
  })

  test('property: it fires and releases no later than it must', () => {
    fc.assert(
      fc.property(rule, rows, (governing, input) => {
        const state = createTriggerState(governing, timeUs(0))
        const seen: Seen[] = []
        for (const one of run(governing, input, createTriggerState(governing, timeUs(0)))) {
          advanceTrigger(state, governing, tableOf(input[seen.length]?.values ?? []), timeUs(one.at))
          seen.push(one)
          const last = seen.length - 1
          if (one.verdict === 'holds' && one.at >= state.coolingUntil) {
            const held = knownTime(seen, last, { verdict: 'holds', against: 'released' })
            if (held >= governing.holdFor) expect(state.phase).toBe('active')
          }
          if (one.verdict === 'released') {
            const quiet = knownTime(seen, last, { verdict: 'released', against: 'holds' })
            if (quiet >= governing.releaseHoldFor) expect(['calm', 'watch']).toContain(state.phase)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('property: however long everything is unknown, nothing moves', () => {
    fc.assert(
      fc.property(rule, rows, fc.array(fc.nat(1_000), { maxLength: 20 }), (governing, input, steps) => {
        const state = createTriggerState(governing, timeUs(0))
        run(governing, input, state)
        const held = state.heldFor
        let at: number = state.evaluatedAt
        for (const step of steps) {
          at += step
          expect(advanceTrigger(state, governing, tableOf([undefined, undefined, undefined]), timeUs(at))).toEqual([])
          expect(state.heldFor).toBe(held)
        }
      }),
    )
  })

  test('property: moves follow one another, and each is one the diagram draws', () => {
    const drawn = new Set([
      'calm>watch',
      'watch>calm',
      'calm>stressed',
      'watch>stressed',
      'stressed>calm',
      'stressed>watch',
      'stressed>active',
      'active>recovering',
      'recovering>active',
      'recovering>calm',
      'recovering>watch',
    ])
    fc.assert(
      fc.property(rule, rows, (governing, input) => {
        const state = createTriggerState(governing, timeUs(0))
        let phase = state.phase
        for (const { from, to } of run(governing, input, state).flatMap(({ moves }) => moves)) {
          expect(from).toBe(phase)
          expect(drawn.has(`${from}>${to}`)).toBe(true)
          phase = to
        }
        expect(state.phase).toBe(phase)
      }),
    )
  })

  test('property: encoding and decoding in the middle changes nothing', () => {
    fc.assert(
      fc.property(rule, rows, fc.nat(80), (governing, input, cut) => {
        const whole = createTriggerState(governing, timeUs(0))
        let cutState = createTriggerState(governing, timeUs(0))
        let at = 0
        input.forEach(({ step, values }, i) => {
          at += step
          if (i === cut) cutState = decode(encode(cutState)) as TriggerState
          expect(advanceTrigger(cutState, governing, tableOf(values), timeUs(at))).toEqual(
            advanceTrigger(whole, governing, tableOf(values), timeUs(at)),
          )
        })
        expect(encode(cutState)).toBe(encode(whole))
      }),
    )
  })
})

type HysteresisInputs = Readonly<{ x: readonly (number | null)[]; on: number; off: number; d_on: number; d_off: number; cool: number }>
type HysteresisVector = Readonly<{
  inputs: HysteresisInputs
  expected: Readonly<{ state: readonly number[]; activations: number; time_on: number }>
}>

/**
 * The convention of the vector: counts of observations and one band for the whole machine, where ours has times and a latch for each condition.
 *
 * - `d` consecutive observations span `d - 1` periods, so they are a hold of `d - 1` on a clock that counts observations.
 * - A missing observation leaves the counters as they are: it is not fed, and that clock does not advance.
 * - An observation between the levels breaks either count, where a latch would carry it on: so no dead band, and the level of the phase,
 *   `on` before firing and `off` after, just under it because the vector's `>=` and `<` are our `>` and `<`.
 * - Cool periods ignore observations and reset the count, where ours lets the hold run: so they are not fed, and `coolDownFor` is 0.
 */
function triggerHysteresis(inputs: HysteresisInputs): readonly number[] {
  const ruleAt = (level: number): Rule => {
    const edge = level - 1e-9
    const single: Condition = { signal: 'x', index: 0, direction: 'above', fire: edge, release: edge, watch: edge }
    const [holdFor, releaseHoldFor] = [durationUs(inputs.d_on - 1), durationUs(inputs.d_off - 1)]
    return { name: 'hysteresis', conditions: [single], agreeing: 1, holdFor, releaseHoldFor, coolDownFor: durationUs(0) }
  }
  const [waiting, fired] = [ruleAt(inputs.on), ruleAt(inputs.off)]
  const state = createTriggerState(waiting, timeUs(0))
  const isOn = (): boolean => state.phase === 'active' || state.phase === 'recovering'
  let observed = 0
  let cooling = 0
  return inputs.x.map((reading) => {
    if (cooling > 0) cooling -= 1
    else if (reading !== null) {
      observed += 1
      const wasOn = isOn()
      advanceTrigger(state, wasOn ? fired : waiting, tableOf([reading]), timeUs(observed))
      if (wasOn && !isOn()) cooling = inputs.cool
    }
    return isOn() ? 1 : 0
  })
}

/** The convention as written, in counts. */
function countedHysteresis(inputs: HysteresisInputs): readonly number[] {
  let [state, above, below, cooling] = [0, 0, 0, 0]
  return inputs.x.map((reading) => {
    if (cooling > 0) {
      cooling -= 1
      above = 0
      return state
    }
    if (reading === null) return state
    above = reading >= inputs.on ? above + 1 : 0
    below = reading < inputs.off ? below + 1 : 0
    if (state === 0 && above >= inputs.d_on) [state, below] = [1, 0]
    else if (state === 1 && below >= inputs.d_off) [state, above, cooling] = [0, 0, inputs.cool]
    return state
  })
}

describe('trigger-hysteresis', () => {
  test.skipIf(!hasShared)('vector: trigger-hysteresis', () => {
    const { inputs, expected } = JSON.parse(readFileSync(sharedFile('vectors/methods/trigger-hysteresis.json'), 'utf8')) as HysteresisVector
    const state = triggerHysteresis(inputs)
    expect(state).toEqual(expected.state)
    expect(state.filter((on, i) => on === 1 && state[i - 1] !== 1).length).toBe(expected.activations)
    expect(state.filter((on) => on === 1).length).toBe(expected.time_on)
    expect(countedHysteresis(inputs)).toEqual(expected.state)
  })

  test('property: the adapter follows the counted convention, missing observations and the levels themselves included', () => {
    const reading = fc.option(fc.constantFrom(0.5, 1.1, 1.2, 1.3, 1.9, 2, 2.1, 3), { nil: null, freq: 5 })
    const counts = fc.record({ d_on: fc.integer({ min: 1, max: 4 }), d_off: fc.integer({ min: 1, max: 5 }), cool: fc.nat(6) })
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 120 }), counts, (x, periods) => {
        const inputs = { x, on: 2, off: 1.2, ...periods }
        expect(triggerHysteresis(inputs)).toEqual(countedHysteresis(inputs))
      }),
      { numRuns: 1_000 },
    )
  })
})
