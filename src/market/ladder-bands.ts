import { bandsMost, noBand } from './band-sums.ts'
import { offsetOf, type BookSide, type Ladder } from './ladder-layout.ts'

/**
 * Moves a band's edge to a price. Where it moves by a few ticks, the levels it passes are added or taken off. A band whose edge lies
 * outside the ladder's window is not kept.
 *
 * @param band - From 0, below `bandsMost`.
 *
 * @example
 * followBand(ladder, bidSide, { band: 0, edgeTicks: 617_382 })
 */
export function followBand(ladder: Ladder, side: BookSide, { band, edgeTicks }: Readonly<{ band: number; edgeTicks: number }>): void {
  const { bands, windowTicks } = ladder
  const place = side * bandsMost + band
  const offset = offsetOf(ladder, side, edgeTicks)
  const index = offset < 0 || offset >= windowTicks ? noBand : side * windowTicks + offset
  if (bands.from[place] !== index) moveEdge(ladder, side, { place, index })
}

function moveEdge(ladder: Ladder, side: BookSide, { place, index }: Readonly<{ place: number; index: number }>): void {
  const { bands } = ladder
  const half = side * ladder.windowTicks
  const end = (ladder.bestIndex[side] as number) + 1
  // A band that was not followed begins empty, at the touch; one that is no longer followed ends so.
  const before = Math.min(bands.from[place] as number, end)
  const after = Math.min(index, end)
  bands.from[place] = index
  bands.changed[side] = 1
  if (after < before) addRange(ladder, { place, from: after, to: before, sign: 1, half })
  else addRange(ladder, { place, from: before, to: after, sign: -1, half })
  let lowest = noBand
  for (let each = side * bandsMost; each < (side + 1) * bandsMost; each++) lowest = Math.min(lowest, bands.from[each] as number)
  bands.lowest[side] = lowest
}

/** Adds the levels of a range of indices to a band's sums, or takes them off. */
function addRange(
  ladder: Ladder,
  { place, from, to, sign, half }: Readonly<{ place: number; from: number; to: number; sign: 1 | -1; half: number }>,
): void {
  const { bands, lots, blockSums } = ladder
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
