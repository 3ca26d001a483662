import { invariant } from '../base/assert.ts'
import type { Ratio } from '../base/ratio.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'
import { quantileRank } from '../num/quantile.ts'
import { meanOfTail } from './expected-shortfall.ts'

/**
 * The last losses of a series, split at their VaR by two heaps. Plain data, changed in place by `pushLoss`.
 *
 * A loss has a slot of a ring, by time, and a place in a heap. Losses that rank above the VaR form the heap `worst`, mildest on top; all
 * others form `rest`, severest on top: that one is the VaR. Equal losses rank by age, older above, so the split follows from the window
 * alone and not from the path to it.
 */
export type RollingTail = {
  readonly windowReturns: number
  readonly confidence: Ratio
  /** The slot the next loss is written to; when the window is full, the oldest. */
  next: number
  count: number
  readonly worst: LossHeap
  readonly rest: LossHeap
  /** Where a slot's loss stands: the index in `rest`, or minus one less the index in `worst`. */
  readonly place: Int32Array
  readonly worstSum: CompensatedSum
}

/** Losses lie beside their slots in heap order, so that comparing neighbours reads neighbouring memory. */
type LossHeap = { readonly losses: Float64Array; readonly slots: Int32Array; size: number }

/**
 * Makes an empty window of losses for exact VaR and ES at one confidence. VaR at 99 % and ES at 97.5 % take two.
 *
 * @param options.windowReturns - Losses kept; the window grows until it holds so many.
 * @param options.confidence - Strictly between 0 and 1.
 * @throws InvariantError if the window is not a positive whole number, or the confidence is outside its range.
 *
 * @example
 * const tail = createRollingTail({ windowReturns: 1_440, confidence: ratio(0.75) })
 */
export function createRollingTail(options: Readonly<{ windowReturns: number; confidence: Ratio }>): RollingTail {
  const { windowReturns, confidence } = options
  invariant(Number.isSafeInteger(windowReturns) && windowReturns > 0, 'a window holds a positive whole number of returns')
  const mostWorst = windowReturns - quantileRank(windowReturns, confidence)
  return {
    windowReturns,
    confidence,
    next: 0,
    count: 0,
    worst: createHeap(mostWorst),
    rest: createHeap(windowReturns),
    place: new Int32Array(windowReturns),
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
 * for (const loss of [0.01, 0.1, 0.02, 0.03]) pushLoss(tail, loss)
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
  return tail.rest.losses[0] as number
}

/**
 * Expected shortfall of the window: the mean of its worst share `1 - confidence`, the last loss counted in part. Constant work.
 *
 * @returns At least `tailValueAtRisk`. Equal to `historicalExpectedShortfall` of the window but for rounding.
 * @throws InvariantError before the first loss.
 *
 * @example
 * tailExpectedShortfall(tail) // 0.1
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
 * lossCount(tail) // 4
 */
export function lossCount(tail: RollingTail): number {
  return tail.count
}

function createHeap(most: number): LossHeap {
  return { losses: new Float64Array(most), slots: new Int32Array(most), size: 0 }
}

function insertLoss(tail: RollingTail, slot: number, loss: number): void {
  const { rest } = tail
  tail.count += 1
  rest.losses[rest.size] = loss
  rest.slots[rest.size] = slot
  rest.size += 1
  raiseInRest(tail, rest.size - 1)
  // One more loss adds at most one to those above the VaR.
  if (tail.count - quantileRank(tail.count, tail.confidence) > tail.worst.size) promoteTop(tail)
}

/**
 * Writes over the oldest loss. The new one is the newest, so of equal losses the last: it moves one way only, and towards the milder
 * end when it equals what it replaces.
 */
function replaceLoss(tail: RollingTail, slot: number, loss: number): void {
  const place = tail.place[slot] as number
  if (place < 0) {
    replaceInWorst(tail, -1 - place, loss)
    return
  }
  const { losses } = tail.rest
  const before = losses[place] as number
  losses[place] = loss
  if (loss > before) raiseInRest(tail, place)
  else lowerInRest(tail, place)
}

function replaceInWorst(tail: RollingTail, at: number, loss: number): void {
  const { losses } = tail.worst
  const before = losses[at] as number
  losses[at] = loss
  addToSum(tail.worstSum, -before)
  addToSum(tail.worstSum, loss)
  if (loss > before) lowerInWorst(tail, at)
  else raiseInWorst(tail, at)
}

function promoteTop(tail: RollingTail): void {
  const { rest, worst } = tail
  const loss = rest.losses[0] as number
  worst.losses[worst.size] = loss
  worst.slots[worst.size] = rest.slots[0] as number
  worst.size += 1
  raiseInWorst(tail, worst.size - 1)
  addToSum(tail.worstSum, loss)
  rest.size -= 1
  if (rest.size === 0) return
  rest.losses[0] = rest.losses[rest.size] as number
  rest.slots[0] = rest.slots[rest.size] as number
  lowerInRest(tail, 0)
}

/** One new loss puts at most one on the wrong side of the VaR, so one exchange restores the split. */
function exchangeTops(tail: RollingTail): void {
  const { rest, worst } = tail
  if (worst.size === 0 || rest.size === 0) return
  const mildest = worst.losses[0] as number
  const severest = rest.losses[0] as number
  if (severest < mildest) return
  const mildSlot = worst.slots[0] as number
  const severeSlot = rest.slots[0] as number
  if (severest === mildest && !isOlder(tail, severeSlot, mildSlot)) return
  addToSum(tail.worstSum, -mildest)
  addToSum(tail.worstSum, severest)
  worst.losses[0] = severest
  worst.slots[0] = severeSlot
  rest.losses[0] = mildest
  rest.slots[0] = mildSlot
  lowerInWorst(tail, 0)
  lowerInRest(tail, 0)
}

function retakeSum(tail: RollingTail): void {
  clearSum(tail.worstSum)
  for (let i = 0; i < tail.worst.size; i++) addToSum(tail.worstSum, tail.worst.losses[i] as number)
}

// Each heap has its own two loops: one loop for both, told by a flag, takes half as long again.

/** Moves the loss at `at` towards the severe top while it ranks above its parent. */
function raiseInRest(tail: RollingTail, at: number): void {
  const { place } = tail
  const { losses, slots } = tail.rest
  const loss = losses[at] as number
  const slot = slots[at] as number
  let here = at
  while (here > 0) {
    const parent = (here - 1) >> 1
    const parentLoss = losses[parent] as number
    const parentSlot = slots[parent] as number
    if (parentLoss > loss || (parentLoss === loss && isOlder(tail, parentSlot, slot))) break
    losses[here] = parentLoss
    slots[here] = parentSlot
    place[parentSlot] = here
    here = parent
  }
  losses[here] = loss
  slots[here] = slot
  place[slot] = here
}

/** Moves the loss at `at` away from the severe top while a child ranks above it. */
function lowerInRest(tail: RollingTail, at: number): void {
  const { place } = tail
  const { losses, slots, size } = tail.rest
  const loss = losses[at] as number
  const slot = slots[at] as number
  let here = at
  for (let child = 2 * here + 1; child < size; child = 2 * here + 1) {
    let childLoss = losses[child] as number
    if (child + 1 < size) {
      const otherLoss = losses[child + 1] as number
      if (otherLoss > childLoss || (otherLoss === childLoss && isOlder(tail, slots[child + 1] as number, slots[child] as number))) {
        child += 1
        childLoss = otherLoss
      }
    }
    const childSlot = slots[child] as number
    if (childLoss < loss || (childLoss === loss && isOlder(tail, slot, childSlot))) break
    losses[here] = childLoss
    slots[here] = childSlot
    place[childSlot] = here
    here = child
  }
  losses[here] = loss
  slots[here] = slot
  place[slot] = here
}

/** Moves the loss at `at` towards the mild top while it ranks below its parent. */
function raiseInWorst(tail: RollingTail, at: number): void {
  const { place } = tail
  const { losses, slots } = tail.worst
  const loss = losses[at] as number
  const slot = slots[at] as number
  let here = at
  while (here > 0) {
    const parent = (here - 1) >> 1
    const parentLoss = losses[parent] as number
    const parentSlot = slots[parent] as number
    if (parentLoss < loss || (parentLoss === loss && isOlder(tail, slot, parentSlot))) break
    losses[here] = parentLoss
    slots[here] = parentSlot
    place[parentSlot] = -1 - here
    here = parent
  }
  losses[here] = loss
  slots[here] = slot
  place[slot] = -1 - here
}

/** Moves the loss at `at` away from the mild top while a child ranks below it. */
function lowerInWorst(tail: RollingTail, at: number): void {
  const { place } = tail
  const { losses, slots, size } = tail.worst
  const loss = losses[at] as number
  const slot = slots[at] as number
  let here = at
  for (let child = 2 * here + 1; child < size; child = 2 * here + 1) {
    let childLoss = losses[child] as number
    if (child + 1 < size) {
      const otherLoss = losses[child + 1] as number
      if (otherLoss < childLoss || (otherLoss === childLoss && isOlder(tail, slots[child] as number, slots[child + 1] as number))) {
        child += 1
        childLoss = otherLoss
      }
    }
    const childSlot = slots[child] as number
    if (childLoss > loss || (childLoss === loss && isOlder(tail, childSlot, slot))) break
    losses[here] = childLoss
    slots[here] = childSlot
    place[childSlot] = -1 - here
    here = child
  }
  losses[here] = loss
  slots[here] = slot
  place[slot] = -1 - here
}

/** Whether slot `a` was written before slot `b`; the slot that is overwritten next is the oldest. */
function isOlder(tail: RollingTail, a: number, b: number): boolean {
  return ageOrder(tail, a) < ageOrder(tail, b)
}

/** 0 for the slot that is overwritten next, growing towards the newest. */
function ageOrder(tail: RollingTail, slot: number): number {
  return slot >= tail.next ? slot - tail.next : slot - tail.next + tail.windowReturns
}
