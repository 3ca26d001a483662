import { bandsMost, noBand } from './band-sums.ts'
import { askSide, bidSide, offsetOf, type Ladder } from './ladder-layout.ts'

/**
 * Moves a band's edge to a price. Where it moves by a few ticks, the levels it passes are added or taken off. A band whose edge lies
 * outside the ladder's window is not kept.
 *
 * @param place - The band in the sums: from 0 for bids, from `bandsMost` for asks.
 *
 * @example
 * followBand(ladder, bandsMost + 1, 618_618)
 */
export function followBand(ladder: Ladder, place: number, edgeTicks: number): void {
  const { bands, windowTicks } = ladder
  const side = place < bandsMost ? bidSide : askSide
  const offset = offsetOf(ladder, side, edgeTicks)
  const index = offset < 0 || offset >= windowTicks ? noBand : side * windowTicks + offset
  const before = bands.from[place] as number
  if (before === index) return
  bands.from[place] = index
  bands.changed[side] = 1
  moveEdge(ladder, place, { before, after: index, end: (ladder.bestIndex[side] as number) + 1 })
  let lowest = noBand
  for (let each = side * bandsMost; each < (side + 1) * bandsMost; each++) lowest = Math.min(lowest, bands.from[each] as number)
  bands.lowest[side] = lowest
}

/** A band that was not followed begins empty, at the touch; one that is no longer followed ends so. */
function moveEdge(ladder: Ladder, place: number, of: Readonly<{ before: number; after: number; end: number }>): void {
  const before = Math.min(of.before, of.end)
  const after = Math.min(of.after, of.end)
  if (after < before) addRange(ladder, place, { from: after, to: before, sign: 1 })
  else addRange(ladder, place, { from: before, to: after, sign: -1 })
}

/** Adds the levels of a range of indices to a band's sums, or takes them off. */
function addRange(ladder: Ladder, place: number, { from, to, sign }: Readonly<{ from: number; to: number; sign: 1 | -1 }>): void {
  const { bands, lots, blockSums } = ladder
  const half = place < bandsMost ? 0 : ladder.windowTicks
  let [sum, moment] = [0, 0]
  let index = from
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
