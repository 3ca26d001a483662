import { accept, refuse, type Result } from '../../base/result.ts'
import { depthOf, walkCost, walkOf, type BookWalk } from '../../risk/liquidation/book-walk.ts'
import type { DepthLevel, UnderlyingMarket } from '../market-snapshot.ts'

/** Which way a position points: a long is sold into the bids, a short bought back from the asks. */
export type Direction = 'long' | 'short'

/** The book as it can be counted on: each level's size times the chance that it still stands. */
export type CloseOutBook = Readonly<{
  walk: BookWalk
  /** Units on the side that is taken. */
  depth: number
  /** Half of the distance between the best prices, in quote a unit. */
  halfSpread: number
}>

/**
 * The side of a book against which a position is closed, discounted for persistence. Levels of which nothing lasts are left out.
 *
 * @returns Refused with what was found where there is no book, nothing lasts on one of its sides, or a level is none: a price that is not above 0
 *   or does not lead away from the best, a size below 0, a persistence outside 0 to 1.
 *
 * @example
 * const book = closeOutBook(market, 'long')
 * book.ok && book.value.depth // 12.5
 */
export function closeOutBook(market: UnderlyingMarket, direction: Direction): Result<CloseOutBook, string> {
  if (market.depth === undefined) return refuse('no book')
  const fault = faultOf(market.depth.bids, { name: 'bid', towards: -1 }) ?? faultOf(market.depth.asks, { name: 'ask', towards: 1 })
  if (fault !== undefined) return refuse(fault)
  const [bids, asks] = [lasting(market.depth.bids), lasting(market.depth.asks)]
  const [bestBid, bestAsk] = [bids[0], asks[0]]
  if (bestBid === undefined) return refuse('no lasting bid')
  if (bestAsk === undefined) return refuse('no lasting ask')
  const side = direction === 'long' ? bids : asks
  const walk = walkOf({ prices: side.map(({ price }) => price), sizes: side.map(({ size }) => size) })
  return accept({ walk, depth: depthOf(walk), halfSpread: Math.max(0, bestAsk.price - bestBid.price) / 2 })
}

/**
 * What closing some units costs: half the spread and the walk through the visible book. What it does not hold is taken at the square-root law:
 * the price gives way by `coefficient * sqrt(units)`, and no less steeply than the visible book does on its way to its end.
 *
 * @param units - 0 or above.
 * @param coefficient - Impact in quote a unit for the first unit: the law's factor times a day's volatility in quote over the root of a day's
 *   volume; 0 where the volume is not known.
 * @returns In quote; convex in `units`, 0 for none.
 *
 * @example
 * book.ok && costOfClosing(book.value, 20, 15) // 812.485
 */
export function costOfClosing(book: CloseOutBook, units: number, coefficient: number): number {
  const { walk, depth, halfSpread } = book
  const seen = walkCost(walk, Math.min(units, depth))
  const walked = seen.ok ? seen.value : 0
  if (units <= depth) return units * halfSpread + walked
  const lastDistance = walk.distances.at(-1) ?? 0
  const steepest = Math.max(coefficient, lastDistance / Math.sqrt(depth))
  const beyond = (steepest * 2 * (units * Math.sqrt(units) - depth * Math.sqrt(depth))) / 3
  return units * halfSpread + walked + beyond
}

function faultOf(levels: readonly DepthLevel[], side: Readonly<{ name: string; towards: 1 | -1 }>): string | undefined {
  const wrong = levels.findIndex(({ price, size, persistence }, i) => {
    const before = levels[i - 1]
    const isAway = before === undefined || (price - before.price) * side.towards > 0
    return !(isAway && price > 0 && price < Infinity && size >= 0 && size < Infinity && persistence >= 0 && persistence <= 1)
  })
  return wrong === -1 ? undefined : `${side.name} ${wrong} is no level`
}

function lasting(levels: readonly DepthLevel[]): readonly Readonly<{ price: number; size: number }>[] {
  return levels.map(({ price, size, persistence }) => ({ price, size: size * persistence })).filter(({ size }) => size > 0)
}
