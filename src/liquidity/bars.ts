import { ArgumentError, requirePositiveSeries, requireSameLength } from '../base/argument.ts'
import { requireNotAbove } from './quotes.ts'

/** Highs, lows and closes of bars in order of time: shape `[n]` each, above zero. */
export type Bars = Readonly<{ highs: ArrayLike<number>; lows: ArrayLike<number>; closes: ArrayLike<number> }>

/** Bars with their opens. */
export type OpenBars = Bars & Readonly<{ opens: ArrayLike<number> }>

/**
 * Requires bars without gaps whose low is not above the high and whose close lies between.
 *
 * @throws ArgumentError naming the series and the first position that breaks it; a missing bar, written NaN, breaks it too.
 *
 * @example
 * requireBars({ highs: [3, 4], lows: [1, 2], closes: [2, 3] }, 2)
 */
export function requireBars(bars: Bars, least: number): void {
  requirePositiveSeries('highs', bars.highs, least)
  requirePositiveSeries('lows', bars.lows)
  requirePositiveSeries('closes', bars.closes)
  requireSameLength(['highs', bars.highs], ['lows', bars.lows])
  requireSameLength(['highs', bars.highs], ['closes', bars.closes])
  requireInRange(bars, ['closes', bars.closes])
}

/**
 * Requires bars in which any price may be missing, written NaN; those that are there are above zero and in their range.
 *
 * @throws ArgumentError naming the series and the first position that breaks it.
 *
 * @example
 * requireGappedBars({ opens: [2, NaN], highs: [3, NaN], lows: [1, NaN], closes: [2, NaN] }, 1)
 */
export function requireGappedBars(bars: OpenBars, least: number): void {
  for (const [name, prices] of Object.entries({ opens: bars.opens, highs: bars.highs, lows: bars.lows, closes: bars.closes })) {
    if (prices.length < least) throw new ArgumentError(name, { expected: `at least ${least} numbers`, found: String(prices.length) })
    requireSameLength(['opens', bars.opens], [name, prices])
    for (let position = 0; position < prices.length; position++) requirePriceOrGap(name, prices[position] as number, position)
  }
  requireInRange(bars, ['closes', bars.closes])
  requireInRange(bars, ['opens', bars.opens])
}

function requirePriceOrGap(name: string, price: number, position: number): void {
  if (Number.isNaN(price) || (price > 0 && price < Infinity)) return
  throw new ArgumentError(name, { position, expected: 'a finite number above 0, or NaN where it is missing', found: String(price) })
}

function requireInRange({ highs, lows }: Bars, inside: readonly [string, ArrayLike<number>]): void {
  requireNotAbove(['lows', lows], ['highs', highs])
  requireNotAbove(['lows', lows], inside)
  requireNotAbove(inside, ['highs', highs])
}
