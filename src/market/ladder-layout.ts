import { invariant } from '../base/assert.ts'
import type { BookSide } from './book-side.ts'
import { createFarLevels, type FarLevels } from './far-levels.ts'
import { createBands, type LadderBands } from './band-sums.ts'

/** Resting buyers. */
export const bidSide: BookSide = 0

/** Resting sellers. */
export const askSide: BookSide = 1

/** What stands for "no such level" where a price is expected. No level has a negative price. */
export const noTicks = -1

/**
 * A book by price: whole lots at whole ticks, both sides. Plain data, changed in place by `setLevel` and `clearLadder`.
 *
 * Each side has a window of `windowTicks` prices that always holds its best level and reaches at least half a window
 * further out; what lies beyond is in `far`, never lost. Within the window an index counts from the far edge towards
 * the touch on both sides, bids in the lower half of every array and asks, mirrored, in the upper. Hence "best" is the highest index
 * that is set, and one search serves both sides. Two tiers of bits find the next level; sums over 64 and 4,096 prices,
 * of lots and of lots times index, answer depth without walking. All are sums of whole numbers, so they never drift.
 */
export type Ladder = Readonly<{
  windowTicks: number
  /** Price at the window's far edge: the lowest bid and the highest ask it can hold. */
  edgeTicks: Float64Array
  /** The same as 32-bit integers, for the quick way; 2^31 - 1 for bids and 0 for asks, which no price fits, where that is too small. */
  quickEdge: Int32Array
  /** Index of the best level; one below the side's half when it is empty. */
  bestIndex: Int32Array
  /** Its price, or `noTicks`. Kept because it is read after every event and changes in few. */
  bestTicks: Float64Array
  lots: Float64Array
  /** One bit a price, then one bit a word of those. */
  words: Int32Array
  groups: Int32Array
  /** Pairs of lots and lots x offset, over 64 and over 4,096 prices. */
  blockSums: Float64Array
  superSums: Float64Array
  bands: LadderBands
  /** The highest index of each side that was changed since its one reader, the cost to trade, set it back to -1. */
  touched: Int32Array
  far: readonly [FarLevels, FarLevels]
}>

/** In `touched`: every level may have changed. */
export const everyIndex = 0x7fffffff

const smallestWindow = 4096
const largestWindow = 1 << 20

/**
 * The window for a price: the smallest power of two that is at least 5 % of it, so that half of it covers 2.5 %.
 *
 * @param midTicks - Price in ticks, above zero.
 * @returns From 4,096 to 2^20. Beyond, the outer levels are held as far levels: slower, never wrong.
 *
 * @example
 * windowTicksFor(618_000) // 32_768
 */
export function windowTicksFor(midTicks: number): number {
  let window = smallestWindow
  while (window < midTicks * 0.05 && window < largestWindow) window *= 2
  return window
}

/**
 * Makes an empty ladder around a price. The centre is a guess: the windows follow the best levels.
 *
 * @throws InvariantError unless `windowTicks` is a power of two from 4,096 to 2^20.
 *
 * @example
 * const ladder = createLadder({ windowTicks: windowTicksFor(618_000), centreTicks: 618_000 })
 */
export function createLadder(options: Readonly<{ windowTicks: number; centreTicks: number }>): Ladder {
  const { windowTicks, centreTicks } = options
  const isPowerOfTwo = (windowTicks & (windowTicks - 1)) === 0
  invariant(isPowerOfTwo && windowTicks >= smallestWindow && windowTicks <= largestWindow, 'a window is a power of two from 4,096 to 2^20')
  const both = 2 * windowTicks
  const home = homeOffset(windowTicks)
  return {
    windowTicks,
    edgeTicks: Float64Array.of(centreTicks - home, centreTicks + home),
    quickEdge: Int32Array.of(quickEdgeOf(bidSide, centreTicks - home), quickEdgeOf(askSide, centreTicks + home)),
    bestIndex: Int32Array.of(-1, windowTicks - 1),
    bestTicks: Float64Array.of(noTicks, noTicks),
    lots: new Float64Array(both),
    words: new Int32Array(both >> 5),
    groups: new Int32Array(both >> 10),
    blockSums: new Float64Array(both >> 5),
    superSums: new Float64Array(both >> 11),
    bands: createBands(),
    touched: new Int32Array(2).fill(everyIndex),
    far: [createFarLevels(), createFarLevels()],
  }
}

/** Prices up to here take the quick way, in 32-bit integers: twice as fast. Beyond, all is done in floats. */
export const quickTicksMost = 2_147_483_646

/**
 * A window's edge for the quick way, or what no quick price fits when 32 bits do not hold it.
 *
 * @example
 * quickEdgeOf(askSide, 1e12) // 0
 */
export function quickEdgeOf(side: BookSide, edgeTicks: number): number {
  if (edgeTicks <= quickTicksMost) return edgeTicks
  return side === bidSide ? quickTicksMost + 1 : 0
}

/**
 * Where in its window a side's best level is put when the window is moved: three quarters up, so that half a window lies
 * below it until it has fallen by a quarter, and a quarter above it.
 *
 * @example
 * homeOffset(4096) // 3072
 */
export function homeOffset(windowTicks: number): number {
  return (windowTicks >> 1) + (windowTicks >> 2)
}

/**
 * A price's place in its side's window, counted from the far edge; below 0 or at `windowTicks` and above when outside.
 *
 * @example
 * offsetOf(ladder, bidSide, 618_000)
 */
export function offsetOf(ladder: Ladder, side: BookSide, ticks: number): number {
  const edge = ladder.edgeTicks[side] as number
  return side === bidSide ? ticks - edge : edge - ticks
}

/**
 * The price at an offset: the inverse of `offsetOf`.
 *
 * @example
 * ticksAt(ladder, bidSide, 3072)
 */
export function ticksAt(ladder: Ladder, side: BookSide, offset: number): number {
  const edge = ladder.edgeTicks[side] as number
  return side === bidSide ? edge + offset : edge - offset
}

/**
 * The key of a far level: the ticks of a bid, minus the ticks of an ask. It is its own inverse.
 *
 * @example
 * keyOf(askSide, 618_001) // -618_001
 */
export function keyOf(side: BookSide, ticks: number): number {
  return side === bidSide ? ticks : -ticks
}

/**
 * The highest set index of a side below an index of the same side; one below the side's half when there is none.
 *
 * @example
 * indexBelow(ladder, bidSide, 4096) // the best bid's index
 */
export function indexBelow(ladder: Ladder, side: BookSide, index: number): number {
  const { words, groups } = ladder
  let word = index >> 5
  let bits = (words[word] as number) & ((1 << index) - 1)
  if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits)
  const half = (side * ladder.windowTicks) | 0
  const lowestGroup = half >> 10
  let group = word >> 5
  bits = (groups[group] as number) & ((1 << word) - 1)
  while (bits === 0) {
    if (--group < lowestGroup) return half - 1
    bits = groups[group] as number
  }
  word = (group << 5) + 31 - Math.clz32(bits)
  return (word << 5) + 31 - Math.clz32(words[word] as number)
}
