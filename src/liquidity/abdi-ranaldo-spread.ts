import { naturalLogarithm } from '../num/elementary.ts'
import { meanOf } from '../num/moments.ts'
import { requireBars, type Bars } from './bars.ts'

/** Abdi and Ranaldo's spread over a sample, as fractions of the price. */
export type AbdiRanaldo = Readonly<{
  /** The mean squared spread; below zero when noise outweighs the spread. */
  squared: number
  /** The root of `squared`, 0 when that is below zero. */
  wholeSample: number
  /** The mean of each two days' root, those below zero counted as zero: biased upwards, and steadier. */
  twoDay: number
}>

/**
 * Abdi and Ranaldo's spread from close, high and low: the middle of the day's range stands for the price without a bounce, so a close
 * lies about half a spread from the middles of its own and of the next day.
 *
 * @param bars - Shape `[n]`, at least two.
 * @throws ArgumentError for fewer than two bars, a missing one, a price at or below zero, a low above its high, a close outside.
 * @see Abdi & Ranaldo, "A simple estimation of bid-ask spreads from daily close, high, and low prices", RFS 30 (2017), eqs. 10-11.
 *
 * @example
 * const bars = { highs: [102, 102.5, 102.2], lows: [100, 100.4, 100.1], closes: [101.8, 100.5, 102.1] }
 * abdiRanaldoSpread(bars).twoDay // 0.0130
 */
export function abdiRanaldoSpread(bars: Bars): AbdiRanaldo {
  requireBars(bars, 2)
  const closes = Float64Array.from(bars.closes, naturalLogarithm)
  const middles = Float64Array.from(bars.highs, (high, t) => (naturalLogarithm(high) + naturalLogarithm(bars.lows[t] as number)) / 2)
  const squares = Float64Array.from({ length: closes.length - 1 }, (_, t) => {
    const close = closes[t] as number
    return 4 * (close - (middles[t] as number)) * (close - (middles[t + 1] as number))
  })
  const squared = meanOf(squares)
  return {
    squared,
    wholeSample: Math.sqrt(Math.max(0, squared)),
    twoDay: meanOf(squares.map((square) => Math.sqrt(Math.max(0, square)))),
  }
}
