import { exponentialLessOne, naturalLogarithm } from '../num/elementary.ts'
import { meanOf } from '../num/moments.ts'
import { requireBars, type Bars } from './bars.ts'

/** Corwin and Schultz's spread over a sample, as fractions of the price. */
export type CorwinSchultz = Readonly<{
  /** One estimate for each two days that follow each other, shape `[n - 1]`; below zero when the range says less than the noise. */
  daily: Float64Array
  /** The mean of the estimates as they are: without bias, but it may be below zero. */
  meanSigned: number
  /** The mean with those below zero counted as zero: the usual convention, biased upwards. */
  meanZeroed: number
  shareNegative: number
}>

/**
 * Corwin and Schultz's spread from highs and lows: a high is a buyer's price and a low a seller's, so a range holds variance, which
 * grows with time, and the spread, which does not. One day's range against that of two days tells them apart.
 *
 * Where the close before lies outside a day's range, that day is shifted by the gap.
 *
 * @param bars - Shape `[n]`, at least two.
 * @throws ArgumentError for fewer than two bars, a missing one, a price at or below zero, a low above its high.
 * @see Corwin & Schultz, "A simple way to estimate bid-ask spreads from daily high and low prices", J. Finance 67 (2012), eqs. 14-18.
 *
 * @example
 * const bars = { highs: [102, 102.5, 102.2], lows: [100, 100.4, 100.1], closes: [101.8, 100.5, 102.1] }
 * corwinSchultzSpread(bars).meanZeroed // 0.01156
 */
export function corwinSchultzSpread(bars: Bars): CorwinSchultz {
  requireBars(bars, 2)
  const { highs, lows, closes } = bars
  const daily = Float64Array.from({ length: highs.length - 1 }, (_, t) => {
    const before = { high: highs[t] as number, low: lows[t] as number }
    const gap = gapOf({ high: highs[t + 1] as number, low: lows[t + 1] as number }, closes[t] as number)
    return twoDaySpread(before, { high: (highs[t + 1] as number) + gap, low: (lows[t + 1] as number) + gap })
  })
  return {
    daily,
    meanSigned: meanOf(daily),
    meanZeroed: meanOf(daily.map((spread) => Math.max(0, spread))),
    shareNegative: daily.filter((spread) => spread < 0).length / daily.length,
  }
}

type Range = Readonly<{ high: number; low: number }>

/** What brings a day back to the close before it; 0 when that lies within. */
function gapOf(day: Range, closeBefore: number): number {
  if (closeBefore > day.high) return closeBefore - day.high
  return closeBefore < day.low ? closeBefore - day.low : 0
}

function twoDaySpread(first: Range, second: Range): number {
  const beta = squaredLogRange(first) + squaredLogRange(second)
  const gamma = squaredLogRange({ high: Math.max(first.high, second.high), low: Math.min(first.low, second.low) })
  const scale = 3 - 2 * Math.SQRT2
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / scale - Math.sqrt(gamma / scale)
  const grown = exponentialLessOne(alpha)
  return (2 * grown) / (2 + grown)
}

function squaredLogRange({ high, low }: Range): number {
  const range = naturalLogarithm(high / low)
  return range * range
}
