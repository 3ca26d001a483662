import { invariant } from '../../base/assert.ts'
import type { LotStretch } from './restoring-lots.ts'

/** The side of a book that a closing takes, best level first, and the best price of the other side. Lots are above 0. */
export type ClosingBook = Readonly<{ levels: readonly (readonly [ticks: number, lots: number])[]; otherBestTicks: number }>

/** What closing does to the book it is closed against. */
export type ClosingImpact = Readonly<{
  /** Ticks times lots, summed over what was taken. */
  tickLots: number
  /** Price of the last lot that was taken, and the best price that is left; the last of all where nothing is. */
  lastTicks: number
  leftTicks: number
  /** By how much the middle of the book moves: below 0 where bids were taken. */
  middleMoveTicks: number
}>

/** The impact of closing any number of lots, up to all there are. */
export type ImpactCurve = Readonly<{
  lots: number
  after: (lots: number) => ClosingImpact
  /** Lots from 1 up to `most`, in stretches within which the best price that is left stays the same. */
  stretches: (most: number) => readonly LotStretch[]
}>

/**
 * What closing lots against a book costs, for any number of lots at once: the book is summed up once, each answer takes a search.
 *
 * @throws InvariantError from `after` when there are fewer lots, or for less than one.
 *
 * @example
 * impactCurve({ levels: [[99, 5], [98, 5]], otherBestTicks: 101 }).after(7) // { tickLots: 691, lastTicks: 98, leftTicks: 98, middleMoveTicks: -0.5 }
 */
export function impactCurve({ levels, otherBestTicks }: ClosingBook): ImpactCurve {
  const ends: number[] = []
  const sums: number[] = []
  let [lots, tickLots] = [0, 0]
  for (const [ticks, size] of levels) {
    ends.push((lots += size))
    sums.push((tickLots += ticks * size))
  }
  const bestTicks = levels[0]?.[0] ?? otherBestTicks
  const after = (closed: number): ClosingImpact => {
    invariant(closed >= 1 && closed <= lots, 'only lots that are on the book are closed against it')
    const place = firstEnd(ends, closed)
    const [ticks, size] = levels[place] as readonly [number, number]
    const end = ends[place] as number
    const before = place === 0 ? 0 : (sums[place - 1] as number)
    const leftTicks = closed < end ? ticks : (levels[place + 1]?.[0] ?? ticks)
    return {
      tickLots: before + ticks * (closed - (end - size)),
      lastTicks: ticks,
      leftTicks,
      // Half of what the best price moves, as the other side stays where it is.
      middleMoveTicks: (leftTicks - bestTicks) / 2,
    }
  }
  const stretches = (most: number): readonly LotStretch[] =>
    [0, ...ends].flatMap((end, place): readonly LotStretch[] => {
      const [from, to] = [Math.max(1, end), Math.min(most, place < ends.length ? (ends[place] as number) - 1 : lots)]
      return from <= to ? [{ from, to }] : []
    })
  return { lots, after, stretches }
}

function firstEnd(ends: readonly number[], lots: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) >= lots) high = middle
    else low = middle + 1
  }
  return low
}
