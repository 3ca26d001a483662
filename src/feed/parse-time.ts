import { InputFault } from '../base/fault.ts'
import { timeUs, type TimeUs } from '../base/time.ts'

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?Z?$/

/**
 * Reads an ISO date or date-time in UTC, to the microsecond. A date alone is its midnight.
 *
 * @throws InputFault naming the option for anything else, days that do not exist included.
 *
 * @example
 * parseTime('2020-03-12', '--from') // 1_583_971_200_000_000
 */
export function parseTime(text: string, option: string): TimeUs {
  const parts = pattern.exec(text)
  if (parts !== null) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = parts
    const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
    // `Date.parse` takes 30 February for 1 March; written back it differs.
    const isReal = Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().slice(0, 13) === `${year}-${month}-${day}T${hour}`
    if (isReal && milliseconds >= 0) return timeUs(milliseconds * 1_000 + Number(fraction.padEnd(6, '0')))
  }
  throw new InputFault({
    file: option,
    place: 'value',
    expected: 'a date or date-time in UTC since 1970, such as 2020-03-12 or 2020-03-12T10:30:00Z',
    found: JSON.stringify(text),
  })
}

/**
 * Writes a time as ISO text in UTC with its microseconds when it has any.
 *
 * @example
 * timeText(timeUs(1_583_971_200_000_000)) // '2020-03-12T00:00:00Z'
 */
export function timeText(time: TimeUs): string {
  const microseconds = time % 1_000_000
  const text = new Date((time - microseconds) / 1_000).toISOString().slice(0, 19)
  return microseconds === 0 ? `${text}Z` : `${text}.${String(microseconds).padStart(6, '0')}Z`
}
