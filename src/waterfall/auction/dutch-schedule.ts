import { ArgumentError, requireFinite } from '../../base/argument.ts'
import { power } from '../../num/elementary.ts'

/** How an asking price falls below a reference with time. Discounts are fractions of the reference. */
export type DutchSchedule = Readonly<{
  /** `linear`: the discount grows evenly; `exponential`: the price falls by the same fraction in equal times. */
  kind: 'linear' | 'exponential'
  startDiscount: number
  endDiscount: number
  /** Seconds from the first discount to the last. */
  duration: number
}>

/**
 * The discount after `elapsed` seconds: the first one until the start, the last one from the end on.
 *
 * @returns A fraction of the reference.
 * @throws ArgumentError when a number is not finite, or an exponential schedule has a discount of 1 or more, from which no factor leads on.
 *
 * @example
 * dutchDiscount({ kind: 'linear', startDiscount: 0, endDiscount: 0.1, duration: 600 }, 300) // 0.05
 */
export function dutchDiscount(schedule: DutchSchedule, elapsed: number): number {
  const { kind, startDiscount, endDiscount } = checked(schedule)
  requireFinite('elapsed', elapsed)
  const passed = passedShare(schedule, elapsed)
  if (kind === 'linear') return startDiscount + (endDiscount - startDiscount) * passed
  return 1 - (1 - startDiscount) * power((1 - endDiscount) / (1 - startDiscount), passed)
}

/**
 * The asking price after `elapsed` seconds.
 *
 * @param reference - The price discounts are taken from.
 * @throws ArgumentError as `dutchDiscount`.
 *
 * @example
 * dutchPrice({ kind: 'linear', startDiscount: 0, endDiscount: 0.1, duration: 600 }, 60_000, 60) // 59_400
 */
export function dutchPrice(schedule: DutchSchedule, reference: number, elapsed: number): number {
  requireFinite('reference', reference)
  return reference * (1 - dutchDiscount(schedule, elapsed))
}

/** A schedule without a duration is at its end as soon as it has begun. */
function passedShare({ duration }: DutchSchedule, elapsed: number): number {
  if (elapsed <= 0) return 0
  return elapsed >= duration ? 1 : elapsed / duration
}

function checked(schedule: DutchSchedule): DutchSchedule {
  requireFinite('startDiscount', schedule.startDiscount)
  requireFinite('endDiscount', schedule.endDiscount)
  requireFinite('duration', schedule.duration)
  const most = Math.max(schedule.startDiscount, schedule.endDiscount)
  if (schedule.kind === 'exponential' && most >= 1)
    throw new ArgumentError('endDiscount', { expected: 'discounts below 1 in an exponential schedule', found: String(most) })
  return schedule
}
