import { invariant } from '../../base/assert.ts'

/** How many lots to close. `shortBy` is what is missing after them, in quote, where no number of lots is enough. */
export type RestoringLots = Readonly<{ kind: 'restored'; lots: number } | { kind: 'short'; lots: number; shortBy: number }>

/** Numbers of lots from one to another, both included. */
export type LotStretch = Readonly<{ from: number; to: number }>

/**
 * The fewest lots whose closing is enough, exactly: one lot less is not.
 *
 * Within a stretch what is left over must be concave in lots: each further lot adds no more than the one before. That is so for every margin that is
 * convex in size while the price after the impact stays where it is, as each further lot is closed at a price no better than the last. From one
 * stretch to the next it may fall: there the price moves. Where no number is enough, the one after which least is missing.
 *
 * @param stretches - Lots that may be closed, in order, whole; at least one stretch.
 * @param surplusAfter - Equity above the target after so many lots are closed, in quote; 0 is enough.
 * @throws InvariantError when a stretch is not of whole numbers from 0, or there is none.
 *
 * @example
 * // Each lot frees 10 of margin and costs one more than the lot before.
 * fewestRestoringLots([{ from: 0, to: 100 }], (lots) => 10 * lots - (lots * (lots + 1)) / 2 - 24) // { kind: 'restored', lots: 3 }
 */
export function fewestRestoringLots(stretches: readonly LotStretch[], surplusAfter: (lots: number) => number): RestoringLots {
  invariant(stretches.length > 0, 'there are lots that may be closed')
  let least = { lots: 0, surplus: Number.NEGATIVE_INFINITY }
  for (const { from, to } of stretches) {
    invariant(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to, 'lots that may be closed are whole')
    const lots = highest(from, to, surplusAfter)
    const surplus = surplusAfter(lots)
    if (surplus >= 0) return { kind: 'restored', lots: firstFrom(from, lots, (fewer) => surplusAfter(fewer) >= 0) }
    if (surplus > least.surplus) least = { lots, surplus }
  }
  return { kind: 'short', lots: least.lots, shortBy: -least.surplus }
}

/** Where a concave function is highest; of equal places the first. Mostly it is the last, which is looked at first. */
function highest(from: number, to: number, valueAt: (place: number) => number): number {
  if (from === to || valueAt(to) > valueAt(to - 1)) return to
  return firstFrom(from, to - 1, (place) => valueAt(place + 1) <= valueAt(place))
}

/**
 * The first whole number of a range of which something holds that holds of all after it, or the last of the range.
 *
 * @example
 * firstFrom(0, 10, (value) => value * value >= 50) // 8
 */
export function firstFrom(least: number, most: number, holds: (value: number) => boolean): number {
  let [low, high] = [least, most]
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
