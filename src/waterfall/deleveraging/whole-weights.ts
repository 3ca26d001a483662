import { invariant } from '../../base/assert.ts'

/** Weights add up to at most this before each is rounded, which leaves room for every least weight to count. */
const mostWeight = 562_949_953_421_312

/**
 * The power of two by which weights are multiplied before they are rounded to whole numbers, as large as their sum allows: ratios keep
 * 49 bits. 0 when nothing has a weight.
 *
 * @param weights - From 0, of any size.
 * @throws InvariantError when their sum is no finite number.
 *
 * @example
 * weightScale(Float64Array.of(2, 1)) // 2 ** 47
 */
export function weightScale(weights: Float64Array): number {
  let sum = 0
  for (const weight of weights) sum += weight
  invariant(sum < Number.POSITIVE_INFINITY, 'weights are finite numbers')
  if (sum === 0) return 0
  let scale = 1
  while (sum * scale > mostWeight) scale /= 2
  while (sum * scale * 2 <= mostWeight) scale *= 2
  return scale
}

/**
 * A weight as a whole number; whatever is above 0 stays above 0.
 *
 * @example
 * wholeWeight(0.3, 10) // 3
 */
export function wholeWeight(weight: number, scale: number): number {
  return weight > 0 ? Math.max(1, Math.round(weight * scale)) : 0
}
