import { invariant } from '../base/assert.ts'
import type { Ratio } from '../base/ratio.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'
import { quantileRank } from '../num/quantile.ts'
import { meanOfTail } from './expected-shortfall.ts'

/**
 * The last losses of a series, split at their VaR by two heaps. Plain data, changed in place by `pushLoss`.
 *
 * Losses lie in a ring by slot. Slots of the losses that rank above the VaR form the heap `worst`, mildest on top; all others
 * form `rest`, severest on top: that one is the VaR. Equal losses rank by age, older above, so the split follows
 * from the window alone and not from the path to it.
 */
export type RollingTail = {
  readonly windowReturns: number
  readonly confidence: Ratio
  readonly losses: Float64Array
  /** The slot the next loss is written to; when the window is full, the oldest. */
  next: number
  count: number
  readonly worst: LossHeap
  readonly rest: LossHeap
  /** Where a slot stands in its heap, and whether that heap is `worst`. */
  readonly place: Int32Array
  readonly inWorst: Uint8Array
  readonly worstSum: CompensatedSum
}

type LossHeap = { readonly slots: Int32Array; size: number; readonly severestOnTop: boolean }

/**
 * Makes an empty window of losses for exact VaR and ES at one confidence. VaR at 99 % and ES at 97.5 % take two.
 *
 * @param options.windowReturns - Losses kept; the window grows until it holds so many.
 * @param options.confidence - Strictly between 0 and 1.
 * @throws InvariantError if the window is not a positive whole number, or the confidence is outside its range.
 *
 * @example
 * const tail = createRollingTail({ windowReturns: 1_440, confidence: ratio(0.99) })
 */
export function createRollingTail(options: Readonly<{ windowReturns: number; confidence: Ratio }>): RollingTail {
  const { windowReturns, confidence } = options
  invariant(Number.isSafeInteger(windowReturns) && windowReturns > 0, 'a window holds a positive whole number of returns')
  const mostWorst = windowReturns - quantileRank(windowReturns, confidence)
  return {
    windowReturns,
    confidence,
    losses: new Float64Array(windowReturns),
    next: 0,
    count: 0,
    worst: { slots: new Int32Array(mostWorst), size: 0, severestOnTop: false },
    rest: { slots: new Int32Array(windowReturns), size: 0, severestOnTop: true },
    place: new Int32Array(windowReturns),
    inWorst: new Uint8Array(windowReturns),
    worstSum: createSum(),
  }
}

/**
 * Adds a loss and, when the window is full, drops the oldest. Logarithmic in the window.
 *
 * The sum of the worst losses is compensated and, each time the ring comes round, taken afresh from the losses
 * themselves, so its error does not grow with the length of the series.
 *
 * @param loss - Positive for a loss, negative for a gain; finite.
 * @throws InvariantError if the loss is not finite.
 *
 * @example
 * pushLoss(tail, 0.012)
 */
export function pushLoss(tail: RollingTail, loss: number): void {
  invariant(Number.isFinite(loss), 'every loss is finite')
  const slot = tail.next
  tail.next = slot + 1 === tail.windowReturns ? 0 : slot + 1
  // Adding 0 turns minus zero into zero, so that equal losses are equal to the bit.
  if (tail.count < tail.windowReturns) insertLoss(tail, slot, loss + 0)
  else replaceLoss(tail, slot, loss + 0)
  exchangeTops(tail)
  if (tail.next === 0) retakeSum(tail)
}

/**
 * Value at risk of the window: the loss that a share `confidence` of it does not exceed. Constant work.
 *
 * @returns One of the losses pushed, so positive for a loss. Equal to `historicalValueAtRisk` of the window.
 * @throws InvariantError before the first loss.
 *
 * @example
 * tailValueAtRisk(tail) // 0.03
 */
export function tailValueAtRisk(tail: RollingTail): number {
  invariant(tail.count > 0, 'a tail needs at least one loss')
  return lossAt(tail, topOf(tail.rest))
}

/**
 * Expected shortfall of the window: the mean of its worst share `1 - confidence`, the last loss counted in part. Constant work.
 *
 * @returns At least `tailValueAtRisk`. Equal to `historicalExpectedShortfall` of the window but for rounding.
 * @throws InvariantError before the first loss.
 *
 * @example
 * tailExpectedShortfall(tail) // 0.05
 */
export function tailExpectedShortfall(tail: RollingTail): number {
  const { count, confidence } = tail
  return meanOfTail({
    count,
    confidence,
    worstSum: totalOf(tail.worstSum),
    worstCount: tail.worst.size,
    valueAtRisk: tailValueAtRisk(tail),
  })
}

/**
 * Losses in the window now.
 *
 * @example
 * lossCount(tail) // 1_440
 */
export function lossCount(tail: RollingTail): number {
  return tail.count
}

function insertLoss(tail: RollingTail, slot: number, loss: number): void {
  tail.losses[slot] = loss
  tail.count += 1
  placeLast(tail, tail.rest, slot)
  // One more loss adds at most one to those above the VaR.
  if (tail.count - quantileRank(tail.count, tail.confidence) > tail.worst.size) promoteTop(tail)
}

function replaceLoss(tail: RollingTail, slot: number, loss: number): void {
  const heap = tail.inWorst[slot] === 1 ? tail.worst : tail.rest
  if (heap === tail.worst) {
    addToSum(tail.worstSum, -lossAt(tail, slot))
    addToSum(tail.worstSum, loss)
  }
  tail.losses[slot] = loss
  const at = tail.place[slot] ?? 0
  if (siftUp(tail, heap, at) === at) siftDown(tail, heap, at)
}

function promoteTop(tail: RollingTail): void {
  const { rest, worst } = tail
  const slot = topOf(rest)
  rest.size -= 1
  const last = rest.slots[rest.size] ?? 0
  if (rest.size > 0) {
    settle(tail, rest, 0, last)
    siftDown(tail, rest, 0)
  }
  placeLast(tail, worst, slot)
  tail.inWorst[slot] = 1
  addToSum(tail.worstSum, lossAt(tail, slot))
}

/** One new loss puts at most one on the wrong side of the VaR, so one exchange restores the split. */
function exchangeTops(tail: RollingTail): void {
  const { rest, worst } = tail
  if (worst.size === 0 || rest.size === 0) return
  const mildest = topOf(worst)
  const severest = topOf(rest)
  if (!ranksAbove(tail, severest, mildest)) return
  addToSum(tail.worstSum, -lossAt(tail, mildest))
  addToSum(tail.worstSum, lossAt(tail, severest))
  tail.inWorst[mildest] = 0
  tail.inWorst[severest] = 1
  settle(tail, worst, 0, severest)
  settle(tail, rest, 0, mildest)
  siftDown(tail, worst, 0)
  siftDown(tail, rest, 0)
}

function retakeSum(tail: RollingTail): void {
  clearSum(tail.worstSum)
  for (let i = 0; i < tail.worst.size; i++) addToSum(tail.worstSum, lossAt(tail, tail.worst.slots[i] ?? 0))
}

function placeLast(tail: RollingTail, heap: LossHeap, slot: number): void {
  heap.size += 1
  settle(tail, heap, heap.size - 1, slot)
  siftUp(tail, heap, heap.size - 1)
}

/** Moves the slot at `at` towards the top while it belongs above its parent; returns where it came to stand. */
function siftUp(tail: RollingTail, heap: LossHeap, at: number): number {
  const slot = heap.slots[at] ?? 0
  let here = at
  while (here > 0) {
    const parent = (here - 1) >> 1
    const above = heap.slots[parent] ?? 0
    if (!standsHigher(tail, heap, slot, above)) break
    settle(tail, heap, here, above)
    here = parent
  }
  settle(tail, heap, here, slot)
  return here
}

function siftDown(tail: RollingTail, heap: LossHeap, at: number): void {
  const slot = heap.slots[at] ?? 0
  let here = at
  for (;;) {
    let child = 2 * here + 1
    if (child >= heap.size) break
    if (child + 1 < heap.size && standsHigher(tail, heap, heap.slots[child + 1] ?? 0, heap.slots[child] ?? 0)) child += 1
    const below = heap.slots[child] ?? 0
    if (!standsHigher(tail, heap, below, slot)) break
    settle(tail, heap, here, below)
    here = child
  }
  settle(tail, heap, here, slot)
}

function settle(tail: RollingTail, heap: LossHeap, at: number, slot: number): void {
  heap.slots[at] = slot
  tail.place[slot] = at
}

function standsHigher(tail: RollingTail, heap: LossHeap, a: number, b: number): boolean {
  const difference = lossAt(tail, a) - lossAt(tail, b)
  if (difference !== 0) return difference > 0 === heap.severestOnTop
  return ageOrder(tail, a) < ageOrder(tail, b) === heap.severestOnTop
}

function ranksAbove(tail: RollingTail, a: number, b: number): boolean {
  const difference = lossAt(tail, a) - lossAt(tail, b)
  return difference > 0 || (difference === 0 && ageOrder(tail, a) < ageOrder(tail, b))
}

/** 0 for the slot that is overwritten next, growing towards the newest. */
function ageOrder(tail: RollingTail, slot: number): number {
  return slot >= tail.next ? slot - tail.next : slot - tail.next + tail.windowReturns
}

function topOf(heap: LossHeap): number {
  return heap.slots[0] ?? 0
}

function lossAt(tail: RollingTail, slot: number): number {
  return tail.losses[slot] ?? 0
}
