import betainc from '@stdlib/math-base-special-betainc'
import digamma from '@stdlib/math-base-special-digamma'
import erfc from '@stdlib/math-base-special-erfc'
import erfcx from '@stdlib/math-base-special-erfcx'
import gammainc from '@stdlib/math-base-special-gammainc'
import gammaln from '@stdlib/math-base-special-gammaln'
import trigamma from '@stdlib/math-base-special-trigamma'

/**
 * The complementary error function `2/sqrt(pi)` times the integral of `exp(-t^2)` from `x` on, exact in the far tail.
 *
 * @returns From 2 down to 0, which it reaches beyond 26.5.
 *
 * @example
 * complementaryError(0) // 1
 */
export function complementaryError(x: number): number {
  return erfc(x)
}

/**
 * The complementary error function times `exp(x^2)`: of moderate size where the function itself has vanished.
 *
 * @returns Infinity below -26.7.
 *
 * @example
 * scaledComplementaryError(0) // 1
 */
export function scaledComplementaryError(x: number): number {
  return erfcx(x)
}

/**
 * The logarithm of the gamma function.
 *
 * @example
 * logarithmOfGamma(1) // 0
 */
export function logarithmOfGamma(x: number): number {
  return gammaln(x)
}

/**
 * The derivative of the logarithm of the gamma function.
 *
 * @example
 * digammaOf(1) // -0.5772156649015329
 */
export function digammaOf(x: number): number {
  return digamma(x)
}

/**
 * The second derivative of the logarithm of the gamma function.
 *
 * @example
 * trigammaOf(1) // 1.6449340668482264
 */
export function trigammaOf(x: number): number {
  return trigamma(x)
}

/**
 * The lower incomplete gamma function over the whole: the distribution function of a gamma variable of shape `shape` and scale 1.
 *
 * @param x - 0 or above.
 *
 * @example
 * lowerGamma(1, 1) // 0.6321205588285577
 */
export function lowerGamma(x: number, shape: number): number {
  return gammainc(x, shape, true, false)
}

/**
 * The upper incomplete gamma function over the whole: the survival function of a gamma variable. Exact in the far tail.
 *
 * @param x - 0 or above.
 *
 * @example
 * upperGamma(1, 1) // 0.36787944117144233
 */
export function upperGamma(x: number, shape: number): number {
  return gammainc(x, shape, true, true)
}

/**
 * The regularised incomplete beta function: the distribution function of a beta variable at `x`.
 *
 * @param x - From 0 to 1.
 *
 * @example
 * lowerBeta(0.5, { a: 2, b: 2 }) // 0.5
 */
export function lowerBeta(x: number, shape: Readonly<{ a: number; b: number }>): number {
  return betainc(x, shape.a, shape.b, true, false)
}

/**
 * One less the regularised incomplete beta function, exact in the upper tail.
 *
 * @param x - From 0 to 1.
 *
 * @example
 * upperBeta(0.5, { a: 2, b: 2 }) // 0.5
 */
export function upperBeta(x: number, shape: Readonly<{ a: number; b: number }>): number {
  return betainc(x, shape.a, shape.b, true, true)
}
