// The scalar twin of assembly/elementary.ts and of the tails in assembly/grid.ts: the same operations in the same order, so the same bits.

const reciprocalOfLogarithmOfTwo = 1 / Math.LN2
// Each as in assembly/elementary.ts, from the constant term up.
const exponentialSeries = [
  1, 1, 0.5, 1.6666666666666669e-1, 4.166666666662399e-2, 8.333333333330051e-3, 1.3888888917281794e-3, 1.9841269863105968e-4,
  2.480152119021773e-5, 2.7557268378684192e-6, 2.7620138719733994e-7, 2.5100424157005067e-8,
] // prettier-ignore
const numeratorSeries = [
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165, 0.700383064443688, 3.52624965998911e-2,
]
const denominatorSeries = [
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461, 16.064177579207, 1.75566716318264,
  8.83883476483184e-2,
]

const bits = new DataView(new ArrayBuffer(8))

/**
 * e^x for x from -700 to 0, within two units in the last place; lower counts as -700.
 *
 * @example
 * kernelExponential(0) // 1
 */
export function kernelExponential(given: number): number {
  const x = given < -700 ? -700 : given
  const whole = x * reciprocalOfLogarithmOfTwo + 6755399441055744 - 6755399441055744
  const r = x - whole * 6.93147180369123816490e-1 - whole * 1.90821492927058770002e-10 // prettier-ignore
  const square = r * r
  const fourth = square * square
  const upper = fourth * four(exponentialSeries, 8, r) + four(exponentialSeries, 4, r)
  const p = fourth * upper + four(exponentialSeries, 0, r)
  bits.setFloat64(0, p)
  bits.setInt32(0, bits.getInt32(0) + (whole << 20))
  return bits.getFloat64(0)
}

/**
 * The natural logarithm of a number of 0 or above, within a unit in the last place. Minus infinity at 0.
 *
 * @see FreeBSD's msun, e_log.c, for the series.
 *
 * @example
 * kernelLogarithm(1) // 0
 */
export function kernelLogarithm(given: number): number {
  if (given === 0) return -Infinity
  const small = given < 2.2250738585072014e-308
  bits.setFloat64(0, small ? given * 18014398509481984 : given)
  const high = bits.getInt32(0)
  // High word of the bits less those of the root of a half, with the borrow of the low word.
  const whole = (high - 0x3fe6a09e - (bits.getUint32(4) < 0x667f3bcd ? 1 : 0)) >> 20
  bits.setInt32(0, high - (whole << 20))
  const e = whole - (small ? 54 : 0)
  const f = bits.getFloat64(0) - 1
  const s = f / (2 + f)
  const z = s * s
  let p = 1.479819860511658591e-1 * z + 1.531383769920937332e-1
  p = p * z + 1.818357216161805012e-1
  p = p * z + 2.222219843214978396e-1
  p = p * z + 2.857142874366239149e-1
  p = p * z + 3.999999999940941908e-1
  p = p * z + 6.666666666666735130e-1 // prettier-ignore
  const half = 0.5 * f * f
  const low = s * (half + z * p) + e * 1.90821492927058770002e-10
  return e * 6.93147180369123816490e-1 + (f - (half - low)) // prettier-ignore
}

/**
 * The numerator of Hart's rational for Phi(-x) e^(x x / 2), for x from 0 to 40.
 *
 * @see Hart and others, "Computer Approximations" (1968), index 5666.
 *
 * @example
 * tailNumerator(0) / tailDenominator(0) // 0.5
 */
export function tailNumerator(x: number): number {
  const square = x * x
  const upper = square * (numeratorSeries[6] as number) + pair(numeratorSeries, 4, x)
  return square * square * upper + four(numeratorSeries, 0, x)
}

/**
 * The denominator that goes with `tailNumerator`.
 *
 * @example
 * tailDenominator(0) // 440.413735824752
 */
export function tailDenominator(x: number): number {
  const square = x * x
  return square * square * four(denominatorSeries, 4, x) + four(denominatorSeries, 0, x)
}

/** The terms `place` and `place + 1` of a polynomial, over x to the power `place`. */
function pair(series: readonly number[], place: number, x: number): number {
  return x * (series[place + 1] as number) + (series[place] as number)
}

function four(series: readonly number[], place: number, x: number): number {
  return x * x * pair(series, place + 2, x) + pair(series, place, x)
}
