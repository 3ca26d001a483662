import { exponential, naturalLogarithm } from '../num/elementary.ts'
import { normalCumulative, normalQuantile, rootOfTwoPi } from '../num/normal.ts'
import { scaledComplementaryError } from '../num/special.ts'
import { normalisedBlack, normalisedBlackShortfall, normalisedVega } from './normalised-black.ts'
import { fittedControl, rationalCubic, type CubicEnd } from './rational-cubic.ts'

const rootOfThree = Math.sqrt(3)
const twoPi = rootOfTwoPi * rootOfTwoPi

/**
 * The total volatility at which an option at or out of the money has a normalised value.
 *
 * The value as a function of volatility is convex up to `sqrt(2 |x|)` and concave after it. Tangents there split the range of values
 * into four branches; in each a rational cubic that knows the limits gives a first guess good to a few thousandths, and Householder
 * steps of fourth order on an objective that is nearly a straight line finish it: two are enough.
 *
 * @param value - Above 0 and below `exp(x / 2)`.
 * @param x - Logarithm of forward over strike, 0 or below.
 * @returns `sigma * sqrt(T)`.
 * @see Jaeckel, "Let's be rational", Wilmott (2015), sections 3 to 5.
 *
 * @example
 * normalisedImplied(0.039877611676744945, 0) // 0.1
 */
export function normalisedImplied(value: number, x: number): number {
  const most = exponential(0.5 * x)
  if (x === 0) return refine(guessAtTheMoney(value), { value, x, most, objective: value > 0.5 ? 'shortfall' : 'plain' })
  const centre = pointAt(x, Math.sqrt(-2 * x))
  if (value < centre.value) {
    const low = pointAt(x, centre.s - centre.value / centre.vega)
    if (value < low.value) return refine(guessLow({ value, x, low }), { value, x, most, objective: 'logarithm' })
    return refine(guessBetween(value, { left: low, right: centre, end: 'right' }), { value, x, most, objective: 'plain' })
  }
  const objective = value > 0.5 * most ? 'shortfall' : 'plain'
  const high = pointAt(x, centre.s + (most - centre.value) / centre.vega)
  if (value <= high.value) return refine(guessBetween(value, { left: centre, right: high, end: 'left' }), { value, x, most, objective })
  return refine(guessHigh({ value, x, most, high }), { value, x, most, objective })
}

/** A volatility, the normalised value there and its slope. */
type Point = Readonly<{ s: number; value: number; vega: number }>

function pointAt(x: number, s: number): Point {
  return { s, value: normalisedBlack(x, s), vega: normalisedVega(x, s) }
}

function guessAtTheMoney(value: number): number {
  return value < 0.1 ? value * rootOfTwoPi : -2 * normalQuantile(0.5 * (1 - value))
}

/** Between the tangent points the volatility itself is interpolated; it has no curvature where the value turns from convex to concave. */
function guessBetween(value: number, between: Readonly<{ left: Point; right: Point; end: 'left' | 'right' }>): number {
  const left = inverseEnd(between.left)
  const right = inverseEnd(between.right)
  return rationalCubic(value, { left, right, control: fittedControl({ left, right, secondDerivative: 0, end: between.end }) })
}

function inverseEnd(point: Point): CubicEnd {
  return { at: point.value, value: point.s, slope: 1 / point.vega }
}

/** Far below, `2 pi |x| / (3 sqrt 3) N(-|x| / (sqrt 3 s))^3` follows the value so closely that it leaves 0 with slope 1. */
function guessLow(known: Readonly<{ value: number; x: number; low: Point }>): number {
  const { value, low } = known
  const distance = -known.x
  const scale = (twoPi * distance) / (3 * rootOfThree)
  const z = distance / (rootOfThree * low.s)
  const tail = normalCumulative(-z)
  const slope = twoPi * z * z * tail * tail * exponential(z * z + 0.125 * low.s * low.s)
  // The density over the tail is the inverse of the Mills ratio, which stays of moderate size where both vanish.
  const hazard = 2 / (rootOfTwoPi * scaledComplementaryError(z * Math.SQRT1_2))
  const curvature = slope * ((2 * z * hazard) / low.s - (2 + 2 * z * z) / low.s + 0.25 * low.s)
  const left = { at: 0, value: 0, slope: 1 }
  const right = { at: low.value, value: scale * tail * tail * tail, slope }
  const control = fittedControl({ left, right, secondDerivative: curvature / low.vega, end: 'right' })
  const mapped = rationalCubic(value, { left, right, control })
  // A product of the tiniest prices may round to nothing; the value itself is then as good as the curve.
  const probability = cubeRoot((mapped > 0 && mapped < scale * 0.125 ? mapped : value) / scale)
  return distance / (rootOfThree * tailQuantile(Math.min(probability, 0.4999)))
}

/** Far above, `N(-s / 2)` runs out with the value's distance from its bound. */
function guessHigh(known: Readonly<{ value: number; x: number; most: number; high: Point }>): number {
  const { high, x } = known
  const steep = (x / high.s) * (x / high.s)
  const left = { at: high.value, value: normalCumulative(-0.5 * high.s), slope: -0.5 * exponential(0.5 * steep) }
  const right = { at: known.most, value: 0, slope: -0.5 }
  const curvature = (0.5 * rootOfTwoPi * exponential(steep + 0.125 * high.s * high.s) * steep) / high.s
  const mapped = rationalCubic(known.value, {
    left,
    right,
    control: fittedControl({ left, right, secondDerivative: curvature, end: 'left' }),
  })
  const probability = mapped > 0 && mapped < left.value ? mapped : 0.5 * (known.most - known.value)
  return 2 * tailQuantile(Math.min(probability, 0.4999))
}

type Target = Readonly<{ value: number; x: number; most: number; objective: 'logarithm' | 'plain' | 'shortfall' }>

/** Householder steps; the error of the next is the fourth power of this one's, so a step below a ten-thousandth is the last. */
function refine(guess: number, target: Target): number {
  let s = guess
  for (let i = 0; i < 8; i++) {
    const step = householderStep(s, target)
    const moved = Math.max(s + step, 0.25 * s)
    const isLast = Math.abs(moved - s) <= 1e-5 * s
    s = moved
    if (isLast) break
  }
  return s
}

function householderStep(s: number, target: Target): number {
  const { x, value } = target
  const vega = normalisedVega(x, s)
  const y = x / s
  const second = (y * y) / s - 0.25 * s
  const third = second * second - (3 * y * y) / (s * s) - 0.25
  if (target.objective === 'logarithm') {
    const reached = normalisedBlack(x, s)
    const logarithm = naturalLogarithm(reached)
    const rate = vega / reached
    const wanted = naturalLogarithm(value)
    const bend = rate * (1 + 2 / logarithm)
    return householder({
      newton: ((wanted - logarithm) * logarithm) / wanted / rate,
      second: second - bend,
      third: third + 2 * rate * rate * (1 + (3 / logarithm) * (1 + 1 / logarithm)) - 3 * second * bend,
    })
  }
  if (target.objective === 'plain') return householder({ newton: (value - normalisedBlack(x, s)) / vega, second, third })
  const shortfall = normalisedBlackShortfall(x, s)
  const rate = vega / shortfall
  return householder({
    newton: naturalLogarithm(shortfall / (target.most - value)) / rate,
    second: second + rate,
    third: third + rate * (3 * second + 2 * rate),
  })
}

function householder(by: Readonly<{ newton: number; second: number; third: number }>): number {
  const { newton, second, third } = by
  return (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6))
}

/** The positive number which a normal variable exceeds with a probability below a half, in the far tail only as close as a guess needs. */
function tailQuantile(probability: number): number {
  if (probability > 1e-9) return -normalQuantile(probability)
  const twice = -2 * naturalLogarithm(probability * rootOfTwoPi)
  const first = Math.sqrt(twice - naturalLogarithm(twice))
  return Math.sqrt(twice - 2 * naturalLogarithm(first) - 2 / (first * first))
}

function cubeRoot(value: number): number {
  return exponential(naturalLogarithm(value) / 3)
}
