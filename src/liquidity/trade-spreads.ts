import {
  requireFinite,
  requireNotNegative,
  requirePositiveSeries,
  requireSameLength,
  requireSeries,
  ArgumentError,
} from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { effectiveSpreadBps, priceImpactBps, realisedSpreadBps, requireSign, type TradeSign } from './effective-spread.ts'
import { lastAtOrBefore, lastBefore, requireNotFalling, requireQuotes, type Quotes } from './quotes.ts'

/** Trades in order of time: shape `[n]` each. `signs` is 1 for a buyer who began it, -1 for a seller; sizes in base, zero or above. */
export type Trades = Readonly<{
  times: ArrayLike<number>
  prices: ArrayLike<number>
  sizes: ArrayLike<number>
  signs: ArrayLike<number>
}>

/** What each measured trade cost and moved, in basis points, with its size in base and in quote: shape `[used]` each. */
export type TradeSpreads = Readonly<{
  effectiveBps: Float64Array
  realisedBps: Float64Array
  impactBps: Float64Array
  sizes: Float64Array
  notionals: Float64Array
}>

/**
 * Effective spread, realised spread and price impact of each trade, against the mid of the last quote strictly before it and the mid
 * in force `delay` after it. Trade by trade the first is the sum of the other two.
 *
 * Several prints of one taker order are one trade: aggregate them first. Trades without an earlier quote, or whose delay ends after
 * `end`, are left out.
 *
 * @param options - `delay` and `end` in the unit of the times.
 * @returns As many as could be measured, perhaps none.
 * @throws ArgumentError for crossed quotes, falling times, a price at or below zero, a size below zero, a sign that is none.
 * @see Huang & Stoll, J. Financial Economics 41 (1996); Bessembinder, J. Financial and Quantitative Analysis 38 (2003).
 *
 * @example
 * const quotes = { times: [0, 2, 4], bids: [99, 100, 99], asks: [101, 102, 101] }
 * const trades = { times: [1, 3], prices: [101, 100.5], sizes: [2, 1], signs: [1, -1] }
 * tradeSpreads(quotes, trades, { delay: 2, end: 6 }) // { effectiveBps: [200, 99.01], realisedBps: [0, -99.01], impactBps: [200, 198.02] }
 */
export function tradeSpreads(quotes: Quotes, trades: Trades, options: Readonly<{ delay: number; end: number }>): TradeSpreads {
  const { delay, end } = options
  requireQuotes(quotes, 0)
  requireTrades(trades)
  requireNotNegative('delay', delay)
  requireFinite('end', end)
  const measured: { effective: number; realised: number; impact: number; size: number; notional: number }[] = []
  for (let i = 0; i < trades.times.length; i++) {
    const time = trades.times[i] as number
    const before = lastBefore(quotes.times, time)
    if (before < 0 || time + delay > end) continue
    const price = trades.prices[i] as number
    const size = trades.sizes[i] as number
    const midAfter = midAt(quotes, lastAtOrBefore(quotes.times, time + delay))
    const trade = { sign: trades.signs[i] as TradeSign, price, midBefore: midAt(quotes, before), midAfter }
    const [effective, realised, impact] = [effectiveSpreadBps(trade), realisedSpreadBps(trade), priceImpactBps(trade)]
    measured.push({ effective, realised, impact, size, notional: size * price })
  }
  return {
    effectiveBps: Float64Array.from(measured, ({ effective }) => effective),
    realisedBps: Float64Array.from(measured, ({ realised }) => realised),
    impactBps: Float64Array.from(measured, ({ impact }) => impact),
    sizes: Float64Array.from(measured, ({ size }) => size),
    notionals: Float64Array.from(measured, ({ notional }) => notional),
  }
}

/**
 * The mean of values, each counting by its weight.
 *
 * @param weights - Zero or above; leave out for equal ones.
 * @returns Refused when there is no value, or no weight.
 * @throws ArgumentError for series of unlike length, a number that is not finite, a weight below zero.
 *
 * @example
 * weightedMean([1, 4], [2, 1]) // accept(2)
 */
export function weightedMean(
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Result<number, Readonly<{ reason: 'noObservations' | 'noWeight' }>> {
  requireSeries('values', values, 0)
  if (weights !== undefined) requireSizes('weights', weights)
  if (weights !== undefined) requireSameLength(['values', values], ['weights', weights])
  if (values.length === 0) return refuse({ reason: 'noObservations' })
  const [sum, total] = [createSum(), createSum()]
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    addToSum(sum, weight * (values[i] as number))
    addToSum(total, weight)
  }
  return totalOf(total) > 0 ? accept(totalOf(sum) / totalOf(total)) : refuse({ reason: 'noWeight' })
}

function midAt(quotes: Quotes, place: number): number {
  return ((quotes.bids[place] as number) + (quotes.asks[place] as number)) / 2
}

function requireTrades(trades: Trades): void {
  const { times, prices, sizes, signs } = trades
  requireNotFalling('trades.times', times)
  requirePositiveSeries('trades.prices', prices, 0)
  requireSizes('trades.sizes', sizes)
  requireSameLength(['trades.times', times], ['trades.prices', prices])
  requireSameLength(['trades.times', times], ['trades.sizes', sizes])
  requireSameLength(['trades.times', times], ['trades.signs', signs])
  for (let i = 0; i < signs.length; i++) requireSign('trades.signs', signs[i] as number, i)
}

/**
 * Requires sizes, volumes or weights: finite and not below zero.
 *
 * @throws ArgumentError naming the first position that is below zero or not finite.
 *
 * @example
 * requireSizes('volumes', [0, 1.5])
 */
export function requireSizes(argument: string, sizes: ArrayLike<number>, least = 0): void {
  requireSeries(argument, sizes, least)
  for (let position = 0; position < sizes.length; position++) {
    const size = sizes[position] as number
    if (size < 0) throw new ArgumentError(argument, { position, expected: 'a number at or above 0', found: String(size) })
  }
}
