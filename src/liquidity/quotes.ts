import { ArgumentError, requirePositiveSeries, requireSameLength, requireSeries } from '../base/argument.ts'

/** Best bid and ask over time: shape `[n]` each. Times in any one unit, never falling; prices above zero, a bid never above its ask. */
export type Quotes = Readonly<{ times: ArrayLike<number>; bids: ArrayLike<number>; asks: ArrayLike<number> }>

/**
 * Requires quotes that can be measured.
 *
 * @param least - The fewest quotes that do.
 * @throws ArgumentError for series of unlike length, a number that is not finite, a price at or below zero, a time before the one
 *   before it, and a bid above its ask.
 *
 * @example
 * requireQuotes({ times: [0, 1], bids: [99, 99], asks: [101, 100] })
 */
export function requireQuotes(quotes: Quotes, least = 1): void {
  const { times, bids, asks } = quotes
  requireNotFalling('quotes.times', times, least)
  requirePositiveSeries('quotes.bids', bids, least)
  requirePositiveSeries('quotes.asks', asks, least)
  requireSameLength(['quotes.times', times], ['quotes.bids', bids])
  requireSameLength(['quotes.times', times], ['quotes.asks', asks])
  requireNotAbove(['quotes.bids', bids], ['quotes.asks', asks])
}

/**
 * Requires times that never fall. Equal times are in order of arrival.
 *
 * @throws ArgumentError naming the first position that is earlier than the one before it.
 *
 * @example
 * requireNotFalling('times', [0, 1, 1])
 */
export function requireNotFalling(argument: string, times: ArrayLike<number>, least = 0): void {
  requireSeries(argument, times, least)
  for (let position = 1; position < times.length; position++) {
    const [before, time] = [times[position - 1] as number, times[position] as number]
    if (time < before) throw new ArgumentError(argument, { position, expected: `a number at or above ${before}`, found: String(time) })
  }
}

/**
 * Requires that no number of one series is above its partner in the other: bids and asks, lows and highs. Checked only where both
 * are numbers, so that a missing one passes.
 *
 * @throws ArgumentError naming the first position of the lower series that is above.
 *
 * @example
 * requireNotAbove(['lows', [1]], ['highs', [2]])
 */
export function requireNotAbove(lower: readonly [string, ArrayLike<number>], upper: readonly [string, ArrayLike<number>]): void {
  for (let position = 0; position < lower[1].length; position++) {
    const [low, high] = [lower[1][position] as number, upper[1][position] as number]
    if (low > high) throw new ArgumentError(lower[0], { position, expected: `at most ${high}, as in ${upper[0]}`, found: String(low) })
  }
}

/**
 * The place of the last quote strictly before a time, or -1 when there is none.
 *
 * Strictly: venues stamp the change of the book that a trade caused with the trade's own time, and measured against that quote a
 * trade would seem to cost nothing.
 *
 * @param times - Never falling.
 *
 * @example
 * lastBefore([1, 2, 2, 3], 2) // 0
 */
export function lastBefore(times: ArrayLike<number>, time: number): number {
  return firstNot(times, (each) => each < time) - 1
}

/**
 * The place of the last quote at or before a time, or -1 when there is none.
 *
 * @param times - Never falling.
 *
 * @example
 * lastAtOrBefore([1, 2, 2, 3], 2) // 2
 */
export function lastAtOrBefore(times: ArrayLike<number>, time: number): number {
  return firstNot(times, (each) => each <= time) - 1
}

function firstNot(times: ArrayLike<number>, holds: (time: number) => boolean): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(times[middle] as number)) low = middle + 1
    else high = middle
  }
  return low
}
