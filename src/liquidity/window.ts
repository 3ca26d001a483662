import { invariant } from '../base/assert.ts'
import type { DurationUs, TimeUs } from '../base/time.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'

/** A sum over the last stretch of time, kept in buckets of equal length. Plain data, changed in place. */
export type WindowSum = {
  readonly bucketUs: number
  /** A ring: the bucket that began at `n * bucketUs` is at `n % buckets.length`. */
  readonly buckets: Float64Array
  /** Number of the bucket that time has reached; -1 before the first value. */
  newest: number
  readonly total: CompensatedSum
}

/**
 * Makes an empty sum. What is older than the window never counts; what is younger than the window less one bucket always
 * does. More buckets make the edge sharper.
 *
 * @throws InvariantError unless the window is a whole number of microseconds in each of at least one bucket.
 *
 * @example
 * const volume = createWindowSum({ window: seconds(60), buckets: 60 })
 */
export function createWindowSum(options: Readonly<{ window: DurationUs; buckets: number }>): WindowSum {
  const { window, buckets } = options
  const bucketUs = window / buckets
  invariant(buckets >= 1 && Number.isSafeInteger(buckets), 'a window has a whole number of buckets, at least one')
  invariant(bucketUs >= 1 && Number.isSafeInteger(bucketUs), 'a bucket lasts a whole number of microseconds, at least one')
  return { bucketUs, buckets: new Float64Array(buckets), newest: -1, total: createSum() }
}

/**
 * Adds a value at a time. Constant work, taken over many values.
 *
 * @throws InvariantError when time runs backwards past the start of the newest bucket.
 *
 * @example
 * addToWindow(volume, timeUs(1e6), 61_800)
 * windowTotal(volume, timeUs(30e6)) // 61_800
 */
export function addToWindow(sum: WindowSum, at: TimeUs, value: number): void {
  moveTo(sum, at)
  const place = sum.newest % sum.buckets.length
  sum.buckets[place] = (sum.buckets[place] as number) + value
  addToSum(sum.total, value)
}

/**
 * The total at a time. Moves the window on to it, so an earlier time may not follow.
 *
 * @throws InvariantError when time runs backwards past the start of the newest bucket.
 *
 * @example
 * addToWindow(volume, timeUs(40e6), 200)
 * // What was added in the first second is more than a minute old.
 * windowTotal(volume, timeUs(65e6)) // 200
 */
export function windowTotal(sum: WindowSum, at: TimeUs): number {
  moveTo(sum, at)
  return totalOf(sum.total)
}

/** Empties the buckets between the newest and the one of `at`. */
function moveTo(sum: WindowSum, at: TimeUs): void {
  const { buckets, bucketUs, newest } = sum
  const age = at - newest * bucketUs
  // Most calls come within the newest bucket, and a product costs less than a quotient.
  if (age >= 0 && age < bucketUs) return
  const reached = Math.floor(at / sum.bucketUs)
  invariant(reached >= sum.newest, 'time never runs backwards')
  if (reached - sum.newest >= buckets.length) {
    buckets.fill(0)
    clearSum(sum.total)
    sum.newest = reached
  }
  while (sum.newest < reached) {
    const place = ++sum.newest % buckets.length
    addToSum(sum.total, -(buckets[place] as number))
    buckets[place] = 0
    // Once a round the total is taken anew, so that no rounding outlives the values that caused it.
    if (place === 0) retake(sum)
  }
}

function retake(sum: WindowSum): void {
  clearSum(sum.total)
  for (const bucket of sum.buckets) addToSum(sum.total, bucket)
}
