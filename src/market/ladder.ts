import type { BookSide } from './book-side.ts'
import { addToBands, dropBands } from './band-sums.ts'
import { farLotsAt, placeOfKey, setFarLevel } from './far-levels.ts'
import {
  askSide,
  bidSide,
  everyIndex,
  homeOffset,
  indexBelow,
  keyOf,
  noTicks,
  offsetOf,
  quickEdgeOf,
  quickTicksMost,
  ticksAt,
  type Ladder,
} from './ladder-layout.ts'
import type { FlatLevels } from './market-input.ts'

export { askSide, bidSide, createLadder, indexBelow, noTicks, windowTicksFor, type Ladder } from './ladder-layout.ts'
export type { BookSide } from './book-side.ts'
export { bandsMost, noBand } from './band-sums.ts'
export { followBand } from './ladder-bands.ts'
export { lotsBetween, momentBetween } from './ladder-sums.ts'

/**
 * Sets the lots at a price; 0 removes the level, and removing what is not there changes nothing.
 *
 * @param ticks - A whole number above zero.
 * @param lots - A whole number, zero or above.
 *
 * @example
 * setLevel(ladder, bidSide, 618_000, 250)
 */
export function setLevel(ladder: Ladder, side: BookSide, ticks: number, lots: number): void {
  // Ticks less edge for bids, edge less ticks for asks, without a branch on the side, which no processor could predict.
  const offset = ((ticks - (ladder.quickEdge[side] as number)) ^ -side) + side
  if ((offset & -ladder.windowTicks) !== 0 || ticks > quickTicksMost) setOutside(ladder, side, ticks, lots)
  else setInside(ladder, side, offset, lots)
}

// Read after every event: the places are literals here, because an imported constant is looked up anew each time.

/**
 * The highest bid in ticks, or `noTicks` when there is none.
 *
 * @example
 * bestBidTicks(ladder) // 618_000
 */
export function bestBidTicks(ladder: Ladder): number {
  return ladder.bestTicks[0] as number
}

/**
 * The lowest ask in ticks, or `noTicks` when there is none.
 *
 * @example
 * bestAskTicks(ladder) // 618_001
 */
export function bestAskTicks(ladder: Ladder): number {
  return ladder.bestTicks[1] as number
}

/**
 * Lots resting at a price, 0 when there is no level.
 *
 * @example
 * lotsAt(ladder, bidSide, 618_000) // 250
 */
export function lotsAt(ladder: Ladder, side: BookSide, ticks: number): number {
  const offset = offsetOf(ladder, side, ticks)
  if (offset < 0) return farLotsAt(ladder.far[side], keyOf(side, ticks))
  return offset < ladder.windowTicks ? (ladder.lots[side * ladder.windowTicks + offset] as number) : 0
}

/**
 * The next level further from the touch than a price, far levels included, or `noTicks` when there is none.
 *
 * @example
 * nextTicks(ladder, bidSide, 618_000) // 617_999
 */
export function nextTicks(ladder: Ladder, side: BookSide, ticks: number): number {
  const half = side * ladder.windowTicks
  const offset = offsetOf(ladder, side, ticks)
  if (offset > 0) {
    const best = ladder.bestIndex[side] as number
    const index = half + offset > best ? best : indexBelow(ladder, side, half + offset)
    if (index >= half) return ticksAt(ladder, side, index - half)
  }
  const far = ladder.far[side]
  const key = far.keys[offset > 0 ? far.keys.length - 1 : placeOfKey(far, keyOf(side, ticks)) - 1]
  return key === undefined ? noTicks : keyOf(side, key)
}

/**
 * Removes every level of both sides. Costs as many steps as there are levels, not prices.
 *
 * @example
 * clearLadder(ladder)
 */
export function clearLadder(ladder: Ladder): void {
  clearSide(ladder, bidSide)
  clearSide(ladder, askSide)
}

/**
 * All levels of a side from the touch outwards, for views, tests and slow paths.
 *
 * @example
 * levelsOf(ladder, askSide) // [618_001, 40, 618_003, 7]
 */
export function levelsOf(ladder: Ladder, side: BookSide): FlatLevels {
  const levels: number[] = []
  const half = side * ladder.windowTicks
  for (let index = ladder.bestIndex[side] as number; index >= half; index = indexBelow(ladder, side, index)) {
    levels.push(ticksAt(ladder, side, index - half), ladder.lots[index] as number)
  }
  const { keys, lots } = ladder.far[side]
  for (let place = keys.length - 1; place >= 0; place--) levels.push(keyOf(side, keys[place] as number), lots[place] as number)
  return levels
}

function setInside(ladder: Ladder, side: BookSide, offset: number, lots: number): void {
  const index = (ladder.windowTicks & -side) + offset
  const before = ladder.lots[index] as number
  ladder.lots[index] = lots
  addToSums(ladder, index, lots - before, offset)
  if (index > (ladder.touched[side] as number)) ladder.touched[side] = index
  if (index >= (ladder.bands.lowest[side] as number)) addToBands(ladder.bands, side, index, lots - before, (lots - before) * offset)
  // Marked anew also when it was set: whether a level is new or changed is a branch that no processor could predict.
  if (lots !== 0) markSet(ladder, side, index)
  else if (before !== 0) markEmpty(ladder, side, index)
}

function addToSums(ladder: Ladder, index: number, change: number, offset: number): void {
  const { blockSums, superSums } = ladder
  const moment = change * offset
  const block = (index >> 6) << 1
  blockSums[block] = (blockSums[block] as number) + change
  blockSums[block + 1] = (blockSums[block + 1] as number) + moment
  const group = (index >> 12) << 1
  superSums[group] = (superSums[group] as number) + change
  superSums[group + 1] = (superSums[group + 1] as number) + moment
}

function markSet(ladder: Ladder, side: BookSide, index: number): void {
  const word = index >> 5
  const bits = ladder.words[word] as number
  ladder.words[word] = bits | (1 << index)
  if (bits === 0) ladder.groups[word >> 5] = (ladder.groups[word >> 5] as number) | (1 << word)
  if (index > (ladder.bestIndex[side] as number)) setBest(ladder, side, index)
}

/** Notes a side's best level by index and by price; an index below the side's half says that it is empty. */
function setBest(ladder: Ladder, side: BookSide, index: number): void {
  const offset = index - side * ladder.windowTicks
  ladder.bestIndex[side] = index
  ladder.bestTicks[side] = offset < 0 ? noTicks : ticksAt(ladder, side, offset)
}

function markEmpty(ladder: Ladder, side: BookSide, index: number): void {
  const word = index >> 5
  const bits = (ladder.words[word] as number) & ~(1 << index)
  ladder.words[word] = bits
  if (bits === 0) ladder.groups[word >> 5] = (ladder.groups[word >> 5] as number) & ~(1 << word)
  if (index === ladder.bestIndex[side]) takeNextBest(ladder, side, index)
}

/** After the best level went: the next one is the best, and the window follows once half of it lies nearer the touch than that. */
function takeNextBest(ladder: Ladder, side: BookSide, index: number): void {
  const next = indexBelow(ladder, side, index)
  setBest(ladder, side, next)
  const half = side * ladder.windowTicks
  if (next >= half + (ladder.windowTicks >> 1)) return
  if (next >= half) recentre(ladder, side, ticksAt(ladder, side, next - half))
  else {
    const nearest = ladder.far[side].keys.at(-1)
    if (nearest !== undefined) recentre(ladder, side, keyOf(side, nearest))
  }
}

function setOutside(ladder: Ladder, side: BookSide, ticks: number, lots: number): void {
  const offset = offsetOf(ladder, side, ticks)
  const isEmpty = (ladder.bestIndex[side] as number) < side * ladder.windowTicks
  if (offset >= 0 && offset < ladder.windowTicks) setInside(ladder, side, offset, lots)
  else if (lots !== 0 && (isEmpty || offset > 0)) {
    recentre(ladder, side, ticks)
    setInside(ladder, side, offsetOf(ladder, side, ticks), lots)
  } else if (offset < 0) setFarLevel(ladder.far[side], keyOf(side, ticks), lots)
}

/** Moves a side's window so that `bestTicks` is at its home; levels move between the window and the far ones. */
function recentre(ladder: Ladder, side: BookSide, bestTicks: number): void {
  const levels = levelsOf(ladder, side)
  clearSide(ladder, side)
  const home = homeOffset(ladder.windowTicks)
  const edge = side === bidSide ? bestTicks - home : bestTicks + home
  ladder.edgeTicks[side] = edge
  ladder.quickEdge[side] = quickEdgeOf(side, edge)
  const far = ladder.far[side]
  for (let place = levels.length - 2; place >= 0; place -= 2) {
    const ticks = levels[place] as number
    const lots = levels[place + 1] as number
    const offset = offsetOf(ladder, side, ticks)
    if (offset >= 0) setInside(ladder, side, offset, lots)
    else {
      far.keys.push(keyOf(side, ticks))
      far.lots.push(lots)
    }
  }
}

function clearSide(ladder: Ladder, side: BookSide): void {
  dropBands(ladder.bands, side)
  ladder.touched[side] = everyIndex
  const { lots, words, groups, blockSums, superSums } = ladder
  const half = side * ladder.windowTicks
  let index = ladder.bestIndex[side] as number
  while (index >= half) {
    const next = indexBelow(ladder, side, index)
    lots[index] = 0
    // The search for the level after this one still reads this word, so it is cleared with its last level.
    if (next >> 5 !== index >> 5) words[index >> 5] = 0
    if (next >> 10 !== index >> 10) groups[index >> 10] = 0
    blockSums.fill(0, (index >> 6) << 1, ((index >> 6) << 1) + 2)
    superSums.fill(0, (index >> 12) << 1, ((index >> 12) << 1) + 2)
    index = next
  }
  setBest(ladder, side, half - 1)
  ladder.far[side].keys.length = 0
  ladder.far[side].lots.length = 0
}
