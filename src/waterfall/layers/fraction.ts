import { invariant } from '../../base/assert.ts'

/** A multiple or part of money, exactly: 275 % is `{ numerator: 11n, denominator: 4n }`. Never negative; the denominator is above 0. */
export type Fraction = Readonly<{ numerator: bigint; denominator: bigint }>

/** Multiples are written with at most this many decimals, which is what a policy file may state. */
const millionths = 1_000_000

/**
 * The exact fraction of a number with at most six decimals; further ones are rounded off.
 *
 * @throws InvariantError when it is negative or not finite.
 *
 * @example
 * fractionOf(2.75) // { numerator: 2_750_000n, denominator: 1_000_000n }
 */
export function fractionOf(multiple: number): Fraction {
  invariant(Number.isFinite(multiple) && multiple >= 0, 'a multiple of money is a finite number, 0 or above')
  return { numerator: BigInt(Math.round(multiple * millionths)), denominator: BigInt(millionths) }
}

/**
 * A fraction of money, rounded down: a cap is never exceeded by rounding.
 *
 * @example
 * fractionDown(101n, fractionOf(0.5)) // 50n
 */
export function fractionDown(minor: bigint, { numerator, denominator }: Fraction): bigint {
  return (minor * numerator) / denominator
}

/**
 * A fraction of money, rounded up: what is held back for a fund is never too little by rounding.
 *
 * @example
 * fractionUp(101n, fractionOf(0.5)) // 51n
 */
export function fractionUp(minor: bigint, { numerator, denominator }: Fraction): bigint {
  return (minor * numerator + denominator - 1n) / denominator
}

/**
 * Whether one fraction is below another.
 *
 * @example
 * isBelow(fractionOf(2), fractionOf(2.75)) // true
 */
export function isBelow(one: Fraction, other: Fraction): boolean {
  return one.numerator * other.denominator < other.numerator * one.denominator
}

/**
 * The fraction as a number, for a screen.
 *
 * @example
 * toNumber(fractionOf(2.75)) // 2.75
 */
export function toNumber({ numerator, denominator }: Fraction): number {
  return Number(numerator) / Number(denominator)
}
