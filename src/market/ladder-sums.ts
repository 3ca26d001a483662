import { placeOfKey } from './far-levels.ts'
import { bidSide, keyOf, offsetOf, type Ladder } from './ladder-layout.ts'
import type { BookSide } from './book-side.ts'

/**
 * Lots resting between two prices, both included, far levels too. At most some 250 steps and one for 4,096 prices.
 *
 * @returns 0 when `lowTicks` is above `highTicks`.
 *
 * @example
 * lotsBetween(ladder, bidSide, 617_000, 618_000)
 */
export function lotsBetween(ladder: Ladder, side: BookSide, lowTicks: number, highTicks: number): number {
  const from = offsetOf(ladder, side, side === bidSide ? lowTicks : highTicks)
  const to = offsetOf(ladder, side, side === bidSide ? highTicks : lowTicks)
  const inside = windowLots(ladder, side, from, to)
  return from < 0 ? inside + farLots(ladder, side, lowTicks, highTicks) : inside
}

/**
 * The sum of lots x ticks between two prices, both included, far levels too: what the levels stand for in quote, per
 * `tick size x lot size`. Same cost as `lotsBetween`.
 *
 * @example
 * momentBetween(ladder, askSide, 618_000, 619_000)
 */
export function momentBetween(ladder: Ladder, side: BookSide, lowTicks: number, highTicks: number): number {
  const from = offsetOf(ladder, side, side === bidSide ? lowTicks : highTicks)
  const to = offsetOf(ladder, side, side === bidSide ? highTicks : lowTicks)
  const atEdge = (ladder.edgeTicks[side] as number) * windowLots(ladder, side, from, to)
  const inside = keyOf(side, windowMoment(ladder, side, from, to)) + atEdge
  return from < 0 ? inside + farMoment(ladder, side, lowTicks, highTicks) : inside
}

/** An offset within the window or just past its end, whatever the price: beyond 32 bits a price would wrap around. */
function clampOffset(ladder: Ladder, offset: number): number {
  return Math.min(Math.max(offset, 0), ladder.windowTicks) | 0
}

function windowLots(ladder: Ladder, side: BookSide, from: number, to: number): number {
  const { lots, blockSums, superSums } = ladder
  const half = side * ladder.windowTicks
  let index = half + clampOffset(ladder, from)
  const last = to < 0 ? half - 1 : Math.min(half + clampOffset(ladder, to), ladder.bestIndex[side] as number)
  let sum = 0
  while (index <= last) {
    if ((index & 63) !== 0 || index + 63 > last) sum += lots[index++] as number
    else if ((index & 4095) !== 0 || index + 4095 > last) {
      sum += blockSums[index >> 5] as number
      index += 64
    } else {
      sum += superSums[index >> 11] as number
      index += 4096
    }
  }
  return sum
}

function windowMoment(ladder: Ladder, side: BookSide, from: number, to: number): number {
  const { lots, blockSums, superSums } = ladder
  const half = side * ladder.windowTicks
  let index = half + clampOffset(ladder, from)
  const last = to < 0 ? half - 1 : Math.min(half + clampOffset(ladder, to), ladder.bestIndex[side] as number)
  let sum = 0
  while (index <= last) {
    if ((index & 63) !== 0 || index + 63 > last) {
      sum += (lots[index] as number) * (index - half)
      index++
    } else if ((index & 4095) !== 0 || index + 4095 > last) {
      sum += blockSums[(index >> 5) + 1] as number
      index += 64
    } else {
      sum += superSums[(index >> 11) + 1] as number
      index += 4096
    }
  }
  return sum
}

function farLots(ladder: Ladder, side: BookSide, lowTicks: number, highTicks: number): number {
  const far = ladder.far[side]
  const highestKey = side === bidSide ? highTicks : -lowTicks
  let sum = 0
  for (let place = placeOfKey(far, side === bidSide ? lowTicks : -highTicks); place < far.keys.length; place++) {
    if ((far.keys[place] as number) > highestKey) break
    sum += far.lots[place] as number
  }
  return sum
}

function farMoment(ladder: Ladder, side: BookSide, lowTicks: number, highTicks: number): number {
  const far = ladder.far[side]
  const highestKey = side === bidSide ? highTicks : -lowTicks
  let sum = 0
  for (let place = placeOfKey(far, side === bidSide ? lowTicks : -highTicks); place < far.keys.length; place++) {
    const key = far.keys[place] as number
    if (key > highestKey) break
    sum += keyOf(side, key) * (far.lots[place] as number)
  }
  return sum
}
