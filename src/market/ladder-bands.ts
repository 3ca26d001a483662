import { bandsMost, noBand } from './band-sums.ts'
import { askSide, bidSide, offsetOf, type Ladder } from './ladder-layout.ts'

/**
 * Moves a band's edge to a price. Where it moves by a few ticks, the levels it passes are added or taken off. A band whose edge lies
 * outside the ladder's window is not kept.
 *
 * @param place - The band in the sums: from 0 for bids, from `bandsMost` for asks.
 * @returns Whether the band is kept.
 *
 * @example
 * followBand(ladder, bandsMost + 1, 618_618) // true
 */
export function followBand(ladder: Ladder, place: number, edgeTicks: number): boolean {
  const { bands, windowTicks } = ladder
  const side = place < bandsMost ? bidSide : askSide
  const offset = offsetOf(ladder, side, edgeTicks)
  const index = offset < 0 || offset >= windowTicks ? noBand : side * windowTicks + offset
  const before = bands.from[place] as number
  if (before === index) return index !== noBand
  bands.from[place] = index
  passLevels(ladder, place, before, index)
  let lowest = noBand
  for (let each = side * bandsMost; each < (side + 1) * bandsMost; each++) lowest = Math.min(lowest, bands.from[each] as number)
  bands.lowest[side] = lowest
  return index !== noBand
}

/**
 * Adds the levels that an edge passes on its way from the touch, or takes off those it passes on its way there. A band that was not
 * followed begins empty, at the touch; one that is no longer followed ends so.
 */
function passLevels({ bands, lots, blockSums, bestIndex, windowTicks }: Ladder, place: number, before: number, after: number): void {
  const side = place < bandsMost ? bidSide : askSide
  const half = side * windowTicks
  const end = (bestIndex[side] as number) + 1
  const sign = after < before ? 1 : -1
  const to = Math.min(Math.max(before, after), end)
  let index = Math.min(before, after)
  let sum = 0
  let moment = 0
  while (index < to) {
    if ((index & 63) === 0 && index + 64 <= to) {
      sum += blockSums[index >> 5] as number
      moment += blockSums[(index >> 5) + 1] as number
      index += 64
    } else {
      const here = lots[index] as number
      sum += here
      moment += here * (index - half)
      index++
    }
  }
  bands.lots[place] = (bands.lots[place] as number) + sign * sum
  bands.moments[place] = (bands.moments[place] as number) + sign * moment
}
