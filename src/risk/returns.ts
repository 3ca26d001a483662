import { invariant } from '../base/assert.ts'
import { durationUs, elapsedUs, later, timeUs, type DurationUs, type TimeUs } from '../base/time.ts'

/** A sampler of simple returns on a fixed grid of time. Plain data, changed in place by `observePrice`. */
export type ReturnSampler = {
  readonly every: DurationUs
  /** Whether any price was observed. Until then the other members mean nothing. */
  started: boolean
  observedAt: TimeUs
  /** The first boundary that is not decided yet. It lies after every price observed. */
  nextBoundary: TimeUs
  /** Price of the boundary before `nextBoundary`; 0 when it was missed. */
  boundaryPrice: number
  /** Last price observed after that boundary; 0 when there was none. */
  pendingPrice: number
  /** Boundaries since the start at which no price was known. */
  missed: number
}

const noReturns: readonly number[] = Object.freeze([])

/**
 * Makes a sampler whose boundaries are the whole multiples of `every` since the epoch: minutes are clock minutes.
 *
 * @param every - Spacing of the returns; more than 0.
 * @throws InvariantError if `every` is 0.
 *
 * @example
 * const sampler = createReturnSampler(seconds(60))
 */
export function createReturnSampler(every: DurationUs): ReturnSampler {
  invariant(every > 0, 'returns are spaced by more than no time')
  return { every, started: false, observedAt: timeUs(0), nextBoundary: timeUs(0), boundaryPrice: 0, pendingPrice: 0, missed: 0 }
}

/**
 * Takes in a price known at `at` and gives the simple returns of the boundaries it decides.
 *
 * A boundary takes the first price stamped exactly on it (a bar's close), otherwise the last one since the boundary before.
 * When there is none since, nothing is known of it: the boundary is missed, the returns to it and from it do not exist, and
 * nothing is interpolated. Whoever knows that an unchanged price still stands observes it again, on a clock tick for example.
 *
 * Simple returns, `p1 / p0 - 1`: their negative is the loss of a holder as a fraction, which is what VaR and ES are of. They need no
 * logarithm, and at the spacing of minutes the two kinds differ by half the square of the return.
 *
 * @param at - Not before the last call's.
 * @param price - Positive, in any unit, the same each time.
 * @returns Usually a shared empty list, for one comparison. One return when a boundary was passed. Two when the price both
 *   passes a boundary and lies exactly on the next. In time order.
 * @throws InvariantError if time runs backwards or the price is not positive and finite.
 *
 * @example
 * observePrice(sampler, timeUs(60e6), 61_800)
 * observePrice(sampler, timeUs(120e6), 62_418) // [0.01]
 */
export function observePrice(sampler: ReturnSampler, at: TimeUs, price: number): readonly number[] {
  invariant(price > 0 && Number.isFinite(price), 'a price is positive and finite')
  if (!sampler.started) return startSampler(sampler, at, price)
  invariant(at >= sampler.observedAt, 'time never runs backwards')
  sampler.observedAt = at
  if (at < sampler.nextBoundary) {
    // Another price stamped on the boundary that the first has decided says nothing of the time after it.
    if (at > sampler.nextBoundary - sampler.every) sampler.pendingPrice = price
    return noReturns
  }
  return passBoundaries(sampler, at, price)
}

function startSampler(sampler: ReturnSampler, at: TimeUs, price: number): readonly number[] {
  const sinceBoundary = at % sampler.every
  sampler.started = true
  sampler.observedAt = at
  sampler.nextBoundary = timeUs(at - sinceBoundary + sampler.every)
  sampler.boundaryPrice = sinceBoundary === 0 ? price : 0
  sampler.pendingPrice = sinceBoundary === 0 ? 0 : price
  return noReturns
}

function passBoundaries(sampler: ReturnSampler, at: TimeUs, price: number): readonly number[] {
  const returns: number[] = []
  const sinceFirst = elapsedUs(sampler.nextBoundary, at)
  const sinceLast = sinceFirst % sampler.every
  const further = (sinceFirst - sinceLast) / sampler.every

  closeBoundary(sampler, sinceFirst === 0 ? price : sampler.pendingPrice, returns)
  const silent = sinceLast === 0 ? further - 1 : further
  if (silent > 0) {
    sampler.missed += silent
    sampler.boundaryPrice = 0
  }
  if (further > 0 && sinceLast === 0) closeBoundary(sampler, price, returns)

  sampler.nextBoundary = later(sampler.nextBoundary, durationUs((further + 1) * sampler.every))
  sampler.pendingPrice = sinceLast === 0 ? 0 : price
  return returns
}

function closeBoundary(sampler: ReturnSampler, price: number, returns: number[]): void {
  if (price === 0) sampler.missed += 1
  else if (sampler.boundaryPrice > 0) returns.push(price / sampler.boundaryPrice - 1)
  sampler.boundaryPrice = price
}
