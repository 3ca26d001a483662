import asinh from '@stdlib/math-base-special-asinh'
import atan from '@stdlib/math-base-special-atan'
import cos from '@stdlib/math-base-special-cos'
import cosh from '@stdlib/math-base-special-cosh'
import exp from '@stdlib/math-base-special-exp'
import expm1 from '@stdlib/math-base-special-expm1'
import ln from '@stdlib/math-base-special-ln'
import log1p from '@stdlib/math-base-special-log1p'
import pow from '@stdlib/math-base-special-pow'
import sin from '@stdlib/math-base-special-sin'
import sinh from '@stdlib/math-base-special-sinh'
import tanh from '@stdlib/math-base-special-tanh'

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
 * The exponential of `x` less one, exact to the last digits near 0, with the same bits on every machine.
 *
 * @example
 * exponentialLessOne(1e-20) // 1e-20
 */
export function exponentialLessOne(x: number): number {
  return expm1(x)
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

/**
 * The natural logarithm of `1 + x`, exact to the last digits near 0.
 *
 * @returns Minus infinity at -1, NaN below it.
 *
 * @example
 * logarithmOfOnePlus(1e-20) // 1e-20
 */
export function logarithmOfOnePlus(x: number): number {
  return log1p(x)
}

/**
 * `base` to the power `exponent`, with the same bits on every machine. Use a product for whole exponents of 2 or 3.
 *
 * @returns NaN for a negative base and an exponent that is not whole.
 *
 * @example
 * power(2, 0.5) // 1.4142135623730951
 */
export function power(base: number, exponent: number): number {
  return pow(base, exponent)
}

/**
 * The hyperbolic sine.
 *
 * @example
 * hyperbolicSine(0) // 0
 */
export function hyperbolicSine(x: number): number {
  return sinh(x)
}

/**
 * The hyperbolic cosine.
 *
 * @example
 * hyperbolicCosine(0) // 1
 */
export function hyperbolicCosine(x: number): number {
  return cosh(x)
}

/**
 * The hyperbolic tangent.
 *
 * @example
 * hyperbolicTangent(0) // 0
 */
export function hyperbolicTangent(x: number): number {
  return tanh(x)
}

/**
 * The number whose hyperbolic sine is `x`.
 *
 * @example
 * inverseHyperbolicSine(0) // 0
 */
export function inverseHyperbolicSine(x: number): number {
  return asinh(x)
}

/**
 * The sine of `x` radians.
 *
 * @example
 * sine(0) // 0
 */
export function sine(x: number): number {
  return sin(x)
}

/**
 * The cosine of `x` radians.
 *
 * @example
 * cosine(0) // 1
 */
export function cosine(x: number): number {
  return cos(x)
}

/**
 * The angle in radians, between -pi/2 and pi/2, whose tangent is `x`.
 *
 * @example
 * arctangent(0) // 0
 */
export function arctangent(x: number): number {
  return atan(x)
}
