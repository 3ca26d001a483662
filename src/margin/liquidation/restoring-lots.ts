import { invariant } from '../../base/assert.ts'

/** How many lots to close. `shortBy` is what is missing after them, in quote, where no number of lots is enough. */
export type RestoringLots = Readonly<{ kind: 'restored'; lots: number } | { kind: 'short'; lots: number; shortBy: number }>

/**
 * The fewest lots whose closing is enough, exactly: one lot less is not.
 *
 * What is left over must be concave in lots: each further lot adds no more than the one before. That is so for every margin that is convex in
 * size, as each further lot is closed at a price no better than the last. Where no number is enough, the one after which least is missing.
 *
 * @param most - Lots that may be closed at most, whole.
 * @param surplusAfter - Equity above the target after so many lots are closed, in quote; 0 is enough.
 * @throws InvariantError when `most` is no whole number from 0.
 *
 * @example
 * // Each lot frees 10 of margin and costs one more than the lot before.
 * fewestRestoringLots(100, (lots) => 10 * lots - (lots * (lots + 1)) / 2 - 24) // { kind: 'restored', lots: 3 }
 */
export function fewestRestoringLots(most: number, surplusAfter: (lots: number) => number): RestoringLots {
  invariant(Number.isSafeInteger(most) && most >= 0, 'lots that may be closed are whole and not below 0')
  const risesAfter = (lots: number): boolean => surplusAfter(lots + 1) > surplusAfter(lots)
  // The first number of lots after which another one no longer helps.
  const best = firstFrom(0, most, (lots) => !risesAfter(lots))
  const surplus = surplusAfter(best)
  if (!(surplus >= 0)) return { kind: 'short', lots: best, shortBy: -surplus }
  return { kind: 'restored', lots: firstFrom(0, best, (lots) => surplusAfter(lots) >= 0) }
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
