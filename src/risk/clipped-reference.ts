import { invariant } from '../base/assert.ts'
import { elapsedUs, seconds, timeUs, type TimeUs } from '../base/time.ts'
import { exponential, naturalLogarithm } from '../num/elementary.ts'

/** A reference price that follows the market no faster than allowed. Plain data, changed in place by `followPrice`. */
export type ClippedReference = {
  /** Logarithm of the largest factor per microsecond. */
  readonly logFactorPerUs: number
  /** Whether any price was seen. Until then the other members mean nothing. */
  started: boolean
  /** The reference as of `at`, and the price that has stood since. */
  value: number
  price: number
  at: TimeUs
}

const hour = seconds(3_600)

/**
 * Makes a reference price that has seen no price.
 *
 * @param maxMovePerHour - Largest rise in an hour, as a fraction, more than 0: 0.1 lets it grow by 10 %. The largest fall undoes that
 *   rise in the same time: to 1 / 1.1, or 9.1 %.
 * @throws InvariantError unless it is positive and finite.
 *
 * @example
 * const reference = createClippedReference(0.1)
 */
export function createClippedReference(maxMovePerHour: number): ClippedReference {
  invariant(maxMovePerHour > 0 && Number.isFinite(maxMovePerHour), 'the largest move per hour is a positive fraction')
  return { logFactorPerUs: naturalLogarithm(1 + maxMovePerHour) / hour, started: false, value: 0, price: 0, at: timeUs(0) }
}

/**
 * Takes in the price as it stands from `at` on, and gives the reference at that time.
 *
 * Over the time since the last call the reference moves towards the price that stood during it, not towards the new one. So a
 * price moves it only for as long as it lasts: a single print moves it by nothing, and neither does the first print after an outage,
 * however long. The allowed factor depends on elapsed time alone, so calling often does not compound into more.
 *
 * The first price is taken as it is: there is nothing to hold it against.
 *
 * @param at - Not before the last call's.
 * @param price - Positive; the reference has the same unit.
 * @throws InvariantError if time runs backwards or the price is not positive and finite.
 *
 * @example
 * followPrice(reference, timeUs(0), 61_800)
 * // The price doubles after a minute: an hour later the reference has risen by a tenth.
 * followPrice(reference, timeUs(60e6), 123_600)
 * followPrice(reference, timeUs(3_660e6), 123_600) // 67_980
 */
export function followPrice(reference: ClippedReference, at: TimeUs, price: number): number {
  invariant(price > 0 && Number.isFinite(price), 'a price is positive and finite')
  reference.value = reference.started ? movedReference(reference, at) : price
  reference.started = true
  reference.price = price
  reference.at = at
  return reference.value
}

function movedReference(reference: ClippedReference, at: TimeUs): number {
  const { value, price } = reference
  const elapsed = elapsedUs(reference.at, at)
  if (price === value || elapsed === 0) return value
  const factor = exponential(reference.logFactorPerUs * elapsed)
  return price > value ? Math.min(price, value * factor) : Math.max(price, value / factor)
}
