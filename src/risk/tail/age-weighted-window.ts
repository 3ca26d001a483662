import { requireFinite, requireProbability, requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { ageWeight, requireDecay, weightedTail, type AgeWeighting } from './age-weighted.ts'
import { tailProbability, type TailRisk } from './tail-risk.ts'

/** The last losses, of which old ones count less. Plain data, changed in place by `pushAgedLoss`. */
export type AgeWeightedWindow = {
  readonly weighting: AgeWeighting
  /** By slot of a ring. */
  readonly losses: Float64Array
  /** Slots, worst loss first, of equal losses the newest first. */
  readonly order: Int32Array
  /** The slot the next loss is written to; when the window is full, the oldest. */
  next: number
  count: number
}

/**
 * Makes an empty window for age-weighted VaR and ES at one confidence.
 *
 * @param options.windowLosses - Losses kept; the window grows until it holds so many.
 * @throws ArgumentError for a window that is not a positive whole number, or a confidence or decay outside its range.
 * @see Boudoukh, Richardson & Whitelaw (1998).
 *
 * @example
 * const window = createAgeWeightedWindow({ windowLosses: 500, confidence: 0.99, decay: 0.98 })
 */
export function createAgeWeightedWindow(options: AgeWeighting & Readonly<{ windowLosses: number }>): AgeWeightedWindow {
  requireWhole('windowLosses', options.windowLosses, { least: 1 })
  requireProbability('confidence', options.confidence)
  requireDecay(options.decay)
  const { windowLosses, confidence, decay } = options
  return {
    weighting: { confidence, decay },
    losses: new Float64Array(windowLosses),
    order: new Int32Array(windowLosses),
    next: 0,
    count: 0,
  }
}

/**
 * Adds a loss and, when the window is full, drops the oldest. Logarithmic comparisons and one move of memory.
 *
 * @param loss - Positive for a loss; finite.
 * @throws ArgumentError if it is not finite.
 *
 * @example
 * pushAgedLoss(window, 0.012)
 */
export function pushAgedLoss(window: AgeWeightedWindow, loss: number): void {
  requireFinite('loss', loss)
  const { losses, order } = window
  const slot = window.next
  const value = loss + 0
  if (window.count === losses.length) {
    // The oldest of equal losses is the last of them.
    const at = firstBelow(window, losses[slot] as number) - 1
    order.copyWithin(at, at + 1, window.count)
    window.count -= 1
  }
  losses[slot] = value
  // The newest of equal losses comes first.
  const at = firstNotAbove(window, value)
  order.copyWithin(at + 1, at, window.count)
  order[at] = slot
  window.count += 1
  window.next = slot + 1 === losses.length ? 0 : slot + 1
}

/**
 * VaR and ES of the window. Work grows with the losses in the tail, not with the window.
 *
 * @returns Equal to `ageWeightedTail` of the same losses.
 * @throws InvariantError before the first loss.
 *
 * @example
 * agedTail(window).valueAtRisk
 */
export function agedTail(window: AgeWeightedWindow): TailRisk & Readonly<{ interpolatedValueAtRisk: number }> {
  const { losses, order, count, next } = window
  invariant(count > 0, 'a tail needs at least one loss')
  const { confidence, decay } = window.weighting
  const enough = tailProbability(confidence) * (1 + 1e-9)
  const [worst, weights]: [number[], number[]] = [[], []]
  let reached = 0
  // One loss beyond the tail, for the midpoint.
  for (let i = 0, beyond = 0; i < count && beyond < 2; i++) {
    const slot = order[i] as number
    const age = slot < next ? next - slot : next - slot + losses.length
    const weight = ageWeight(age, { count, decay })
    worst.push(losses[slot] as number)
    weights.push(weight)
    reached += weight
    if (reached > enough) beyond += 1
  }
  return weightedTail({ worst: Float64Array.from(worst), weights: Float64Array.from(weights), confidence })
}

function firstNotAbove({ losses, order, count }: AgeWeightedWindow, loss: number): number {
  return firstWhere(count, (i) => (losses[order[i] as number] as number) <= loss)
}

function firstBelow({ losses, order, count }: AgeWeightedWindow, loss: number): number {
  return firstWhere(count, (i) => (losses[order[i] as number] as number) < loss)
}

/** The first index at which a condition that stays true once true is true. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
