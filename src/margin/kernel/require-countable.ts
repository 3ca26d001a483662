import { ArgumentError } from '../../base/argument.ts'

/**
 * Requires a number of at most 2^53, of either sign: products and sums of such numbers stay finite, so that every balance is a number.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireCountable('size', -2.5)
 */
export function requireCountable(argument: string, value: number): void {
  if (Math.abs(value) <= 9_007_199_254_740_992) return
  throw new ArgumentError(argument, { expected: 'a finite number of at most 2^53, of either sign', found: String(value) })
}
