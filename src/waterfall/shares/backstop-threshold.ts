import { invariant } from '../../base/assert.ts'

/** One whole in seven decimals: a fund that holds exactly what it must. */
export const wholeThreshold = 10_000_000n

const largestInt128 = 170_141_183_460_469_231_731_687_303_715_884_105_727n

/** What a pool of 100,000 on each side of the constant product would have: 100,000 to the fifth. */
const askedProduct = 10_000_000_000_000_000_000_000_000n

/**
 * How far a backstop's deposit of two tokens, four parts to one, reaches what it must hold: the product `first^4 * second` against that of
 * 100,000 of each. A fifth power, so that 0.00001 is already 10 % of the deposit.
 *
 * @param firstUnits - Balance of the token that weighs four fifths, with seven decimals; fractions of a token do not count.
 * @param secondUnits - Of the other.
 * @returns With seven decimals: from `wholeThreshold` the fund holds enough. Products saturate at 2^127 - 1, as in the source.
 *
 * Source: Blend (blend-contracts-v2, `pool/src/pool/status.rs`).
 *
 * @example
 * backstopThreshold(2_000_000_000_000n, 62_500_000_000n) // 10_000_000n
 */
export function backstopThreshold(firstUnits: bigint, secondUnits: bigint): bigint {
  invariant(firstUnits >= 0n && secondUnits >= 0n, 'balances of a backstop are never negative')
  const first = firstUnits / wholeThreshold
  const second = secondUnits / wholeThreshold
  return [first, first, first, second, wholeThreshold].reduce(saturatingTimes, first) / askedProduct
}

function saturatingTimes(a: bigint, b: bigint): bigint {
  const product = a * b
  return product < largestInt128 ? product : largestInt128
}
