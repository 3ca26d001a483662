import { invariant } from '../../base/assert.ts'

/** A fraction in lowest terms; the denominator is above 0. */
export type ExactFraction = Readonly<{ numerator: bigint; denominator: bigint }>

/**
 * A fraction in lowest terms.
 *
 * @param denominator - Not 0.
 * @throws InvariantError when the denominator is 0.
 *
 * @example
 * exactFraction(6n, -4n) // { numerator: -3n, denominator: 2n }
 */
export function exactFraction(numerator: bigint, denominator: bigint): ExactFraction {
  invariant(denominator !== 0n, 'a fraction has a denominator that is not 0')
  const divisor = greatestCommonDivisor(magnitude(numerator), magnitude(denominator)) * (denominator < 0n ? -1n : 1n)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

/**
 * Division of whole numbers, rounded towards minus infinity.
 *
 * @param divisor - Above 0.
 *
 * @example
 * divideDown(-7n, 2n) // -4n
 */
export function divideDown(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor < 0n ? quotient - 1n : quotient
}

/**
 * Division of whole numbers, rounded towards plus infinity.
 *
 * @param divisor - Above 0.
 *
 * @example
 * divideUp(7n, 2n) // 4n
 */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return -divideDown(-dividend, divisor)
}

/**
 * A whole number without its sign.
 *
 * @example
 * magnitude(-3n) // 3n
 */
export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
