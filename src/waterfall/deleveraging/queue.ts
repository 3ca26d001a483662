/** What a queue takes of each, and of whom it takes the last. */
export type QueueShares = Readonly<{
  shares: Float64Array
  absorbed: number
  /** The one that was closed in part, or last; -1 when nobody was. */
  marginal: number
}>

/**
 * Takes everything of those who rank highest until the total is met; the last gives what is left to take. No sort: the marginal one
 * is found by halving, as one finds a median.
 *
 * @param total - Whole units, from 0.
 * @param caps - Whole units each can bear, from 0.
 * @param scores - Never NaN. Higher is earlier; of equals, the earlier in the list.
 *
 * @example
 * takeByQueue(5, Float64Array.of(4, 4, 4), Float64Array.of(1, 3, 2)).shares // [0, 4, 1]
 */
export function takeByQueue(total: number, caps: Float64Array, scores: Float64Array): QueueShares {
  const shares = new Float64Array(caps.length)
  const able = Int32Array.from(caps.keys()).filter((index) => (caps[index] as number) > 0)
  const keys = { able, scores }
  let [from, to, left] = [0, able.length, total]
  while (from < to && left > 0) {
    const middle = splitByRank(keys, from, to)
    let part = 0
    for (let at = from; at < middle; at++) part += caps[able[at] as number] as number
    // Everyone up to the split is taken whole, or the marginal one is among them.
    if (part <= left) {
      for (let at = from; at < middle; at++) shares[able[at] as number] = caps[able[at] as number] as number
      left -= part
      from = middle
    } else if (middle - from === 1) {
      shares[able[from] as number] = left
      return { shares, absorbed: total, marginal: able[from] as number }
    } else to = middle
  }
  return { shares, absorbed: total - left, marginal: from === 0 ? -1 : lastOf(keys, from) }
}

type Keys = Readonly<{ able: Int32Array; scores: Float64Array }>

/** Whether `a` goes before `b`. Places are unique, so no two are equal. */
function isBefore(scores: Float64Array, a: number, b: number): boolean {
  const [first, second] = [scores[a] as number, scores[b] as number]
  return first === second ? a < b : first > second
}

/** Puts the earlier of the range before the later and returns where the later start, which is past the first and up to the end. */
function splitByRank({ able, scores }: Keys, from: number, to: number): number {
  if (to - from === 1) return to
  const pivot = able[(from + to) >> 1] as number
  let low = from
  let high = to - 1
  while (low <= high) {
    while (isBefore(scores, able[low] as number, pivot)) low += 1
    while (isBefore(scores, pivot, able[high] as number)) high -= 1
    if (low > high) break
    const swapped = able[low] as number
    able[low] = able[high] as number
    able[high] = swapped
    low += 1
    high -= 1
  }
  // The pivot can be the first of all; then it is a part of its own.
  return Math.max(from + 1, high + 1)
}

function lastOf({ able, scores }: Keys, to: number): number {
  let last = able[0] as number
  for (let at = 1; at < to; at++) if (isBefore(scores, last, able[at] as number)) last = able[at] as number
  return last
}

/**
 * The whole order, for showing places: the first is closed first.
 *
 * @example
 * queueOrder(Float64Array.of(1, 3, 2)) // [1, 2, 0]
 */
export function queueOrder(scores: Float64Array): Int32Array {
  return Int32Array.from(scores.keys()).sort((a, b) => (isBefore(scores, a, b) ? -1 : 1))
}
