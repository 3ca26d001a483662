import { invariant } from './assert.ts'
import { selectInPlace } from './select.ts'

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
  const inFloats = sum <= exactUpTo && total <= exactUpTo
  const rounded = inFloats ? downInFloats(total, weights, sum) : down(total, weights, sum)
  for (const index of luckyOnes(rounded, inFloats ? undefined : (at) => (total * (weights[at] as bigint)) % sum)) {
    rounded.shares[index] = (rounded.shares[index] as bigint) + 1n
  }
  return rounded.shares
}

/** Shares rounded down, how many units are left over, and floats of the remainders: rounding to a float keeps their order. */
type RoundedDown = Readonly<{ shares: bigint[]; nearly: Float64Array; left: number }>

/**
 * The places of the largest remainders, one for each unit left over, of equal ones the earlier.
 *
 * @param exact - What remainders of the same float are told apart by; absent when the floats are exact.
 */
function luckyOnes({ nearly, left }: RoundedDown, exact: ((index: number) => bigint) | undefined): readonly number[] {
  if (left === 0) return []
  const least = selectInPlace(nearly.slice(), nearly.length - left)
  const lucky: number[] = []
  const tied: number[] = []
  for (let index = 0; index < nearly.length; index++) {
    if ((nearly[index] as number) > least) lucky.push(index)
    else if (nearly[index] === least) tied.push(index)
  }
  const spare = left - lucky.length
  if (exact === undefined || tied.length === spare) return [...lucky, ...tied.slice(0, spare)]
  const remainders = tied.map((index) => ({ index, remainder: exact(index) }))
  // The sort keeps equal ones in their order.
  remainders.sort((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1))
  return [...lucky, ...remainders.slice(0, spare).map(({ index }) => index)]
}

function down(total: bigint, weights: readonly bigint[], sum: bigint): RoundedDown {
  const nearly = new Float64Array(weights.length)
  let given = 0n
  const shares = weights.map((weight, index) => {
    const product = total * weight
    const share = product / sum
    given += share
    nearly[index] = Number(product - share * sum)
    return share
  })
  return { shares, nearly, left: Number(total - given) }
}

/** 2 to the 50: up to here a share is off by one unit at most before it is put right, and what it leaves is a whole number that a float holds. */
const exactUpTo = 1_125_899_906_842_624n

/** The same with floats alone, which is several times as fast: a product of floats and what it leaves over is computed exactly as two floats. */
function downInFloats(total: bigint, weights: readonly bigint[], sum: bigint): RoundedDown {
  const nearly = new Float64Array(weights.length)
  const [whole, all] = [Number(total), Number(sum)]
  const wholeParts = { value: whole, high: highHalf(whole) }
  const allParts = { value: all, high: highHalf(all) }
  let left = whole
  const shares = weights.map((exact, index) => {
    const weight = Number(exact)
    let share = Math.floor(weight * (whole / all))
    const product = whole * weight
    const back = all * share
    let remainder = product - back + (roundingOf(wholeParts, weight, product) - roundingOf(allParts, share, back))
    if (remainder < 0) {
      share -= 1
      remainder += all
    } else if (remainder >= all) {
      share += 1
      remainder -= all
    }
    nearly[index] = remainder
    left -= share
    return BigInt(share)
  })
  return { shares, nearly, left }
}

/** The upper 26 bits of a float. */
function highHalf(value: number): number {
  const scaled = 134_217_729 * value
  return scaled - (scaled - value)
}

/**
 * What the float `product` of two numbers lacks to their product.
 *
 * @see T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18 (1971).
 */
function roundingOf(one: Readonly<{ value: number; high: number }>, other: number, product: number): number {
  const otherHigh = highHalf(other)
  const oneLow = one.value - one.high
  const otherLow = other - otherHigh
  return oneLow * otherLow - (product - one.high * otherHigh - oneLow * otherHigh - one.high * otherLow)
}
