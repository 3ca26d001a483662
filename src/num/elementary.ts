import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

/**
 * The exponential of `x`, made of the four operations alone, so every machine gives the same bits. `Math.exp` does not promise that.
 *
 * @returns A non-negative number; infinity above 709.78, 0 below -745.13.
 *
 * @example
 * exponential(0) // 1
 */
export function exponential(x: number): number {
  return exp(x)
}

/**
 * The natural logarithm of `x`, with the same bits on every machine.
 *
 * @returns Minus infinity at 0, NaN below it.
 *
 * @example
 * naturalLogarithm(1) // 0
 */
export function naturalLogarithm(x: number): number {
  return ln(x)
}
