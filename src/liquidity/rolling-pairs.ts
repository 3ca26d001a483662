import { requireWhole } from '../base/argument.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'

/**
 * The last pairs of two series, with the sums a line or a covariance is made of. Plain data, changed in place.
 *
 * The sums are of distances to an origin near the data, so that squares keep their digits, and are taken anew once a round.
 */
export type RollingPairs = {
  readonly xs: Float64Array
  readonly ys: Float64Array
  /** Pairs held, and where the next one goes. */
  count: number
  next: number
  originX: number
  originY: number
  readonly sumX: CompensatedSum
  readonly sumY: CompensatedSum
  readonly sumXx: CompensatedSum
  readonly sumXy: CompensatedSum
}

/** Means and sums of products around them. */
export type Comoments = Readonly<{ count: number; meanX: number; meanY: number; sumXx: number; sumXy: number }>

/**
 * Makes room for the last `window` pairs.
 *
 * @throws ArgumentError unless the window is a whole number of at least 3.
 *
 * @example
 * const pairs = createRollingPairs(300)
 */
export function createRollingPairs(window: number): RollingPairs {
  requireWhole('window', window, { least: 3 })
  return {
    xs: new Float64Array(window),
    ys: new Float64Array(window),
    count: 0,
    next: 0,
    originX: 0,
    originY: 0,
    sumX: createSum(),
    sumY: createSum(),
    sumXx: createSum(),
    sumXy: createSum(),
  }
}

/**
 * Adds a pair; once the window is full the oldest one goes. Constant work, taken over many pairs.
 *
 * @param x - Finite, as `y`; the caller has checked.
 *
 * @example
 * addPair(pairs, volume, change)
 */
export function addPair(pairs: RollingPairs, x: number, y: number): void {
  const { xs, ys, next } = pairs
  if (pairs.count === 0) {
    pairs.originX = x
    pairs.originY = y
  }
  if (pairs.count === xs.length) addToSums(pairs, { x: xs[next] as number, y: ys[next] as number, sign: -1 })
  else pairs.count++
  xs[next] = x
  ys[next] = y
  addToSums(pairs, { x, y, sign: 1 })
  pairs.next = next + 1 === xs.length ? 0 : next + 1
  // Once a round the sums are taken anew, so that no rounding outlives the pairs that caused it.
  if (pairs.next === 0) retake(pairs)
}

/**
 * The moments of the pairs held.
 *
 * @returns `sumXx` is exactly 0 for an x that does not vary.
 *
 * @example
 * const { sumXy, sumXx } = comomentsOf(pairs)
 */
export function comomentsOf(pairs: RollingPairs): Comoments {
  // Far from the origin the squares lose the digits of what little variance there is.
  if (centredXx(pairs) < 1e-6 * totalOf(pairs.sumXx)) retake(pairs)
  const { count, sumX, sumY, sumXy, originX, originY } = pairs
  const [x, y] = [totalOf(sumX), totalOf(sumY)]
  return {
    count,
    meanX: originX + x / count,
    meanY: originY + y / count,
    sumXx: centredXx(pairs),
    sumXy: totalOf(sumXy) - (x * y) / count,
  }
}

function centredXx({ count, sumX, sumXx }: RollingPairs): number {
  const x = totalOf(sumX)
  return Math.max(0, totalOf(sumXx) - (x * x) / count)
}

function addToSums(pairs: RollingPairs, { x, y, sign }: Readonly<{ x: number; y: number; sign: 1 | -1 }>): void {
  const dx = x - pairs.originX
  const dy = y - pairs.originY
  addToSum(pairs.sumX, sign * dx)
  addToSum(pairs.sumY, sign * dy)
  addToSum(pairs.sumXx, sign * dx * dx)
  addToSum(pairs.sumXy, sign * dx * dy)
}

function clearSums({ sumX, sumY, sumXx, sumXy }: RollingPairs): void {
  for (const sum of [sumX, sumY, sumXx, sumXy]) clearSum(sum)
}

function retake(pairs: RollingPairs): void {
  const { xs, ys, count } = pairs
  clearSums(pairs)
  pairs.originX = xs[0] as number
  pairs.originY = ys[0] as number
  for (let i = 0; i < count; i++) addToSums(pairs, { x: xs[i] as number, y: ys[i] as number, sign: 1 })
}
