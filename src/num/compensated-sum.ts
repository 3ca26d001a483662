/** A running sum that also carries the rounding it has lost. Plain data, changed in place. */
export type CompensatedSum = { sum: number; lost: number }

/**
 * Makes an empty sum.
 *
 * @example
 * const sum = createSum()
 */
export function createSum(): CompensatedSum {
  return { sum: 0, lost: 0 }
}

/**
 * Adds `term`; subtract by adding its negative.
 *
 * After `n` terms the error is about one rounding of the total plus `n` roundings squared of the sum of magnitudes, where a
 * plain sum has `n` roundings. Terms are finite; an infinity makes the sum NaN.
 *
 * @see A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 *
 * @example
 * addToSum(sum, 0.1)
 */
export function addToSum(sum: CompensatedSum, term: number): void {
  const before = sum.sum
  const after = before + term
  // The smaller of the two loses its low digits in the addition; they are recovered from the larger.
  sum.lost += Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before
  sum.sum = after
}

/**
 * The total.
 *
 * @example
 * totalOf(sum) // 0.1
 */
export function totalOf(sum: CompensatedSum): number {
  return sum.sum + sum.lost
}

/**
 * Empties the sum, to be filled again from exact terms.
 *
 * @example
 * clearSum(sum)
 */
export function clearSum(sum: CompensatedSum): void {
  sum.sum = 0
  sum.lost = 0
}

/**
 * Sums numbers in index order.
 *
 * @returns 0 for no terms.
 *
 * @example
 * compensatedSum([1e16, 1, -1e16]) // 1
 */
export function compensatedSum(terms: ArrayLike<number>): number {
  const sum = createSum()
  for (let i = 0; i < terms.length; i++) addToSum(sum, terms[i] ?? 0)
  return totalOf(sum)
}
