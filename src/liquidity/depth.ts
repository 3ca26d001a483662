import type { Book } from '../market/book.ts'
import { bandMoment, bestAskTicks, bestBidTicks, bidSide, followBand, lotsBetween, momentBetween, type BookSide } from '../market/ladder.ts'

/**
 * What the levels of one side within a distance of the mid stand for in quote, each at its own price. Both edges of the
 * band `mid * (1 ± distance / 1e4)` count as within.
 *
 * The sum is exact to the last roundings: the ladder keeps it in whole numbers. A band that reaches beyond the last level
 * known holds what is known, so distances are chosen within the depth that the venue sends.
 *
 * @param book - One that is `ok` and has both sides; the caller has checked.
 * @param distanceBps - Above zero and below 10,000.
 * @returns Quote units; 0 when the side's best level is further away.
 *
 * @example
 * depthWithinQuote(book, bidSide, 10) // 18_200_000
 */
export function depthWithinQuote(book: Book, side: BookSide, distanceBps: number): number {
  const { ladder, quotePerLotTick, quotePerLot } = book
  const bidTicks = bestBidTicks(ladder)
  const askTicks = bestAskTicks(ladder)
  // Twice the mid is a whole number, so for whole basis points the division is exact where an edge falls on a tick.
  const twiceMid = bidTicks + askTicks
  const low = side === bidSide ? Math.ceil((twiceMid * (1e4 - distanceBps)) / 2e4) : askTicks
  const high = side === bidSide ? bidTicks : Math.floor((twiceMid * (1e4 + distanceBps)) / 2e4)
  if (low > high) return 0
  if (quotePerLotTick === 0) return quotePerLot * lotsBetween(ladder, side, low, high)
  return quotePerLotTick * momentBetween(ladder, side, low, high)
}

/**
 * What `depthWithinQuote` returns, from sums that the ladder keeps up to date: asked after every change of the book it costs
 * next to nothing.
 *
 * @param of - A distance, and the ladder's band that is kept for it, from 0 to 3; each distance has its own.
 *
 * @example
 * followedDepthQuote(book, bidSide, { band: 1, distanceBps: 25 }) // 31_000_000
 */
export function followedDepthQuote(book: Book, side: BookSide, of: Readonly<{ band: number; distanceBps: number }>): number {
  const { ladder, quotePerLotTick, quotePerLot } = book
  const twiceMid = bestBidTicks(ladder) + bestAskTicks(ladder)
  const reach = side === bidSide ? 1e4 - of.distanceBps : 1e4 + of.distanceBps
  const edgeTicks = side === bidSide ? Math.ceil((twiceMid * reach) / 2e4) : Math.floor((twiceMid * reach) / 2e4)
  const place = followBand(ladder, side, { band: of.band, edgeTicks })
  if (place < 0) return depthWithinQuote(book, side, of.distanceBps)
  if (quotePerLotTick === 0) return quotePerLot * (ladder.bands.lots[place] as number)
  return quotePerLotTick * bandMoment(ladder, side, place)
}
