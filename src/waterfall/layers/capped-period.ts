import type { TimeUs } from '../../base/time.ts'
import { endOfBusinessDays, startOfMonthsLater } from './calendar-day.ts'
import type { CappedPeriodTerms } from './waterfall-terms.ts'

/** The time in which assessments for all defaults together are capped. It is over at `endsAt`. */
export type CappedPeriod = Readonly<{ startedAt: TimeUs; endsAt: TimeUs; defaults: number }>

/**
 * Takes in a default declared at `at`: the running capped period is extended by its business days from that day, or, where none runs, one begins.
 * It never lasts beyond its most months from the first default.
 *
 * @see Eurex Clearing, "Assessments and replenishment" (2025): 20 business days from each default, at most three months.
 *
 * @example
 * const period = periodWithDefault(undefined, at, { businessDays: 20, atMostMonths: 3 })
 */
export function periodWithDefault(running: CappedPeriod | undefined, at: TimeUs, terms: CappedPeriodTerms): CappedPeriod {
  const continues = running !== undefined && isRunning(running, at)
  const startedAt = continues ? running.startedAt : at
  const byDays = endOfBusinessDays(at, terms.businessDays)
  const byMonths = startOfMonthsLater(startedAt, terms.atMostMonths)
  return { startedAt, endsAt: byDays < byMonths ? byDays : byMonths, defaults: continues ? running.defaults + 1 : 1 }
}

/**
 * Whether the caps of a period still hold.
 *
 * @example
 * isRunning(period, at) // true
 */
export function isRunning(period: CappedPeriod, at: TimeUs): boolean {
  return at < period.endsAt
}
