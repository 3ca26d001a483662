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
  const shares = weights.map((weight) => (total * weight) / sum)
  const left = Number(total - shares.reduce((before, share) => before + share, 0n))
  for (const index of largestRemainders(total, weights, sum).slice(0, left)) shares[index] = (shares[index] as bigint) + 1n
  return shares
}

function largestRemainders(total: bigint, weights: readonly bigint[], sum: bigint): readonly number[] {
  const remainders = weights.map((weight, index) => ({ index, remainder: (total * weight) % sum }))
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  return remainders.map(({ index }) => index)
}
