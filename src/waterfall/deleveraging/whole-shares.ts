import { invariant } from '../../base/assert.ts'
import { largestFactor, quotientOfProduct, reachesProduct, remainderOfProduct } from './wide-product.ts'

/** Something to be borne in whole units (minor units of money, or lots) by many, each up to a cap and in proportion to a weight. */
export type WholePot = Readonly<{
  /** What is to be borne, a whole number from 0. */
  total: number
  /** The most each can bear: whole numbers from 0. */
  caps: Float64Array
  /** What each bears in proportion to: whole numbers from 0. Weight 0 bears nothing. */
  weights: Float64Array
}>

/**
 * The public terms of a division: whose cap lies below `numerator / denominator` times its weight bears its cap; of the others each
 * bears that product rounded down, and one unit more when its remainder is above `cutRemainder`, or equal to it at a place up to
 * `cutPlace`. A denominator of 0 is a level without bound, at which everyone bears its cap.
 */
export type ShareLevel = Readonly<{ numerator: number; denominator: number; cutRemainder: number; cutPlace: number }>

/** Who bears how much. The shares sum to the total, or to all there is when that is less. */
export type WholeShares = Readonly<{ shares: Float64Array; absorbed: number; level: ShareLevel }>

/**
 * Divides whole units by the water level `share = min(cap, level * weight)`, and to the last unit by largest remainder, of equal
 * ones to the earlier. It is exact: floats are used as whole numbers only, with products in two parts.
 *
 * Each pass raises the level until no further cap lies below it. Passes are few: level and unborne rest follow Newton's method on a
 * concave piecewise linear function, where slope times rest falls to a quarter a pass (Radzik 1992).
 *
 * @throws InvariantError when an amount is negative or no whole number, or sums pass `largestFactor`.
 *
 * @example
 * shareWhole({ total: 10, caps: Float64Array.of(2, 9, 9), weights: Float64Array.of(1, 1, 1) }).shares // [2, 4, 4]
 */
export function shareWhole({ total, caps, weights }: WholePot): WholeShares {
  const shares = new Float64Array(caps.length)
  const open = new Int32Array(caps.length)
  const found = bearers({ total, caps, weights }, open)
  let { count, weight } = found
  const absorbed = Math.min(total, found.capacity)
  let rest = absorbed
  for (let before = -1; before !== count;) {
    before = count
    const fixed = { rest: 0, weight: 0 }
    count = 0
    for (let at = 0; at < before; at++) {
      const index = open[at] as number
      const cap = caps[index] as number
      const own = weights[index] as number
      if (reachesProduct([own, rest], [cap, weight])) {
        shares[index] = cap
        fixed.rest += cap
        fixed.weight += own
      } else open[count++] = index
    }
    rest -= fixed.rest
    weight -= fixed.weight
  }
  return { shares, absorbed, level: spread({ shares, weights, open: open.subarray(0, count), rest, weight }) }
}

/** Lists who can bear something at all, and sums what they can. */
function bearers({ total, caps, weights }: WholePot, open: Int32Array): { count: number; capacity: number; weight: number } {
  invariant(isWhole(total), 'what is borne is a whole number within range')
  let count = 0
  let capacity = 0
  let weight = 0
  for (let index = 0; index < caps.length; index++) {
    const cap = caps[index] as number
    const own = weights[index] as number
    invariant(isWhole(cap) && isWhole(own), 'caps and weights are whole numbers within range')
    if (cap === 0 || own === 0) continue
    open[count++] = index
    capacity += cap
    weight += own
  }
  invariant(capacity <= largestFactor && weight <= largestFactor, 'caps and weights sum to a number within range')
  return { count, capacity, weight }
}

function isWhole(value: number): boolean {
  return value >= 0 && value <= largestFactor && Math.floor(value) === value
}

type Open = Readonly<{ shares: Float64Array; weights: Float64Array; open: Int32Array; rest: number; weight: number }>

/** Gives the rest to those whose cap is out of reach. */
function spread({ shares, weights, open, rest, weight }: Open): ShareLevel {
  // Everyone is full: the level has no bound.
  if (open.length === 0) return { numerator: 1, denominator: 0, cutRemainder: 0, cutPlace: -1 }
  const remainders = new Float64Array(open.length)
  let left = rest
  for (let at = 0; at < open.length; at++) {
    const index = open[at] as number
    const factors: [number, number] = [weights[index] as number, rest]
    const quotient = quotientOfProduct(factors, weight)
    remainders[at] = remainderOfProduct(factors, weight, quotient)
    shares[index] = quotient
    left -= quotient
  }
  const level = { numerator: rest, denominator: weight }
  if (left === 0) return { ...level, cutRemainder: level.denominator, cutPlace: -1 }
  const cutRemainder = largestAt(Float64Array.from(remainders), left)
  for (let at = 0; at < open.length; at++) {
    if ((remainders[at] as number) <= cutRemainder) continue
    shares[open[at] as number] = (shares[open[at] as number] as number) + 1
    left -= 1
  }
  let cutPlace = -1
  for (let at = 0; left > 0; at++) {
    if (remainders[at] !== cutRemainder) continue
    cutPlace = open[at] as number
    shares[cutPlace] = (shares[cutPlace] as number) + 1
    left -= 1
  }
  return { ...level, cutRemainder, cutPlace }
}

/** The value of the given rank from the largest, the first being 1. Reorders `values` (quickselect, Hoare 1961). */
function largestAt(values: Float64Array, rank: number): number {
  let from = 0
  let to = values.length - 1
  while (from < to) {
    const pivot = values[(from + to) >> 1] as number
    let low = from
    let high = to
    while (low <= high) {
      while ((values[low] as number) > pivot) low += 1
      while ((values[high] as number) < pivot) high -= 1
      if (low > high) break
      const swapped = values[low] as number
      values[low] = values[high] as number
      values[high] = swapped
      low += 1
      high -= 1
    }
    if (rank - 1 <= high) to = high
    else if (rank - 1 >= low) from = low
    else return pivot
  }
  return values[from] as number
}

/**
 * What one bears under public terms, from nothing but its own figures.
 *
 * @param place - Its place among those who share.
 *
 * @example
 * shareAtLevel({ cap: 9, weight: 1, place: 1 }, level) // 4
 */
export function shareAtLevel(own: Readonly<{ cap: number; weight: number; place: number }>, level: ShareLevel): number {
  if (own.cap === 0 || own.weight === 0) return 0
  if (reachesProduct([own.weight, level.numerator], [own.cap, level.denominator])) return own.cap
  const factors: [number, number] = [own.weight, level.numerator]
  const quotient = quotientOfProduct(factors, level.denominator)
  const remainder = remainderOfProduct(factors, level.denominator, quotient)
  const isAbove = remainder > level.cutRemainder || (remainder === level.cutRemainder && own.place <= level.cutPlace)
  return quotient + (isAbove ? 1 : 0)
}
