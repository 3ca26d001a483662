import { ArgumentError, requireNotNegative, requirePositive, requirePositiveSeries, requireSameLength } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { requireSizes } from './trade-spreads.ts'

/** One side of a book: prices from the best outwards, and the size in base at each. Shape `[n]` each. */
export type Levels = Readonly<{ prices: ArrayLike<number>; sizes: ArrayLike<number> }>

/** Both sides of a book that is not crossed. */
export type BookLevels = Readonly<{ bids: Levels; asks: Levels }>

/** The touch: mid, spread over it, and the mid weighed by the size on the other side. */
export type TouchFigures = Readonly<{ mid: number; spreadBps: number; microprice: number }>

/**
 * Mid, spread and micro-price of a book.
 *
 * @throws ArgumentError for an empty or crossed side, prices out of order, a price at or below zero, a size below zero.
 * @see Stoikov, "The micro-price", Quantitative Finance 18 (2018); this is its first-level form, the mid weighed by size.
 *
 * @example
 * const bids = { prices: [2999.9, 2999.6, 2999], sizes: [4.672, 12, 40] }
 * const asks = { prices: [3000.2, 3000.5, 3001.2], sizes: [3.58, 15, 35] }
 * touchFigures({ bids, asks }) // { mid: 3000.05, spreadBps: 0.99998, microprice: 3000.07 }
 */
export function touchFigures(book: BookLevels): TouchFigures {
  requireBook(book)
  const [bid, ask] = [book.bids.prices[0] as number, book.asks.prices[0] as number]
  const [bidSize, askSize] = [book.bids.sizes[0] as number, book.asks.sizes[0] as number]
  const mid = (bid + ask) / 2
  const both = bidSize + askSize
  const microprice = both === 0 ? mid : (bid * askSize + ask * bidSize) / both
  return { mid, spreadBps: (1e4 * (ask - bid)) / mid, microprice }
}

/** Depth of both sides within a distance of the mid. */
export type BandDepth = Readonly<{ bidBase: number; askBase: number; bidQuote: number; askQuote: number }>

/**
 * What rests within a distance of the mid on both sides; both edges of the band count as within, with a relative slack of 1e-12
 * for the rounding of `mid * (1 ± distance / 1e4)`.
 *
 * @param distanceBps - Zero or above.
 * @throws ArgumentError as `touchFigures`, or for a distance below zero.
 *
 * @example
 * bandDepth({ bids, asks }, 2) // { bidBase: 16.672, askBase: 18.58, bidQuote: 50_010.7328, askQuote: 55_748.216 }
 */
export function bandDepth(book: BookLevels, distanceBps: number): BandDepth {
  const { mid } = touchFigures(book)
  requireNotNegative('distanceBps', distanceBps)
  const lowest = mid * (1 - distanceBps / 1e4) * (1 - 1e-12)
  const highest = mid * (1 + distanceBps / 1e4) * (1 + 1e-12)
  const bid = sumWhile(book.bids, (price) => price >= lowest)
  const ask = sumWhile(book.asks, (price) => price <= highest)
  return { bidBase: bid.base, bidQuote: bid.quote, askBase: ask.base, askQuote: ask.quote }
}

function sumWhile({ prices, sizes }: Levels, isWithin: (price: number) => boolean): Readonly<{ base: number; quote: number }> {
  const [base, quote] = [createSum(), createSum()]
  for (let i = 0; i < prices.length && isWithin(prices[i] as number); i++) {
    addToSum(base, sizes[i] as number)
    addToSum(quote, (prices[i] as number) * (sizes[i] as number))
  }
  return { base: totalOf(base), quote: totalOf(quote) }
}

/** What a market order got: how much of it was filled, from 0 to 1, and the average price of that part. */
export type Fill = Readonly<{ filledFraction: number; averagePrice: number }>

/**
 * Walks one side with a market order, the last level taken in part.
 *
 * @param order - Its size, above zero, in quote (`notional`) or in base (`size`).
 * @returns The average price of what was filled, which is all of it only when `filledFraction` is 1. Refused for a side that holds nothing.
 * @throws ArgumentError for an order not above zero, or a side that is empty, out of order, or has a price at or below zero.
 *
 * @example
 * walkSide({ prices: [100, 110], sizes: [1, 5] }, { notional: 210 }) // accept({ filledFraction: 1, averagePrice: 105 })
 */
export function walkSide(
  side: Levels,
  order: Readonly<{ notional: number } | { size: number }>,
): Result<Fill, Readonly<{ reason: 'emptySide' }>> {
  requireLevels('side', side)
  const [wanted, byQuote] = 'notional' in order ? [order.notional, true] : [order.size, false]
  requirePositive(byQuote ? 'notional' : 'size', wanted)
  const [base, quote] = [createSum(), createSum()]
  let left = wanted
  for (let i = 0; i < side.prices.length && left > 0; i++) {
    const [price, size] = [side.prices[i] as number, side.sizes[i] as number]
    const held = byQuote ? price * size : size
    const share = held > left ? left / held : 1
    addToSum(base, share * size)
    addToSum(quote, share * size * price)
    left = held > left ? 0 : left - held
  }
  const bought = totalOf(base)
  if (bought === 0) return refuse({ reason: 'emptySide' })
  return accept({ filledFraction: left === 0 ? 1 : (wanted - left) / wanted, averagePrice: totalOf(quote) / bought })
}

/**
 * The cost of buying a notional and selling it again at once: `1e4 * (average bought - average sold) / mid`.
 *
 * @param notional - In quote, above zero.
 * @returns Basis points. Refused when a side does not hold the notional, because the cost of what little there is would look cheap.
 * @throws ArgumentError as `walkSide` and `touchFigures`.
 * @see Irvine, Benston & Kandel, "Liquidity beyond the inside spread" (2000); Gomber & Schweickert (2002), the measure XLM.
 *
 * @example
 * roundTripCostBps({ bids, asks }, 50_000) // accept(2.505)
 */
export function roundTripCostBps(
  book: BookLevels,
  notional: number,
): Result<number, Readonly<{ reason: 'insufficientDepth'; filledFraction: number }>> {
  const { mid } = touchFigures(book)
  const [buy, sell] = [walkSide(book.asks, { notional }), walkSide(book.bids, { notional })]
  const filledFraction = Math.min(buy.ok ? buy.value.filledFraction : 0, sell.ok ? sell.value.filledFraction : 0)
  if (!buy.ok || !sell.ok || filledFraction < 1) return refuse({ reason: 'insufficientDepth', filledFraction })
  return accept((1e4 * (buy.value.averagePrice - sell.value.averagePrice)) / mid)
}

function requireBook({ bids, asks }: BookLevels): void {
  requireLevels('bids', bids, -1)
  requireLevels('asks', asks, 1)
  const [bid, ask] = [bids.prices[0] as number, asks.prices[0] as number]
  if (bid > ask) throw new ArgumentError('bids.prices', { position: 0, expected: `at most the best ask, ${ask}`, found: String(bid) })
}

/** Prices leave the touch in one direction: down for bids (-1), up for asks (1), either where it is not known which side it is. */
function requireLevels(argument: string, { prices, sizes }: Levels, direction?: 1 | -1): void {
  requirePositiveSeries(`${argument}.prices`, prices, 1)
  requireSizes(`${argument}.sizes`, sizes)
  requireSameLength([`${argument}.prices`, prices], [`${argument}.sizes`, sizes])
  const way = direction ?? Math.sign((prices[prices.length - 1] as number) - (prices[0] as number))
  for (let position = 1; position < prices.length; position++) {
    const [nearer, further] = [prices[position - 1] as number, prices[position] as number]
    if ((further - nearer) * way > 0) continue
    throw new ArgumentError(`${argument}.prices`, { position, expected: `further from the touch than ${nearer}`, found: String(further) })
  }
}
