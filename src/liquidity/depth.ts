import type { Book } from '../market/book.ts'
import {
  askSide,
  bandsMost,
  bestAskTicks,
  bestBidTicks,
  bidSide,
  followBand,
  lotsBetween,
  momentBetween,
  noBand,
  type BookSide,
  type Ladder,
} from '../market/ladder.ts'

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
 * depthWithinQuote(book, bidSide, 10) // 169_970.7328
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

/** Where `followDepths` writes, in the order of the distances. */
export type DepthColumns = Readonly<{ bidDepth: Float64Array; askDepth: Float64Array }>

/**
 * Writes what `depthWithinQuote` returns at several distances on both sides, from sums that the ladder keeps up to date: asked after every
 * change of the book it costs next to nothing.
 *
 * @param book - One that is `ok` and has both sides; the caller has checked.
 * @param distancesBps - At most four. They and the columns are the same at every call for one book.
 *
 * @example
 * followDepths(book, [10, 25], { bidDepth, askDepth })
 */
export function followDepths(book: Book, distancesBps: readonly number[], { bidDepth, askDepth }: DepthColumns): void {
  const { ladder } = book
  const { followed } = ladder.bands
  const twiceMid = bestBidTicks(ladder) + bestAskTicks(ladder)
  // Edges move with the mid, which most changes of a book leave where it is.
  if (followed[bidSide] !== twiceMid || followed[askSide] !== twiceMid) followMid(ladder, distancesBps, twiceMid)
  writeDepths(book, bidDepth, askDepth)
  // A band that reaches beyond the ladder's window is not kept.
  if ((followed[bidSide] as number) < 0) addDepths(book, distancesBps, { bidDepth, askDepth })
}

/** Writes depths from the sums over bands, both sides whichever changed: which one did is a branch that no processor could predict. */
function writeDepths({ ladder, quotePerLotTick, quotePerLot }: Book, bidDepth: Float64Array, askDepth: Float64Array): void {
  const { lots, moments } = ladder.bands
  const { edgeTicks } = ladder
  const lowestBid = edgeTicks[bidSide] as number
  const highestAsk = edgeTicks[askSide] as number
  const count = bidDepth.length
  for (let i = 0; i < count; i++) {
    const bidLots = lots[i] as number
    const askLots = lots[bandsMost + i] as number
    // One of the two factors is 0, so nothing is rounded by the sum. Asks are counted down from their edge.
    bidDepth[i] = quotePerLotTick * (lowestBid * bidLots + (moments[i] as number)) + quotePerLot * bidLots
    askDepth[i] = quotePerLotTick * (highestAsk * askLots - (moments[bandsMost + i] as number)) + quotePerLot * askLots
  }
}

/** Writes the depths whose bands are not kept, added up anew. */
function addDepths(book: Book, distancesBps: readonly number[], { bidDepth, askDepth }: DepthColumns): void {
  const { from } = book.ladder.bands
  for (let i = 0; i < distancesBps.length; i++) {
    const distance = distancesBps[i] as number
    if (from[i] === noBand) bidDepth[i] = depthWithinQuote(book, bidSide, distance)
    if (from[bandsMost + i] === noBand) askDepth[i] = depthWithinQuote(book, askSide, distance)
  }
}

function followMid(ladder: Ladder, distancesBps: readonly number[], twiceMid: number): void {
  let isKept = true
  for (let band = 0; band < distancesBps.length; band++) {
    const distance = distancesBps[band] as number
    if (!followBand(ladder, band, Math.ceil((twiceMid * (1e4 - distance)) / 2e4))) isKept = false
    if (!followBand(ladder, bandsMost + band, Math.floor((twiceMid * (1e4 + distance)) / 2e4))) isKept = false
  }
  ladder.bands.followed.fill(isKept ? twiceMid : -1)
}
