import { formatDecimal } from '../base/decimal.ts'

/**
 * Money exactly, in whole units with thousands separated; decimals beyond the second only where they are not zero.
 *
 * @example
 * moneyText(-1_234_500_000n, 6) // '-1,234.50'
 */
export function moneyText(minor: bigint, decimals: number): string {
  const [whole = '', fraction = ''] = formatDecimal(minor, decimals).split('.')
  const kept = fraction.replace(/0+$/, '').padEnd(2, '0')
  return `${grouped(whole)}.${kept}`
}

/**
 * Money for a headline: cut to two decimals, so that no text shows more than there is. With `signed`, a gain has its plus.
 *
 * @example
 * headlineMoney(1_234_567_890n, 6, 'signed') // '+1,234.56'
 */
export function headlineMoney(minor: bigint, decimals: number, sign: 'signed' | 'unsigned'): string {
  const text = moneyText(minor, decimals).replace(/(\.\d\d)\d+$/, '$1')
  return sign === 'signed' && minor > 0n ? `+${text}` : text
}

/**
 * A number with `digits` significant digits, thousands separated.
 *
 * @example
 * numberText(1234.5678, 3) // '1,230'
 */
export function numberText(value: number, digits = 4): string {
  return Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 8 })
}

/**
 * A time in UTC, to the second, or to the millisecond when it has some.
 *
 * @example
 * timeText(1_583_971_200_000_000) // '2020-03-12 00:00:00'
 */
export function timeText(microseconds: number): string {
  return new Date(Math.floor(microseconds / 1000)).toISOString().replace('T', ' ').replace('.000Z', '').replace('Z', '')
}

/**
 * A length of time in its two largest units.
 *
 * @example
 * durationText(3_723_000_000) // '1 h 2 min'
 */
export function durationText(microseconds: number): string {
  const seconds = microseconds / 1e6
  if (seconds < 60) return `${numberText(seconds, 3)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/**
 * A count with its noun, in the plural where it is one.
 *
 * @example
 * countText(2, 'decision') // '2 decisions'
 */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',')
}
