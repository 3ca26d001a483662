import { timeUs, type TimeUs } from '../../base/time.ts'

const dayUs = 86_400_000_000

/** Days since 1970-01-01, UTC. That day was a Thursday. */
type Day = number

function dayOf(at: TimeUs): Day {
  return Math.floor(at / dayUs)
}

function isBusinessDay(day: Day): boolean {
  const weekday = (day + 4) % 7
  return weekday !== 0 && weekday !== 6
}

/**
 * The midnight, UTC, that ends the `count`th business day, the day of `at` being the first when it is one. Business days are Monday to Friday:
 * a venue that never closes keeps no holidays.
 *
 * @param count - A whole number, 1 or above.
 *
 * @example
 * // From Friday 2025-10-10: Friday and Monday.
 * endOfBusinessDays(at, 2) // 2025-10-14T00:00:00Z
 */
export function endOfBusinessDays(at: TimeUs, count: number): TimeUs {
  let day = dayOf(at)
  let counted = isBusinessDay(day) ? 1 : 0
  while (counted < count) {
    day += 1
    if (isBusinessDay(day)) counted += 1
  }
  return timeUs((day + 1) * dayUs)
}

/**
 * The midnight, UTC, that begins the same day of the month `months` later, or the day after that month's last where it has no such day.
 *
 * @see The civil calendar counted in eras of 400 years, which have the same number of days.
 *
 * @example
 * // From 2025-11-30 three months later: February 2026 has 28 days.
 * startOfMonthsLater(at, 3) // 2026-03-01T00:00:00Z
 */
export function startOfMonthsLater(at: TimeUs, months: number): TimeUs {
  const { year, month, day } = civilOf(dayOf(at))
  const index = year * 12 + (month - 1) + months
  const first = dayOfCivil(Math.floor(index / 12), (index % 12) + 1)
  const next = dayOfCivil(Math.floor((index + 1) / 12), ((index + 1) % 12) + 1)
  return timeUs(Math.min(first + day - 1, next) * dayUs)
}

const daysOfEra = 146_097
/** Days from 0000-03-01, where eras begin, to 1970-01-01. */
const epoch = 719_468

function civilOf(day: Day): Readonly<{ year: number; month: number; day: number }> {
  const shifted = day + epoch
  const era = Math.floor(shifted / daysOfEra)
  const ofEra = shifted - era * daysOfEra
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}

/** The first day of a month. */
function dayOfCivil(year: number, month: number): Day {
  const fromMarch = month > 2 ? year : year - 1
  const era = Math.floor(fromMarch / 400)
  const yearOfEra = fromMarch - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
  return era * daysOfEra + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear - epoch
}
