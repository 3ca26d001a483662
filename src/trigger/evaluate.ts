import { assertNever, invariant } from '../base/assert.ts'
import { durationUs, elapsedUs, later, type DurationUs, type TimeUs } from '../base/time.ts'
import { isBeyond, isMet, isShortOf } from './condition.ts'
import { createDetector, isLearning, observe, resetDetector, type DetectorState } from './detect/detector.ts'
import type { SignalTable } from './reading.ts'
import type { Condition, Rule } from './rule.ts'

/** The state of one trigger, in the order of severity; recovering stands between active and calm. */
export type TriggerPhase = 'calm' | 'watch' | 'stressed' | 'active' | 'recovering'

/** One change of phase. */
export type TriggerMove = Readonly<{ from: TriggerPhase; to: TriggerPhase }>

/** What is remembered of one trigger. Plain data, changed in place by `advanceTrigger`. */
export type TriggerState = {
  phase: TriggerPhase
  /** When the phase was entered. */
  since: TimeUs
  /** Known time for which the rule has held (while stressed) or been released (while recovering). 0 in the other phases. */
  heldFor: DurationUs
  /** Whether the last evaluation belongs to that time, so that the interval from it counts if this one does too. */
  clockRuns: boolean
  evaluatedAt: TimeUs
  /** From here on the trigger may fire. In the past unless it was released lately. */
  coolingUntil: TimeUs
  /** Per condition, as of its last known value: 1 when met, and when it calls for watching. */
  readonly met: Uint8Array
  readonly watching: Uint8Array
  /** By place of the condition; empty when none of them has a detector. */
  readonly detectors: Map<number, DetectorState>
}

/** What one condition says now. */
export type ConditionState = 'met' | 'cleared' | 'unknown'

/**
 * What the conditions say together. `holds`: enough known ones are met. `released`: too few would be met even if every
 * unknown one were. `undecided`: it depends on what is unknown.
 */
type Verdict = 'holds' | 'released' | 'undecided'

const noMoves: readonly TriggerMove[] = Object.freeze([])

/**
 * Makes the state of a trigger that has seen nothing: calm, no condition met, free to fire.
 *
 * @throws InvariantError unless `agreeing` is a whole number from 1 to the number of conditions.
 *
 * @example
 * const state = createTriggerState(rule, at)
 */
export function createTriggerState(rule: Rule, at: TimeUs): TriggerState {
  const size = rule.conditions.length
  invariant(
    Number.isInteger(rule.agreeing) && rule.agreeing >= 1 && rule.agreeing <= size,
    'from one to all conditions of a rule must agree',
  )
  return {
    phase: 'calm',
    since: at,
    heldFor: durationUs(0),
    clockRuns: false,
    evaluatedAt: at,
    coolingUntil: at,
    met: new Uint8Array(size),
    watching: new Uint8Array(size),
    detectors: detectorsOf(rule, at),
  }
}

function detectorsOf(rule: Rule, at: TimeUs): Map<number, DetectorState> {
  const detectors = new Map<number, DetectorState>()
  rule.conditions.forEach(({ detector }, place) => {
    if (detector !== undefined) detectors.set(place, createDetector(detector, at))
  })
  return detectors
}

/**
 * Takes in the signals as they stand at `at` and moves the trigger. The table of all moves is in docs/concepts/trigger.md.
 *
 * Unknown can neither fire nor release: a condition whose signal is unknown keeps its last state but counts neither as met
 * nor as cleared, and time at either end of which the rule was undecided counts for nothing.
 *
 * @param rule - May differ from the last call's in levels and times, not in its conditions' number and order, nor in their detectors.
 * @param at - Not before the last call's.
 * @returns The moves made, in order, at most two (a rule that holds with `holdFor` 0 becomes stressed and active at once); a
 *   shared empty list when there are none, so a call that moves nothing allocates nothing.
 * @throws InvariantError if time runs backwards.
 *
 * @example
 * for (const move of advanceTrigger(state, rule, table, at)) record(move) // { from: 'stressed', to: 'active' }
 */
export function advanceTrigger(state: TriggerState, rule: Rule, table: SignalTable, at: TimeUs): readonly TriggerMove[] {
  const elapsed = elapsedUs(state.evaluatedAt, at)
  state.evaluatedAt = at
  const verdict = judge(state, rule, table)
  switch (state.phase) {
    case 'calm':
    case 'watch':
      return verdict === 'holds' ? becomeStressed(state, rule, at) : settleDown(state, at)
    case 'stressed':
      return whileStressed(state, rule, verdict, elapsed)
    case 'active':
      return verdict === 'released' ? becomeRecovering(state, rule, at) : noMoves
    case 'recovering':
      return whileRecovering(state, rule, verdict, elapsed)
    default:
      return assertNever(state.phase)
  }
}

/**
 * What each condition says now, in the rule's order, for evidence and screens. Call it after `advanceTrigger` with the same table.
 *
 * @example
 * conditionStates(state, rule, table) // ['met', 'unknown', 'cleared']
 */
export function conditionStates(state: TriggerState, rule: Rule, table: SignalTable): readonly ConditionState[] {
  return rule.conditions.map((condition, i) => {
    if (!isKnown(table, condition) || isStillLearning(state, condition, i)) return 'unknown'
    return state.met[i] === 1 ? 'met' : 'cleared'
  })
}

/** Updates what is remembered of each condition, and counts. */
function judge(state: TriggerState, rule: Rule, table: SignalTable): Verdict {
  const { conditions, agreeing } = rule
  let met = 0
  let unknown = 0
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i]
    if (condition === undefined) continue
    if (!isKnown(table, condition)) {
      unknown += 1
      continue
    }
    const value = table.value[condition.index] ?? 0
    if (condition.detector !== undefined) {
      noteValue(state, i, value)
      judgeDetector(state, condition, i)
    } else {
      const isNowMet = isMet(condition, value, state.met[i] === 1)
      state.met[i] = isNowMet ? 1 : 0
      state.watching[i] = isNowMet || isBeyond(condition, value, condition.watch) ? 1 : 0
    }
    if (isStillLearning(state, condition, i)) unknown += 1
    else if (state.met[i] === 1) met += 1
  }
  if (met >= agreeing) return 'holds'
  return met + unknown < agreeing ? 'released' : 'undecided'
}

function noteValue(state: TriggerState, place: number, value: number): void {
  const detector = state.detectors.get(place)
  if (detector !== undefined) detector.value = value
}

/**
 * Met from the alarm until the signal is back beyond its release level; then the detector begins anew. While met it observes nothing: the
 * alarm is not taken back by what comes after, and not repeated.
 */
function judgeDetector(state: TriggerState, condition: Condition, place: number): void {
  const { detector } = condition
  const observed = state.detectors.get(place)
  invariant(detector !== undefined && observed !== undefined, 'a condition with a detector has its state')
  if (state.met[place] === 0) {
    state.met[place] = observe(observed, detector, state.evaluatedAt) ? 1 : 0
  } else if (isShortOf(condition, observed.value, condition.release)) {
    state.met[place] = 0
    resetDetector(observed, detector)
  }
  state.watching[place] = observed.statistic >= detector.watchThreshold ? 1 : 0
}

function isStillLearning(state: TriggerState, condition: Condition, place: number): boolean {
  if (condition.detector === undefined) return false
  const detector = state.detectors.get(place)
  return detector !== undefined && isLearning(detector, condition.detector)
}

function isKnown(table: SignalTable, condition: Condition): boolean {
  return table.status[condition.index] === 0
}

function whileStressed(state: TriggerState, rule: Rule, verdict: Verdict, elapsed: DurationUs): readonly TriggerMove[] {
  if (verdict === 'released') return settleDown(state, state.evaluatedAt)
  runClock(state, verdict === 'holds', elapsed)
  return verdict === 'holds' && mayFire(state, rule) ? [enter(state, 'active', state.evaluatedAt)] : noMoves
}

function whileRecovering(state: TriggerState, rule: Rule, verdict: Verdict, elapsed: DurationUs): readonly TriggerMove[] {
  if (verdict === 'holds') return [enter(state, 'active', state.evaluatedAt)]
  runClock(state, verdict === 'released', elapsed)
  return verdict === 'released' && state.heldFor >= rule.releaseHoldFor ? [release(state, rule, state.evaluatedAt)] : noMoves
}

function becomeStressed(state: TriggerState, rule: Rule, at: TimeUs): readonly TriggerMove[] {
  const move = enter(state, 'stressed', at)
  state.clockRuns = true
  return mayFire(state, rule) ? [move, enter(state, 'active', at)] : [move]
}

function becomeRecovering(state: TriggerState, rule: Rule, at: TimeUs): readonly TriggerMove[] {
  const move = enter(state, 'recovering', at)
  state.clockRuns = true
  return rule.releaseHoldFor === 0 ? [move, release(state, rule, at)] : [move]
}

function release(state: TriggerState, rule: Rule, at: TimeUs): TriggerMove {
  state.coolingUntil = later(at, rule.coolDownFor)
  return enter(state, quietPhase(state), at)
}

/** Moves to calm or watch, whichever the conditions call for; not a move if it is there already. */
function settleDown(state: TriggerState, at: TimeUs): readonly TriggerMove[] {
  const phase = quietPhase(state)
  return phase === state.phase ? noMoves : [enter(state, phase, at)]
}

function quietPhase(state: TriggerState): 'calm' | 'watch' {
  return state.watching.includes(1) ? 'watch' : 'calm'
}

function mayFire(state: TriggerState, rule: Rule): boolean {
  return state.heldFor >= rule.holdFor && state.evaluatedAt >= state.coolingUntil
}

/** Counts the time since the last evaluation if that one and this one both belong to it. */
function runClock(state: TriggerState, counts: boolean, elapsed: DurationUs): void {
  if (counts && state.clockRuns) state.heldFor = durationUs(state.heldFor + elapsed)
  state.clockRuns = counts
}

function enter(state: TriggerState, phase: TriggerPhase, at: TimeUs): TriggerMove {
  const move: TriggerMove = { from: state.phase, to: phase }
  state.phase = phase
  state.since = at
  state.heldFor = durationUs(0)
  state.clockRuns = false
  return move
}
