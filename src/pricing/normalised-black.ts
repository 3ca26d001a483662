import { exponential } from '../num/elementary.ts'
import { normalCumulative, rootOfTwoPi } from '../num/normal.ts'
import { scaledComplementaryError } from '../num/special.ts'

const rootOfHalf = Math.SQRT1_2
const rootOfHalfPi = rootOfTwoPi / 2
/** Both arguments of the Mills ratio below this: its asymptotic series reaches the last digit before it starts to diverge. */
const asymptoticBelow = -12
/** Half the total volatility below this: the difference of Mills ratios is summed by its Taylor series instead of subtracted. */
const smallBelow = 0.21

/**
 * Black's value of a call that is at or out of the money, in units of the geometric mean of forward and strike.
 *
 * With `h = x / s` and `t = s / 2` it is `exp(x/2) N(h + t) - exp(-x/2) N(h - t)`. Written so, two nearly equal numbers are
 * subtracted wherever an option is worth little, so four forms share the plane: an asymptotic series far from the money, a
 * Taylor series in `t` for little volatility, a difference of scaled error functions, and the formula itself.
 *
 * @param x - Logarithm of forward over strike, 0 or below. A put has the value of the call with `-x`.
 * @param s - Total volatility `sigma * sqrt(T)`, 0 or above.
 * @returns From 0 up to `exp(x / 2)`, to about 1e-13 of itself, as small as 1e-300.
 * @see Jaeckel, "Let's be rational", Wilmott (2015), section 6.
 *
 * @example
 * normalisedBlack(0, 0.1) // 0.03987761167674493
 */
export function normalisedBlack(x: number, s: number): number {
  if (!(s > 0) || x === -Infinity) return 0
  const h = x / s
  const t = 0.5 * s
  // Far in the upper half nothing cancels, and the scaled functions would overflow.
  if (h + t > 0.85 && t >= smallBelow)
    return exponential(0.5 * x) * normalCumulative(h + t) - exponential(-0.5 * x) * normalCumulative(h - t)
  return (bell(h, t) / rootOfTwoPi) * valueOverVega(h, t)
}

/**
 * The normalised value over its own vega: of moderate size where both vanish, and free of the exponential they share.
 *
 * @param h - `x / s`, 0 or below.
 * @param t - `s / 2`, above 0; `h + t` up to 35, beyond which the vega has long vanished.
 *
 * @example
 * valueOverVega(0, 0.05) // 0.10008337501488511
 */
export function valueOverVega(h: number, t: number): number {
  if (h + t < asymptoticBelow) return asymptoticDifference(h, t)
  if (t < smallBelow) return taylorDifference(h, t)
  return rootOfHalfPi * (scaledComplementaryError(-(h + t) * rootOfHalf) - scaledComplementaryError(-(h - t) * rootOfHalf))
}

/**
 * What is missing from the normalised value to its upper bound `exp(x / 2)`, over the vega, without subtracting the two.
 *
 * @param h - `x / s`, 0 or below.
 * @param t - `s / 2`, above 0.
 *
 * @example
 * shortfallOverVega(0, 10)
 */
export function shortfallOverVega(h: number, t: number): number {
  return rootOfHalfPi * (scaledComplementaryError((h + t) * rootOfHalf) + scaledComplementaryError((t - h) * rootOfHalf))
}

/**
 * The derivative of the normalised value by total volatility.
 *
 * @example
 * normalisedVega(0, 0) // 0.39894228040143265
 */
export function normalisedVega(x: number, s: number): number {
  if (x === 0) return bell(0, 0.5 * s) / rootOfTwoPi
  return s > 0 ? bell(x / s, 0.5 * s) / rootOfTwoPi : 0
}

function bell(h: number, t: number): number {
  return exponential(-0.5 * (h * h + t * t))
}

/**
 * `Y(h + t) - Y(h - t)` for the Mills ratio `Y(z) = N(z) / n(z)`, from `Y(z) = -(1/z - 1/z^3 + 3/z^5 - 15/z^7 ...)`. The differences
 * of powers come from a recursion whose terms have one sign, so nothing cancels.
 */
function asymptoticDifference(h: number, t: number): number {
  const u = 1 / (h + t)
  const v = 1 / (h - t)
  const first = -2 * t * u * v
  const squares = first * (u + v)
  let difference = first
  let powerOfV = v
  let factor = -1
  let sum = 0
  for (let odd = 1; odd < 60; odd += 2) {
    const term = factor * difference
    sum += term
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break
    difference = u * u * difference + powerOfV * squares
    powerOfV *= v * v
    factor *= -odd
  }
  return sum
}

/** The same difference as `2 (Y' t + Y''' t^3 / 3! + ...)`; derivatives of the Mills ratio follow `Y[n+1] = h Y[n] + n Y[n-1]`. */
function taylorDifference(h: number, t: number): number {
  let before = rootOfHalfPi * scaledComplementaryError(-h * rootOfHalf)
  let derivative = 1 + h * before
  let weight = t
  let sum = 0
  for (let order = 1; order < 24; order += 2) {
    const term = weight * derivative
    sum += term
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break
    const next = h * derivative + order * before
    const afterNext = h * next + (order + 1) * derivative
    before = next
    derivative = afterNext
    weight *= (t * t) / ((order + 1) * (order + 2))
  }
  return 2 * sum
}
