import { invariant } from '../../base/assert.ts'

/** One, in numbers with 27 decimals ("ray"): prices and factors. */
export const ray: bigint = 1_000_000_000_000_000_000_000_000_000n

/** One, in numbers with 18 decimals ("wad"): sizes and shares. */
export const wad: bigint = 1_000_000_000_000_000_000n

/**
 * The product of two rays, rounded down.
 *
 * @example
 * rayTimes(5n * ray, ray / 2n) // 2.5 ray
 */
export function rayTimes(x: bigint, y: bigint): bigint {
  return (x * y) / ray
}

/**
 * A ray to a whole power by squaring, each product rounded to the nearest ray, halves up. The order of the products is part of the definition:
 * results agree with contracts that compute so to the last digit.
 *
 * @throws InvariantError when the base or the exponent is negative.
 *
 * @example
 * rayPower((99n * ray) / 100n, 2n) // 0.9801 ray
 */
export function rayPower(base: bigint, exponent: bigint): bigint {
  invariant(base >= 0n && exponent >= 0n, 'a ray and its exponent are never negative')
  const rounded = (product: bigint): bigint => (product + ray / 2n) / ray
  let square = base
  let result = exponent % 2n === 1n ? base : ray
  for (let left = exponent / 2n; left > 0n; left /= 2n) {
    square = rounded(square * square)
    if (left % 2n === 1n) result = rounded(result * square)
  }
  return result
}
