/** The last `size` losses in order of time and in order of size. Changed in place by `slideWindow`. */
export type SortedWindow = { readonly byTime: Float64Array; readonly ascending: Float64Array; oldest: number }

/**
 * Makes a window that is full from the start.
 *
 * @example
 * const window = createSortedWindow(Float64Array.of(0.02, 0.01))
 */
export function createSortedWindow(losses: Float64Array): SortedWindow {
  return { byTime: Float64Array.from(losses), ascending: Float64Array.from(losses).sort(), oldest: 0 }
}

/**
 * Takes in a loss and lets the oldest go, in one shift of what lies between their places.
 *
 * @example
 * slideWindow(window, 0.03)
 */
export function slideWindow(window: SortedWindow, loss: number): void {
  const { byTime, ascending } = window
  const leaving = byTime[window.oldest] as number
  byTime[window.oldest] = loss
  window.oldest = (window.oldest + 1) % byTime.length
  const from = countBelow(ascending, leaving)
  const to = countBelow(ascending, loss)
  if (to > from) {
    ascending.copyWithin(from, from + 1, to)
    ascending[to - 1] = loss
    return
  }
  ascending.copyWithin(to + 1, to, from)
  ascending[to] = loss
}

/**
 * How many of the ascending numbers are below `value`.
 *
 * @example
 * countBelow(Float64Array.of(1, 2, 2, 3), 2) // 1
 */
export function countBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
