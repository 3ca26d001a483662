import { bitmexMinutes } from './bars.ts'

const lambda = 0.94
const warmUp = 60
const minutesPerYear = 525_600

/** One-minute figures of a market: annualised EWMA volatility, and each return's size over the deviation expected before it. */
export type Minutes = Readonly<{ atUs: Float64Array; volatility: Float64Array; surprise: Float64Array }>

/** Nine months without a crash, in two halves: one to learn from, one to judge by. */
export const learned = { from: '2019-06-01', to: '2019-10-15' } as const

/** See `learned`. */
export const judged = { from: '2019-10-15', to: '2020-03-01' } as const

/**
 * Minutes of BitMEX XBTUSD as the engine measures them.
 *
 * @example
 * const { volatility } = await minutesOf(learned)
 */
export async function minutesOf(range: Readonly<{ from: string; to: string }>): Promise<Minutes> {
  const { atUs, closes } = await bitmexMinutes(range.from, range.to)
  const volatility: number[] = []
  const surprise: number[] = []
  let variance = 0
  for (let i = 1; i < closes.length; i++) {
    const change = Math.log((closes[i] as number) / (closes[i - 1] as number))
    if (i > warmUp) surprise.push(variance > 0 ? Math.abs(change) / Math.sqrt(variance) : 0)
    variance = i <= warmUp ? (variance * (i - 1) + change * change) / i : lambda * variance + (1 - lambda) * change * change
    if (i > warmUp) volatility.push(Math.sqrt(variance * minutesPerYear))
  }
  return { atUs: atUs.slice(warmUp + 1), volatility: Float64Array.from(volatility), surprise: Float64Array.from(surprise) }
}

/**
 * The number that a share of the values does not exceed.
 *
 * @example
 * quantileOf([1, 2, 3, 4], 0.75) // 4
 */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
}
