import { exponential, naturalLogarithm } from '../num/elementary.ts'
import { normalCumulative, rootOfTwoPi } from '../num/normal.ts'
import { scaledComplementaryError } from '../num/special.ts'
import { normalisedVega, shortfallOverVega, valueOverVega } from './normalised-black.ts'
import { fittedControl, rationalCubic, type CubicEnd } from './rational-cubic.ts'

const rootOfThree = Math.sqrt(3)
const twoPi = rootOfTwoPi * rootOfTwoPi

/** An option at or out of the money in units of the geometric mean of forward and strike. */
export type NormalisedOption = Readonly<{
  /** Logarithm of forward over strike, 0 or below; of strike over forward for a put. */
  x: number
  /** Above 0 and below `exp(x / 2)`. */
  value: number
  /** What the value lacks to that bound, above 0. Given apart, because the subtraction may have lost it. */
  shortfall: number
}>

/** Which function of volatility is brought to zero. */
type Objective = 'logarithm' | 'plain' | 'shortfall'

/**
 * The total volatility at which an option at or out of the money has a normalised value.
 *
 * The value as a function of volatility is convex up to `sqrt(2 |x|)` and concave after it. Tangents there split the range of values
 * into four branches; in each a rational cubic that knows the limits gives a first guess good to a few thousandths, and Householder
 * steps of fourth order on an objective that is nearly a straight line finish it: two are enough.
 *
 * @param option - Where it is and what it is worth.
 * @returns `sigma * sqrt(T)`.
 * @see Jaeckel, "Let's be rational", Wilmott (2015), sections 3 to 5.
 *
 * @example
 * normalisedImplied({ x: 0, value: 0.039877611676744945, shortfall: 0.960122388323255 }) // 0.10000000000000005
 */
export function normalisedImplied(option: NormalisedOption): number {
  const { x, value } = option
  const most = exponential(0.5 * x)
  const upper = value > 0.5 * most ? 'shortfall' : 'plain'
  if (x === 0) return refine(guessAtTheMoney(option), option, upper)
  const centre = pointAt(x, Math.sqrt(-2 * x))
  if (value < centre.value) {
    const low = pointAt(x, centre.s - centre.value / centre.vega)
    if (value < low.value) return refine(guessLow({ value, x, low }), option, 'logarithm')
    return refine(guessBetween(value, { left: low, right: centre, end: 'right' }), option, 'plain')
  }
  const high = pointAt(x, centre.s + (most - centre.value) / centre.vega)
  if (value <= high.value) return refine(guessBetween(value, { left: centre, right: high, end: 'left' }), option, upper)
  return refine(guessHigh({ option, most, high }), option, upper)
}

/** A volatility, the normalised value there and its slope. */
type Point = Readonly<{ s: number; value: number; vega: number }>

function pointAt(x: number, s: number): Point {
  const vega = normalisedVega(x, s)
  return { s, value: vega * valueOverVega(x / s, 0.5 * s), vega }
}

function guessAtTheMoney(option: NormalisedOption): number {
  return option.value < 0.1 ? option.value * rootOfTwoPi : 2 * tailQuantile(0.5 * option.shortfall)
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
  return distance / (rootOfThree * tailQuantile(probability))
}

/** Far above, `N(-s / 2)` runs out with the value's distance from its bound. */
function guessHigh(known: Readonly<{ option: NormalisedOption; most: number; high: Point }>): number {
  const { option, most, high } = known
  const steep = (option.x / high.s) * (option.x / high.s)
  const left = { at: high.value, value: normalCumulative(-0.5 * high.s), slope: -0.5 * exponential(0.5 * steep) }
  const right = { at: most, value: 0, slope: -0.5 }
  const curvature = (0.5 * rootOfTwoPi * exponential(steep + 0.125 * high.s * high.s) * steep) / high.s
  const control = fittedControl({ left, right, secondDerivative: curvature, end: 'left' })
  const mapped = rationalCubic(option.value, { left, right, control })
  // Close to the bound the curve itself rounds; half of what is lacking is then its value.
  const isReliable = mapped < left.value && option.shortfall > 1e-6 * most
  return 2 * tailQuantile(isReliable ? mapped : 0.5 * option.shortfall)
}

/** Householder steps; the error of the next is the fourth power of this one's, so a step below a hundred-thousandth is the last. */
function refine(guess: number, option: NormalisedOption, objective: Objective): number {
  // What the objective compares with does not change from step to step.
  const wanted = objective === 'plain' ? option.value : naturalLogarithm(objective === 'logarithm' ? option.value : option.shortfall)
  let s = guess
  for (let i = 0; i < 4; i++) {
    const moved = Math.max(s + householderStep(s, { x: option.x, wanted, objective }), 0.25 * s)
    const isLast = Math.abs(moved - s) <= 1e-5 * s
    s = moved
    if (isLast) break
  }
  return s
}

function householderStep(s: number, target: Readonly<{ x: number; wanted: number; objective: Objective }>): number {
  const { x, wanted } = target
  const h = x / s
  const t = 0.5 * s
  const second = (h * h) / s - 0.5 * t
  const third = second * second - (3 * h * h) / (s * s) - 0.25
  if (target.objective === 'plain') return householder(wanted / normalisedVega(x, s) - valueOverVega(h, t), second, third)
  const ratio = target.objective === 'logarithm' ? valueOverVega(h, t) : shortfallOverVega(h, t)
  const logarithm = naturalLogarithm(ratio / rootOfTwoPi) - 0.5 * (h * h + t * t)
  const rate = 1 / ratio
  if (target.objective === 'shortfall')
    return householder((logarithm - wanted) * ratio, second + rate, third + rate * (3 * second + 2 * rate))
  const bend = rate * (1 + 2 / logarithm)
  const bendOfBend = 2 * rate * rate * (1 + (3 / logarithm) * (1 + 1 / logarithm))
  return householder((1 - logarithm / wanted) * logarithm * ratio, second - bend, third + bendOfBend - 3 * second * bend)
}

function householder(newton: number, second: number, third: number): number {
  return (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6))
}

/**
 * The number that a normal variable exceeds with a probability up to a half, to 5e-4: as close as a guess needs.
 *
 * @see Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), formula 26.2.23.
 */
function tailQuantile(probability: number): number {
  const root = Math.sqrt(-2 * naturalLogarithm(Math.min(probability, 0.4999)))
  return root - (2.515517 + root * (0.802853 + root * 0.010328)) / (1 + root * (1.432788 + root * (0.189269 + root * 0.001308)))
}

function cubeRoot(value: number): number {
  return exponential(naturalLogarithm(value) / 3)
}
