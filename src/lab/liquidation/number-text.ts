/**
 * A share as per cent, three digits.
 *
 * @example
 * percent(0.7191) // '71.9 %'
 */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

/**
 * A fraction in basis points, three digits.
 *
 * @example
 * bpsText(0.0005) // '5 bps'
 */
export function bpsText(fraction: number): string {
  return `${Number((1e4 * fraction).toPrecision(3))} bps`
}

/**
 * An amount with five digits and thousands apart.
 *
 * @example
 * amountText(608750.4) // '608,750'
 */
export function amountText(amount: number): string {
  return Number(amount.toPrecision(5)).toLocaleString('en-US', { maximumFractionDigits: 8 })
}

/**
 * A length of time for people, from days.
 *
 * @example
 * durationText(0.5) // '12.0 hours'
 */
export function durationText(days: number): string {
  const minutes = days * 1440
  return minutes < 120 ? `${minutes.toFixed(1)} minutes` : minutes < 2880 ? `${(minutes / 60).toFixed(1)} hours` : `${days.toFixed(1)} days`
}

/**
 * The same, where none is possible.
 *
 * @example
 * daysText(0) // 'none'
 */
export function daysText(days: number): string {
  return days === 0 ? 'none' : durationText(days)
}
