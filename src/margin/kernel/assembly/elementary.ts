// Exponential, logarithm and the tail of the normal distribution in two lanes, of + - * / and exponent bits alone. ../kernel-arithmetic.ts
// says the same in plain TypeScript, operation by operation; a change here is a change there.

/** A number in both lanes. */
@inline
export function both(x: f64): v128 {
  return f64x2.splat(x)
}

/** `a * b + c`, rounded twice. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c)
}

/** e^x for x from -700 to 0; lower counts as -700. */
@inline
export function exponential(given: v128): v128 {
  const x = f64x2.pmax(given, both(-700.0))
  const shifted = multiplyAdd(x, both(1.4426950408889634), both(6755399441055744.0))
  const whole = f64x2.sub(shifted, both(6755399441055744.0))
  const high = f64x2.sub(x, f64x2.mul(whole, both(6.93147180369123816490e-1)))
  const r = f64x2.sub(high, f64x2.mul(whole, both(1.90821492927058770002e-10)))
  let p = multiplyAdd(both(2.5100424157005067e-8), r, both(2.7620138719733994e-7))
  p = multiplyAdd(p, r, both(2.7557268378684192e-6))
  p = multiplyAdd(p, r, both(2.480152119021773e-5))
  p = multiplyAdd(p, r, both(1.9841269863105968e-4))
  p = multiplyAdd(p, r, both(1.3888888917281794e-3))
  p = multiplyAdd(p, r, both(8.333333333330051e-3))
  p = multiplyAdd(p, r, both(4.166666666662399e-2))
  p = multiplyAdd(p, r, both(1.6666666666666669e-1))
  p = multiplyAdd(p, r, both(0.5))
  p = multiplyAdd(p, r, both(1.0))
  p = multiplyAdd(p, r, both(1.0))
  return i64x2.add(p, i64x2.shl(shifted, 52))
}

/**
 * ln x in both lanes: x = 2^e m with m from the root of a half to the root of two, then the odd series of ln((1 + s) / (1 - s)). Minus infinity at 0.
 */
@inline
export function logarithm(given: v128): v128 {
  // Numbers below the normal ones are lifted by 2^54 first.
  const small = f64x2.lt(given, both(2.2250738585072014e-308))
  const x = v128.bitselect(f64x2.mul(given, both(18014398509481984.0)), given, small)
  const lifted = v128.and(small, both(54.0))
  const exponentBits = i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd))
  const shiftedDown = i64x2.shr_s(exponentBits, 52)
  // A small whole number in 64 bits becomes a double by being put below 1.5 * 2^52.
  const whole = f64x2.sub(i64x2.add(shiftedDown, both(6755399441055744.0)), both(6755399441055744.0))
  const m = i64x2.sub(x, i64x2.shl(shiftedDown, 52))
  const e = f64x2.sub(whole, lifted)
  const f = f64x2.sub(m, both(1.0))
  const s = f64x2.div(f, f64x2.add(both(2.0), f))
  const z = f64x2.mul(s, s)
  let p = multiplyAdd(both(1.479819860511658591e-1), z, both(1.531383769920937332e-1))
  p = multiplyAdd(p, z, both(1.818357216161805012e-1))
  p = multiplyAdd(p, z, both(2.222219843214978396e-1))
  p = multiplyAdd(p, z, both(2.857142874366239149e-1))
  p = multiplyAdd(p, z, both(3.999999999940941908e-1))
  p = multiplyAdd(p, z, both(6.666666666666735130e-1))
  const half = f64x2.mul(f64x2.mul(both(0.5), f), f)
  const tail = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, p)))
  const low = f64x2.add(tail, f64x2.mul(e, both(1.90821492927058770002e-10)))
  const sum = f64x2.add(f64x2.mul(e, both(6.93147180369123816490e-1)), f64x2.sub(f, f64x2.sub(half, low)))
  const atZero = f64x2.eq(given, both(0.0))
  return v128.bitselect(both(-Infinity), sum, atZero)
}
