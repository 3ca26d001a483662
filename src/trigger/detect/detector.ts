import { assertNever, invariant } from '../../base/assert.ts'
import { timeUs, type DurationUs, type TimeUs } from '../../base/time.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import {
  changeProbability,
  createChangePoint,
  stepChangePoint,
  type ChangePointOptions,
  type ChangePointState,
} from './bayesian-change-point.ts'
import {
  createEDetector,
  exceedanceScore,
  resetEDetector,
  stepEDetector,
  type EDetectorOptions,
  type EDetectorState,
} from './e-detector.ts'
import { nextCusumSum } from './cusum.ts'
import { createLearning, learnFrom, standardised, type CalmNorm, type Learning } from './norm.ts'

/** What a detector holds its observations against. */
export type DetectorMethod = Readonly<
  /** A one-sided CUSUM of standardised observations. */
  | { kind: 'cusum'; norm: CalmNorm; reference: number }
  /** An e-detector of scores: `from` and `to` as in `exceedanceScore`; the mean score in calm given, or learned over observations. */
  | {
      kind: 'eDetector'
      from: number
      to: number
      calmMean: Readonly<{ kind: 'given'; mean: number } | { kind: 'learned'; observations: number }>
      /** Bets as shares of the greatest allowed. */
      betShares: readonly number[]
    }
  /** The probability of a change for the worse, of standardised observations. */
  | { kind: 'changePoint'; norm: CalmNorm; options: ChangePointOptions }
>

/** A sequential detector over one signal. */
export type DetectorRule = Readonly<{
  method: DetectorMethod
  /** Which side of calm is bad. An e-detector has it in its scores. */
  direction: 'above' | 'below'
  /** At most one observation is taken in each interval of this length, on a grid from the start. */
  observeEvery: DurationUs
  /** Observations per false alarm that `threshold` was derived from. */
  runLength: number
  /** Alarms when the statistic is above it (CUSUM), or at or above it (the others). */
  threshold: number
  /** Calls for watching when the statistic is at or above it. */
  watchThreshold: number
}>

/** What is remembered of one detector. Plain data, changed in place. */
export type DetectorState = {
  /** The signal as last known; written by whoever reads it, before `observe`. */
  value: number
  readonly startedAt: TimeUs
  nextObservationAt: TimeUs
  readonly learning: Learning
  /** What is held against the threshold. 0 while learning. */
  statistic: number
  /** Observations since the last reset, those learned from not among them. */
  observations: number
  /** Of the e-detector, once its norm is known. */
  betting?: Readonly<{ options: EDetectorOptions; wealth: EDetectorState }>
  /** Of the change point detector. */
  runs?: ChangePointState
}

/**
 * Makes a detector that has seen nothing; the first observation may be taken at once.
 *
 * @example
 * const state = createDetector(rule, at)
 */
export function createDetector(rule: DetectorRule, at: TimeUs): DetectorState {
  const state: DetectorState = {
    value: 0,
    startedAt: at,
    nextObservationAt: at,
    learning: createLearning(),
    statistic: 0,
    observations: 0,
  }
  const { method } = rule
  if (method.kind === 'changePoint') state.runs = createChangePoint(method.options)
  if (method.kind === 'eDetector' && method.calmMean.kind === 'given') openWealth(state, method.betShares, method.calmMean.mean)
  return state
}

/**
 * Whether the norm is still being learned, so that the detector knows nothing yet.
 *
 * @example
 * isLearning(state, rule) // false
 */
export function isLearning(state: DetectorState, rule: DetectorRule): boolean {
  const { method } = rule
  const norm = method.kind === 'eDetector' ? method.calmMean : method.norm
  return norm.kind === 'learned' && state.learning.count < norm.observations
}

/**
 * Takes in the signal's value if an observation is due, else nothing. `state.value` holds it, known and finite.
 *
 * @returns Whether the detector alarms.
 *
 * @example
 * observe(state, rule, at)
 */
export function observe(state: DetectorState, rule: DetectorRule, at: TimeUs): boolean {
  if (at < state.nextObservationAt) return isAlarmed(state, rule)
  // The next boundary of the grid after now: an observation that came late does not make the next one early.
  state.nextObservationAt = timeUs(at - ((at - state.startedAt) % rule.observeEvery) + rule.observeEvery)
  if (isLearning(state, rule)) learn(state, rule.method)
  else take(state, rule)
  return isAlarmed(state, rule)
}

/**
 * Whether the statistic is beyond the threshold.
 *
 * @example
 * isAlarmed(state, rule) // false
 */
export function isAlarmed(state: DetectorState, rule: DetectorRule): boolean {
  return rule.method.kind === 'cusum' ? state.statistic > rule.threshold : state.statistic >= rule.threshold
}

/**
 * Forgets what spoke for a change, as after an alarm that is over. What was learned of calm stays.
 *
 * @example
 * resetDetector(state, rule)
 */
export function resetDetector(state: DetectorState, rule: DetectorRule): void {
  state.statistic = 0
  state.observations = 0
  if (state.betting !== undefined) resetEDetector(state.betting.wealth)
  if (rule.method.kind === 'changePoint') state.runs = createChangePoint(rule.method.options)
}

function learn(state: DetectorState, method: DetectorMethod): void {
  if (method.kind !== 'eDetector') return learnFrom(state.learning, state.value)
  learnFrom(state.learning, exceedanceScore(method, state.value))
  if (method.calmMean.kind === 'learned' && state.learning.count >= method.calmMean.observations) {
    openWealth(state, method.betShares, learnedCalmMean(state.learning))
  }
}

/**
 * Hoeffding's upper bound at 95 % on the mean of the scores learned from, so that the guarantee does not rest on a lucky calm; within the
 * range a bet can be made in.
 */
function learnedCalmMean(learning: Learning): number {
  const margin = Math.sqrt(naturalLogarithm(20) / (2 * learning.count))
  return Math.min(0.99, learning.mean + margin)
}

function openWealth(state: DetectorState, betShares: readonly number[], calmMean: number): void {
  const options = { calmMean, bets: betShares.map((share) => share / calmMean) }
  state.betting = { options, wealth: createEDetector(options) }
}

function take(state: DetectorState, rule: DetectorRule): void {
  state.observations += 1
  const { method } = rule
  switch (method.kind) {
    case 'cusum':
      state.statistic = nextCusumSum(
        state.statistic,
        method.reference,
        signFor(rule) * standardised(method.norm, state.learning, state.value),
      )
      return
    case 'eDetector': {
      invariant(state.betting !== undefined, 'an e-detector bets once its norm is known')
      stepEDetector(state.betting.wealth, state.betting.options, exceedanceScore(method, state.value))
      state.statistic = state.betting.wealth.shiryaevRoberts
      return
    }
    case 'changePoint': {
      invariant(state.runs !== undefined, 'a change point detector has run lengths')
      stepChangePoint(state.runs, method.options, signFor(rule) * standardised(method.norm, state.learning, state.value))
      state.statistic = changeProbability(state.runs, method.options, 0)
      return
    }
    default:
      return assertNever(method)
  }
}

/** Turns a deviation so that positive is bad. */
function signFor(rule: DetectorRule): 1 | -1 {
  return rule.direction === 'above' ? 1 : -1
}
