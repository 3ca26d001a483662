const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Writes a time as `2020-03-12 10:45:00`, UTC.
 *
 * @example
 * dateTimeText(1_584_009_900_000_000) // '2020-03-12 10:45:00'
 */
export function dateTimeText(us: number): string {
  return new Date(us / 1000).toISOString().slice(0, 19).replace('T', ' ')
}

/**
 * Writes the time of day with as much precision as it has, UTC.
 *
 * @example
 * clockText(1_584_009_900_250_000) // '10:45:00.25'
 */
export function clockText(us: number): string {
  const text = new Date(us / 1000).toISOString()
  const fraction = text.slice(20, 23).replace(/0+$/, '')
  return fraction === '' ? text.slice(11, 19) : `${text.slice(11, 19)}.${fraction}`
}

/**
 * Writes a day as `12 Mar 2020`, UTC.
 *
 * @example
 * dayText(1_584_009_900_000_000) // '12 Mar 2020'
 */
export function dayText(us: number): string {
  const date = new Date(us / 1000)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/**
 * Writes a length of time in its two largest units.
 *
 * @example
 * durationText(3_723_000_000) // '1 h 2 min'
 */
export function durationText(us: number): string {
  const seconds = us / 1e6
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return Math.floor(seconds % 60) === 0 ? `${minutes} min` : `${minutes} min ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/**
 * Labels for a chart's time axis, in seconds: the day where it changes, else the time of day.
 *
 * @example
 * axisTimes([1_583_971_200, 1_583_992_800]) // ['12 Mar', '06:00']
 */
export function axisTimes(splits: readonly number[]): string[] {
  const fine = splits.some((at) => at % 60 !== 0)
  return splits.map((at, i) => {
    const date = new Date(at * 1000)
    const before = splits[i - 1]
    const newDay = before !== undefined && new Date(before * 1000).getUTCDate() !== date.getUTCDate()
    if (newDay || at % 86_400 === 0) return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
    return date.toISOString().slice(11, fine ? 19 : 16)
  })
}
