import { invariant } from './assert.ts'
import type { Brand } from './brand.ts'

/** Microseconds since the Unix epoch, UTC. A safe integer until the year 2255. */
export type TimeUs = Brand<number, 'TimeUs'>

/** A length of time in microseconds, never negative. */
export type DurationUs = Brand<number, 'DurationUs'>

/**
 * Makes a time of a whole number of microseconds since the epoch.
 *
 * @throws InvariantError unless it is a non-negative safe integer.
 *
 * @example
 * // 2020-03-12T00:00:00Z
 * timeUs(1_583_971_200_000_000) // 1583971200000000
 */
export function timeUs(microseconds: number): TimeUs {
  invariant(Number.isSafeInteger(microseconds) && microseconds >= 0, 'a time is a non-negative whole number of microseconds')
  return microseconds as TimeUs
}

/**
 * Makes a duration of a whole number of microseconds.
 *
 * @throws InvariantError unless it is a non-negative safe integer.
 *
 * @example
 * // 1.5 milliseconds
 * durationUs(1_500) // 1500
 */
export function durationUs(microseconds: number): DurationUs {
  invariant(Number.isSafeInteger(microseconds) && microseconds >= 0, 'a duration is a non-negative whole number of microseconds')
  return microseconds as DurationUs
}

/**
 * Makes a duration of seconds, rounded to the nearest microsecond.
 *
 * @example
 * seconds(0.25) // 250000
 */
export function seconds(count: number): DurationUs {
  return durationUs(Math.round(count * 1e6))
}

/**
 * Elapsed time. Throws if `later` is before `earlier`: the sequencer guarantees order.
 *
 * @example
 * elapsedUs(timeUs(5), timeUs(7)) // 2
 */
export function elapsedUs(earlier: TimeUs, later: TimeUs): DurationUs {
  invariant(later >= earlier, 'time never runs backwards')
  return (later - earlier) as DurationUs
}

/**
 * The time that lies `by` after `time`.
 *
 * @example
 * later(timeUs(5), durationUs(2)) // 7
 */
export function later(time: TimeUs, by: DurationUs): TimeUs {
  return timeUs(time + by)
}
