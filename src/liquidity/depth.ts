import type { Book } from '../market/book.ts'
import { bestAskTicks, bestBidTicks, bidSide, lotsBetween, momentBetween, type BookSide } from '../market/ladder.ts'

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
