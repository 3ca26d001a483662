// Exponential, logarithm and the tail of the normal distribution in two lanes, of + - * / and exponent bits alone. ../kernel-arithmetic.ts
// says the same in plain TypeScript, operation by operation; a change here is a change there.
//
// Constants of the inner loop stand in memory: loading one into both lanes is one instruction, making it in a register is four. Polynomials
// are summed in pairs (Estrin), because summed in turn (Horner) each step would wait for the one before.

const limits = memory.data<f64>([-700.0, 1.4426950408889634, 6755399441055744.0, 6.93147180369123816490e-1, 1.90821492927058770002e-10])

// e^r for r within half of ln 2 on either side of 0: fitted at Chebyshev's nodes, relative error below 4e-17.
const exponentialSeries = memory.data<f64>([
  1.0, 1.0, 0.5, 1.6666666666666669e-1, 4.166666666662399e-2, 8.333333333330051e-3, 1.3888888917281794e-3, 1.9841269863105968e-4,
  2.480152119021773e-5, 2.7557268378684192e-6, 2.7620138719733994e-7, 2.5100424157005067e-8,
])

// Hart's rational, index 5666.
const numeratorSeries = memory.data<f64>([
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165, 0.700383064443688, 3.52624965998911e-2,
])
const denominatorSeries = memory.data<f64>([
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461, 16.064177579207, 1.75566716318264,
  8.83883476483184e-2,
])

/** The number at a place of a series, in both lanes. */
@inline
export function placed(series: usize, place: usize): v128 {
  return v128.load64_splat(series + (place << 3))
}

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

/** The terms `place` and `place + 1` of a polynomial, over x to the power `place`. */
@inline
function pair(series: usize, place: usize, x: v128): v128 {
  return multiplyAdd(x, placed(series, place + 1), placed(series, place))
}

/** Four terms. */
@inline
function four(series: usize, place: usize, x: v128, square: v128): v128 {
  return multiplyAdd(square, pair(series, place + 2, x), pair(series, place, x))
}

/** e^x for x from -700 to 0; lower counts as -700. */
@inline
export function exponential(given: v128): v128 {
  const x = f64x2.pmax(given, placed(limits, 0))
  const shifted = multiplyAdd(x, placed(limits, 1), placed(limits, 2))
  const whole = f64x2.sub(shifted, placed(limits, 2))
  const high = f64x2.sub(x, f64x2.mul(whole, placed(limits, 3)))
  const r = f64x2.sub(high, f64x2.mul(whole, placed(limits, 4)))
  const square = f64x2.mul(r, r)
  const fourth = f64x2.mul(square, square)
  const upper = multiplyAdd(fourth, four(exponentialSeries, 8, r, square), four(exponentialSeries, 4, r, square))
  const p = multiplyAdd(fourth, upper, four(exponentialSeries, 0, r, square))
  return i64x2.add(p, i64x2.shl(shifted, 52))
}

/** The numerator of Phi(-x) e^(x x / 2), for x from 0 to 40. */
@inline
export function tailNumerator(x: v128): v128 {
  const square = f64x2.mul(x, x)
  const upper = multiplyAdd(square, placed(numeratorSeries, 6), pair(numeratorSeries, 4, x))
  return multiplyAdd(f64x2.mul(square, square), upper, four(numeratorSeries, 0, x, square))
}

/** The denominator that goes with it. */
@inline
export function tailDenominator(x: v128): v128 {
  const square = f64x2.mul(x, x)
  return multiplyAdd(f64x2.mul(square, square), four(denominatorSeries, 4, x, square), four(denominatorSeries, 0, x, square))
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
