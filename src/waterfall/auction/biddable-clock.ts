import { invariant } from '../../base/assert.ts'
import { durationUs, elapsedUs, type DurationUs, type TimeUs } from '../../base/time.ts'

/** Why nobody can bid: the venue is out of reach, an operator paused, or there is no fresh price to judge by. */
export type ClockStop = 'outage' | 'paused' | 'stalePrice'

/** A clock that counts only time in which bids could come in. */
export type BiddableClock = Readonly<{
  counted: DurationUs
  /** Up to when it has been read. */
  readAt: TimeUs
  /** What stops it now, without repeats, in order of their beginning; it runs when there is none. */
  stops: readonly ClockStop[]
  /** When it was stopped; undefined while it runs. */
  stoppedAt: TimeUs | undefined
  /** How often it has begun again from nothing. */
  restarts: number
}>

/** What happens after a stop: one that lasted at least `startAgainAfter` sets the clock to 0, because the market is another one. */
export type RestartRule = Readonly<{ startAgainAfter: DurationUs | undefined }>

/**
 * A clock that runs from `at`.
 *
 * @example
 * startClock(timeUs(0)).counted // 0
 */
export function startClock(at: TimeUs): BiddableClock {
  return { counted: durationUs(0), readAt: at, stops: [], stoppedAt: undefined, restarts: 0 }
}

/**
 * The biddable time counted up to `at`.
 *
 * @throws InvariantError when `at` lies before the last change.
 *
 * @example
 * countedAt(startClock(timeUs(0)), timeUs(5)) // 5
 */
export function countedAt(clock: BiddableClock, at: TimeUs): DurationUs {
  const passed = elapsedUs(clock.readAt, at)
  return clock.stoppedAt === undefined ? durationUs(clock.counted + passed) : clock.counted
}

/**
 * Stops the clock for a reason, beside others that may stop it already.
 *
 * @example
 * stopClock(clock, 'outage', at).stops // ['outage']
 */
export function stopClock(clock: BiddableClock, why: ClockStop, at: TimeUs): BiddableClock {
  const read = { ...clock, counted: countedAt(clock, at), readAt: at }
  if (clock.stops.includes(why)) return read
  return { ...read, stops: [...clock.stops, why], stoppedAt: clock.stoppedAt ?? at }
}

/**
 * Takes one reason away. The clock goes on when it was the last: where it stood, or from 0 after a stop as long as the rule says.
 *
 * @example
 * releaseClock(clock, 'outage', { at, rule: { startAgainAfter: undefined } })
 */
export function releaseClock(
  clock: BiddableClock,
  why: ClockStop,
  { at, rule }: Readonly<{ at: TimeUs; rule: RestartRule }>,
): BiddableClock {
  const counted = countedAt(clock, at)
  const stops = clock.stops.filter((stop) => stop !== why)
  if (clock.stoppedAt === undefined || stops.length > 0) return { ...clock, counted, readAt: at, stops }
  const isLong = rule.startAgainAfter !== undefined && elapsedUs(clock.stoppedAt, at) >= rule.startAgainAfter
  return {
    counted: isLong ? durationUs(0) : counted,
    readAt: at,
    stops,
    stoppedAt: undefined,
    restarts: clock.restarts + (isLong ? 1 : 0),
  }
}

/**
 * A running clock set to 0, for another stage or round.
 *
 * @throws InvariantError while it is stopped: nobody can bid, so no stage begins.
 *
 * @example
 * beginAgain(clock, at).counted // 0
 */
export function beginAgain(clock: BiddableClock, at: TimeUs): BiddableClock {
  invariant(clock.stoppedAt === undefined, 'a stage begins only while bids can come in')
  return { ...clock, counted: durationUs(0), readAt: at }
}
