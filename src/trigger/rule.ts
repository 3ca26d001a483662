import type { DurationUs } from '../base/time.ts'
import type { DetectorRule } from './detect/detector.ts'

/**
 * One condition of a rule, with hysteresis: met beyond `fire`, cleared beyond `release`, unchanged in between.
 *
 * `above`: met when value > fire, cleared when value < release (release <= fire). `below`: the mirror.
 *
 * With a detector it is met when the detector alarms, and `fire` and `watch`, both equal to `release`, mean nothing.
 */
export type Condition = Readonly<{
  signal: string
  /** The signal's column in the table; resolved once, when the policy is loaded. */
  index: number
  direction: 'above' | 'below'
  fire: number
  release: number
  /** Beyond this, the condition calls for watching; between `release` and `fire`, or equal to `fire`. */
  watch: number
  detector?: DetectorRule
}>

/** How many conditions must agree: all, any (1), or at least a number of them. */
export type Rule = Readonly<{
  name: string
  conditions: readonly Condition[]
  /** Conditions that must be met together for the rule to hold. 1 is any-of, the number of conditions is all-of. */
  agreeing: number
  /** How long the rule must hold before it fires. Unknown time does not count. */
  holdFor: DurationUs
  /** How long the rule must be released before the trigger does. Unknown time does not count. */
  releaseHoldFor: DurationUs
  /** After a release, how long the trigger cannot fire again. */
  coolDownFor: DurationUs
}>
