/** How a column of times is written. `count` is no clock: the rows are numbered. */
export type ClockForm =
  'iso' | 'monthDayYear' | 'dayMonthYear' | 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds' | 'yearMonthDay' | 'count'

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?:Z| ?UTC|\+00(?::?00)?)?$/
const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/

/** Numbers below this count rows: as seconds since 1970 they would be the spring of 1973 at the latest. */
const leastEpoch = 1e8

/**
 * Finds out how a column of times is written from all its texts, since 1/2/1999 alone does not tell a month from a day.
 *
 * @returns `undefined` when the first text is no time, or when no text tells month from day.
 *
 * @example
 * clockFormOf(['1/4/1999', '1/25/1999']) // 'monthDayYear'
 */
export function clockFormOf(texts: readonly string[]): ClockForm | undefined {
  const first = texts[0] ?? ''
  if (iso.test(first)) return 'iso'
  if (slashed.test(first)) return slashedForm(texts)
  if (!/^\d+(\.\d+)?$/.test(first)) return undefined
  const value = Number(first)
  if (value < leastEpoch) return looksLikeDates(texts) ? 'yearMonthDay' : 'count'
  if (value < 1e11) return 'seconds'
  if (value < 1e14) return 'milliseconds'
  return value < 1e17 ? 'microseconds' : 'nanoseconds'
}

/**
 * Reads one time.
 *
 * @returns Microseconds since 1970 in UTC, negative before; the number itself for `count`; `undefined` for anything else.
 *
 * @example
 * parseClock('1999-01-04', 'iso') // 915408000000000
 */
export function parseClock(text: string, form: ClockForm): number | undefined {
  if (form === 'iso') return parseIso(text)
  if (form === 'monthDayYear' || form === 'dayMonthYear') {
    const [, one = '', two = '', year = ''] = slashed.exec(text) ?? []
    return form === 'monthDayYear' ? utcDay(year, one, two) : utcDay(year, two, one)
  }
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  if (form === 'yearMonthDay') return parseDigits(text)
  const value = Number(text)
  switch (form) {
    case 'seconds':
      return Math.round(value * 1e6)
    case 'milliseconds':
      return Math.round(value * 1e3)
    case 'nanoseconds':
      return Math.round(value / 1e3)
    default:
      return value
  }
}

function parseIso(text: string): number | undefined {
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = ''] = iso.exec(text) ?? []
  const midnight = utcDay(year, month, day)
  if (midnight === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return midnight + seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function parseDigits(text: string): number | undefined {
  if (text.length === 8) return utcDay(text.slice(0, 4), text.slice(4, 6), text.slice(6))
  if (text.length !== 6) return undefined
  const year = Number(text.slice(0, 2))
  return utcDay(String(year < 50 ? 2000 + year : 1900 + year), text.slice(2, 4), text.slice(4))
}

function utcDay(year: string, month: string, day: string): number | undefined {
  if (year === '') return undefined
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // 30 February would become 1 March; read back it differs.
  const read = new Date(milliseconds)
  return read.getUTCMonth() + 1 === Number(month) && read.getUTCDate() === Number(day) ? milliseconds * 1000 : undefined
}

function slashedForm(texts: readonly string[]): ClockForm | undefined {
  for (const text of texts) {
    const [, one = '0', two = '0'] = slashed.exec(text) ?? []
    if (Number(two) > 12) return 'monthDayYear'
    if (Number(one) > 12) return 'dayMonthYear'
  }
  return undefined
}

/** Six or eight digits are dates when the first hundred all are: numbers of rows that long would not be. */
function looksLikeDates(texts: readonly string[]): boolean {
  return texts.slice(0, 100).every((text) => /^(\d{6}|\d{8})$/.test(text) && parseDigits(text) !== undefined)
}
