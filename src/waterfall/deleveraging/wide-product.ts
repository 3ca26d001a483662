import { invariant } from '../../base/assert.ts'

/** The largest whole number these functions take: products of two have 100 bits, and every step below stays exact. */
export const largestFactor = 1_125_899_906_842_624

/** 2^27 + 1, which splits a float into two halves of 26 bits. */
const splitter = 134_217_729

/** What of `a * b` is lost when `product` is its float: `a * b = product + lost` exactly (Dekker 1971). */
function lostOf(a: number, b: number, product: number): number {
  const aScaled = splitter * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = splitter * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}

/**
 * Whether `a * b` is at least `c * d`, exactly, for whole numbers whose products no float holds.
 *
 * @param left - Two factors from 0 to `largestFactor`.
 * @param right - Two factors from 0 to `largestFactor`.
 *
 * @example
 * reachesProduct([3, 4], [2, 6]) // true
 */
export function reachesProduct(left: readonly [number, number], right: readonly [number, number]): boolean {
  const leftProduct = left[0] * left[1]
  const rightProduct = right[0] * right[1]
  if (leftProduct !== rightProduct) return leftProduct > rightProduct
  return lostOf(left[0], left[1], leftProduct) >= lostOf(right[0], right[1], rightProduct)
}

/**
 * `a * b / c` rounded down, exactly.
 *
 * @param factors - Two whole numbers from 0 to `largestFactor`, one of which is at most the divisor.
 * @param divisor - A whole number from 1 to `largestFactor`.
 * @throws InvariantError when the divisor is not above 0.
 *
 * @example
 * quotientOfProduct([7, 10], 4) // 17
 */
export function quotientOfProduct(factors: readonly [number, number], divisor: number): number {
  invariant(divisor > 0, 'a product is divided by something above 0')
  let quotient = Math.floor((factors[0] * factors[1]) / divisor)
  let remainder = remainderOfProduct(factors, divisor, quotient)
  // A float quotient is at most two off, and the remainder says to which side.
  while (remainder < 0) {
    quotient -= 1
    remainder += divisor
  }
  while (remainder >= divisor) {
    quotient += 1
    remainder -= divisor
  }
  return quotient
}

/**
 * `a * b - quotient * divisor`, exactly: the remainder when `quotient` is the one of `quotientOfProduct`.
 *
 * @example
 * remainderOfProduct([7, 10], 4, 17) // 2
 */
export function remainderOfProduct(factors: readonly [number, number], divisor: number, quotient: number): number {
  const product = factors[0] * factors[1]
  const part = quotient * divisor
  return product - part + (lostOf(factors[0], factors[1], product) - lostOf(quotient, divisor, part))
}
