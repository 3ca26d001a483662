import { invariant } from './assert.ts'

/**
 * Splits an amount in proportion to weights, to the last unit: each share is rounded down, and the units left over go one each to the
 * largest remainders, of equal ones to the earlier.
 *
 * @param total - Minor units, never negative.
 * @param weights - One for each share, never negative. Shares of weight 0 get nothing.
 * @returns Shares in the order of the weights; they sum to `total`. All are 0 when no weight is above 0, and then `total` must be 0.
 * @throws InvariantError when an amount is negative, or there is something to split and no weight above 0.
 *
 * @example
 * splitMinor(100n, [1n, 1n, 1n]) // [34n, 33n, 33n]
 */
export function splitMinor(total: bigint, weights: readonly bigint[]): readonly bigint[] {
  invariant(total >= 0n && weights.every((weight) => weight >= 0n), 'what is split and the weights are never negative')
  const sum = weights.reduce((before, weight) => before + weight, 0n)
  invariant(sum > 0n || total === 0n, 'something is split only where a weight is above 0')
  if (sum === 0n) return weights.map(() => 0n)
  const shares = new Array<bigint>(weights.length)
  // Floats of the remainders: rounding keeps their order, and comparing floats is much faster than comparing whole numbers of any size.
  const nearly = new Float64Array(weights.length)
  let given = 0n
  for (const [index, weight] of weights.entries()) {
    const product = total * weight
    const share = product / sum
    shares[index] = share
    given += share
    nearly[index] = Number(product - share * sum)
  }
  const left = Number(total - given)
  if (left === 0) return shares
  const least = nearly.toSorted()[weights.length - left] as number
  let spare = left
  for (let index = 0; index < shares.length; index++) {
    if ((nearly[index] as number) <= least) continue
    shares[index] = (shares[index] as bigint) + 1n
    spare -= 1
  }
  for (const index of largestAmong(nearly, least, (at) => (total * (weights[at] as bigint)) % sum).slice(0, spare)) {
    shares[index] = (shares[index] as bigint) + 1n
  }
  return shares
}

/** Those whose float is `value`, by their exact remainders, largest first; of equal ones the earlier. */
function largestAmong(nearly: Float64Array, value: number, exact: (index: number) => bigint): readonly number[] {
  const tied: { index: number; remainder: bigint }[] = []
  for (const [index, float] of nearly.entries()) if (float === value) tied.push({ index, remainder: exact(index) })
  tied.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  return tied.map(({ index }) => index)
}
