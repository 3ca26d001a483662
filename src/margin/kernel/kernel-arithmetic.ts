// The scalar twin of assembly/elementary.ts and of the tails in assembly/grid.ts: the same operations in the same order, so the same bits.

const reciprocalOfLogarithmOfTwo = 1 / Math.LN2
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
  let p = 2.5100424157005067e-8 * r + 2.7620138719733994e-7
  p = p * r + 2.7557268378684192e-6
  p = p * r + 2.480152119021773e-5
  p = p * r + 1.9841269863105968e-4
  p = p * r + 1.3888888917281794e-3
  p = p * r + 8.333333333330051e-3
  p = p * r + 4.166666666662399e-2
  p = p * r + 1.6666666666666669e-1
  p = p * r + 0.5
  p = p * r + 1
  p = p * r + 1
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
  let p = x * 3.52624965998911e-2 + 0.700383064443688
  p = p * x + 6.37396220353165
  p = p * x + 33.912866078383
  p = p * x + 112.079291497871
  p = p * x + 221.213596169931
  return p * x + 220.206867912376
}

/**
 * The denominator that goes with `tailNumerator`.
 *
 * @example
 * tailDenominator(0) // 440.413735824752
 */
export function tailDenominator(x: number): number {
  let p = x * 8.83883476483184e-2 + 1.75566716318264
  p = p * x + 16.064177579207
  p = p * x + 86.7807322029461
  p = p * x + 296.564248779674
  p = p * x + 637.333633378831
  p = p * x + 793.826512519948
  return p * x + 440.413735824752
}
