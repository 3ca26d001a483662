import type { SignalEntry } from '../engine/signal-catalogue.ts'

/** Digits that say what a number is worth saying: thousands separated, more decimals the smaller it is. */
const decimalsBelow: readonly (readonly [limit: number, decimals: number])[] = [
  [0.01, 6],
  [1, 4],
  [100, 2],
  [10_000, 1],
]

/**
 * Writes a float for people: thousands separators, decimals by size.
 *
 * @example
 * formatNumber(61812.34) // '61,812'
 */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  const decimals = decimalsBelow.find(([limit]) => size < limit)?.[1] ?? 0
  return english({ maximumFractionDigits: decimals }).format(value)
}

/**
 * Writes a signal's value in its unit; fractions as per cent.
 *
 * @example
 * formatSignal(0.014, 'fraction') // '1.4 %'
 */
export function formatSignal(value: number, unit: SignalEntry['unit']): string {
  if (unit === 'fraction') return `${formatNumber(value * 100)} %`
  if (unit === 'bps') return `${formatNumber(value)} bps`
  if (unit === 'seconds') return `${formatNumber(value)} s`
  return unit === 'ratio' ? `${english({ maximumSignificantDigits: 3 }).format(value)} ×` : formatNumber(value)
}

/**
 * Writes a price at its tick's precision.
 *
 * @example
 * formatPrice(61812, 0.5) // '61,812.0'
 */
export function formatPrice(price: number, tickSize: number): string {
  let decimals = 0
  const isWhole = (value: number): boolean => value >= 0.5 && Math.abs(value - Math.round(value)) < 1e-6
  while (decimals < 8 && !isWhole(tickSize * 10 ** decimals)) decimals += 1
  return english({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(price)
}

/**
 * Writes minor units as whole units with two decimals, cut not rounded, so that no text shows more than there is.
 *
 * @example
 * formatMinor(-1_234_567_890n, 6) // '-1,234.56'
 */
export function formatMinor(minor: bigint, decimals: number): string {
  const sign = minor < 0n ? '-' : ''
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals, digits.length - decimals + 2).padEnd(2, '0')
  return `${sign}${english({}).format(BigInt(whole))}.${fraction}`
}

/**
 * Writes a length of time in its two largest units.
 *
 * @example
 * formatDuration(3_723_000_000) // '1 h 2 min'
 */
export function formatDuration(microseconds: number): string {
  const seconds = microseconds / 1e6
  if (seconds < 60) return `${formatNumber(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const formats = new Map<string, Intl.NumberFormat>()

/** Making a format costs a hundred times its use, and a page of decisions writes hundreds of numbers. */
function english(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const format = formats.get(key) ?? new Intl.NumberFormat('en-US', options)
  formats.set(key, format)
  return format
}
