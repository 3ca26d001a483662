import { cosine, exponential, hyperbolicCosine, hyperbolicSine, naturalLogarithm, arctangent, sine } from '../../num/elementary.ts'
import { bracketedRoot } from '../../num/root.ts'

/** A sum of independent parts `linear * y + curvature * y^2 / 2`, each `y` standard normal. */
export type QuadraticForm = Readonly<{ linear: Float64Array; curvature: Float64Array }>

/**
 * The probability that the form is above `x`, to some twelve digits of the smaller tail.
 *
 * The characteristic function is inverted along a hyperbola through the saddle point instead of a straight line: on it the integrand
 * dies doubly exponentially, so the trapezoidal rule converges with few points even where the straight integral hardly does.
 *
 * @returns From 0 to 1; exactly 0 or 1 beyond the end of a form that has one.
 * @see S. Rice, "Distribution of quadratic forms in normal random variables: evaluation by numerical integration", SIAM J. Sci. Stat.
 *   Comput. 1 (1980).
 *
 * @example
 * survivalOf({ linear: Float64Array.of(1), curvature: Float64Array.of(0) }, 0) // 0.5
 */
export function survivalOf(form: QuadraticForm, x: number): number {
  const ends = endsOf(form)
  if (x >= ends.high) return 0
  if (x <= ends.low) return 1
  const contour = contourThrough(form, x, ends)
  const integral = integrate(form, { x, contour, order: 1 })
  return contour.through > 0 ? integral : 1 + integral
}

/**
 * The expectation of what the form exceeds `x` by, nothing where it does not.
 *
 * @returns In the unit of the form, 0 or above.
 *
 * @example
 * expectedExcess({ linear: Float64Array.of(1), curvature: Float64Array.of(0) }, 0) // 0.3989
 */
export function expectedExcess(form: QuadraticForm, x: number): number {
  const ends = endsOf(form)
  if (x >= ends.high) return 0
  const mean = form.curvature.reduce((sum, curvature) => sum + curvature / 2, 0)
  if (x <= ends.low) return mean - x
  const contour = contourThrough(form, x, ends)
  const integral = integrate(form, { x, contour, order: 2 })
  return Math.max(0, contour.through > 0 ? integral : mean - x + integral)
}

type Ends = Readonly<{ low: number; high: number; edge: number }>
type Contour = Readonly<{ through: number; width: number; bend: number }>

/** How far the contour leans: its real part grows by this share of its imaginary part. */
const lean = 0.15

/**
 * From this ratio of linear to curved on a part is dead along the contour before `|s|` reaches `1 / c`, where its curvature is felt, so its
 * far vertex decides nothing. Below it, a contour that leans the wrong way for the part's straight stretch grows by no more than
 * `exp(lean^2 ratio^2 / 8)`, a hundredfold.
 */
const straightness = 40

/**
 * Where the form ends: with no purely linear part it is a sum of shifted squares, bounded where all curve the same way. `edge` is the
 * sum of the vertices of those that curve noticeably: the integrand dies to the right of the contour for an `x` above it and to the left for one below. A linear part
 * dies on both sides, as the contour stays steeper than one to one.
 */
function endsOf({ linear, curvature }: QuadraticForm): Ends {
  let end = 0
  let edge = 0
  let isStraight = false
  let [anyUp, anyDown] = [false, false]
  curvature.forEach((c, i) => {
    const b = linear[i] as number
    if (c === 0) isStraight ||= b !== 0
    else {
      end -= (b * b) / (2 * c)
      if (Math.abs(b) < straightness * Math.abs(c)) edge -= (b * b) / (2 * c)
    }
    anyUp ||= c > 0
    anyDown ||= c < 0
  })
  if (isStraight) return { low: -Infinity, high: Infinity, edge }
  return { low: anyDown ? -Infinity : end, high: anyUp ? Infinity : end, edge }
}

/** A hyperbola through the real axis at the saddle point, kept off the pole at 0. */
function contourThrough(form: QuadraticForm, x: number, ends: Ends): Contour {
  const through = offPole(form, saddlePoint(form, x))
  const { second } = derivatives(form, through)
  return { through, width: 1 / Math.sqrt(second), bend: x > ends.edge ? 1 : -1 }
}

/** Where on the real axis the exponent is flat: the derivative of the cumulant function, which grows throughout its strip, equals `x`. */
function saddlePoint(form: QuadraticForm, x: number): number {
  const strip = stripOf(form)
  const excess = (s: number): number => derivatives(form, s).first - x
  const scale = 1 / Math.sqrt(derivatives(form, 0).second)
  const rising = excess(0) < 0
  let near = 0
  let far = 0
  for (let k = 0; k < 2_000; k++) {
    // Outwards by doubling, or by halving what is left up to the end of the strip.
    const doubled = rising ? Math.max(scale, 2 * far) : Math.min(-scale, 2 * far)
    const end = rising ? strip.high : strip.low
    near = far
    far = rising ? Math.min(doubled, 0.5 * (far + end)) : Math.max(doubled, 0.5 * (far + end))
    if (!Number.isFinite(far)) far = doubled
    if (excess(far) >= 0 === rising) break
  }
  const root = bracketedRoot(excess, { low: Math.min(near, far), high: Math.max(near, far), tolerance: 1e-6 * scale })
  return root.ok ? root.value : far
}

function offPole(form: QuadraticForm, saddle: number): number {
  const strip = stripOf(form)
  const least = 0.5 / Math.sqrt(derivatives(form, 0).second)
  if (saddle >= 0) return Math.max(saddle, Math.min(least, 0.5 * strip.high))
  return Math.min(saddle, Math.max(-least, 0.5 * strip.low))
}

/** Where the moment generating function exists. */
function stripOf({ curvature }: QuadraticForm): Readonly<{ low: number; high: number }> {
  const most = Math.max(0, ...curvature)
  const least = Math.min(0, ...curvature)
  return { low: least < 0 ? 1 / least : -Infinity, high: most > 0 ? 1 / most : Infinity }
}

function derivatives({ linear, curvature }: QuadraticForm, s: number): Readonly<{ first: number; second: number }> {
  let [first, second] = [0, 0]
  for (let i = 0; i < curvature.length; i++) {
    const c = curvature[i] as number
    const b2 = (linear[i] as number) * (linear[i] as number)
    const q = 1 / (1 - c * s)
    first += 0.5 * c * q + b2 * s * q * (1 + 0.5 * c * s * q)
    second += 0.5 * c * c * q * q + b2 * q * q * q
  }
  return { first, second }
}

/** Trapezoidal rule along the contour, halving its step until two results agree. */
function integrate(form: QuadraticForm, of: Readonly<{ x: number; contour: Contour; order: 1 | 2 }>): number {
  let step = 0.25
  let sum = 0.5 * integrand(form, of, 0).value + sumFrom(form, of, { first: step, step })
  let result = sum * step
  for (let halving = 0; halving < 9; halving++) {
    sum += sumFrom(form, of, { first: step / 2, step })
    step /= 2
    const finer = sum * step
    const done = Math.abs(finer - result) <= 1e-13 * Math.abs(finer)
    result = finer
    if (done) break
  }
  return result / Math.PI
}

type Inversion = Readonly<{ x: number; contour: Contour; order: 1 | 2 }>

function sumFrom(form: QuadraticForm, of: Inversion, points: Readonly<{ first: number; step: number }>): number {
  let sum = 0
  let [largest, before] = [0, Infinity]
  for (let v = points.first; v < 60; v += points.step) {
    const { value, size } = integrand(form, of, v)
    largest = Math.max(largest, size)
    // The size dies from the saddle on. Where an almost straight part curves at last it may grow again: that is not of this integral.
    if (size <= 1e-18 * largest || (size > before && before <= 1e-14 * largest)) break
    sum += value
    before = size
  }
  return sum
}

/** The real part of `exp(K(s) - s x) / s^order * ds/dv / i` at the point `v` of the contour, and the size of the whole. */
function integrand(form: QuadraticForm, { x, contour, order }: Inversion, v: number): Readonly<{ value: number; size: number }> {
  const { through, width, bend } = contour
  const [sinh, cosh] = [hyperbolicSine(v), hyperbolicCosine(v)]
  const re = through + lean * bend * width * (cosh - 1)
  const im = width * sinh
  // ds/dv over i.
  const [slopeRe, slopeIm] = [width * cosh, -lean * bend * width * sinh]
  let [exponent, phase] = [-re * x, -im * x]
  for (let i = 0; i < form.curvature.length; i++) {
    const c = form.curvature[i] as number
    const b = form.linear[i] as number
    const [qRe, qIm] = [1 - c * re, -c * im]
    const q2 = qRe * qRe + qIm * qIm
    exponent -= 0.25 * naturalLogarithm(q2)
    phase -= 0.5 * argumentOf(qRe, qIm)
    // b^2 s^2 / (2 (1 - c s)).
    const [sRe, sIm] = [re * re - im * im, 2 * re * im]
    exponent += (0.5 * b * b * (sRe * qRe + sIm * qIm)) / q2
    phase += (0.5 * b * b * (sIm * qRe - sRe * qIm)) / q2
  }
  const s2 = re * re + im * im
  const scale = order === 1 ? 0.5 * naturalLogarithm(s2) : naturalLogarithm(s2)
  const angle = phase - order * argumentOf(re, im)
  if (exponent - scale < -700) return { value: 0, size: 0 }
  const factor = exponential(exponent - scale)
  return { value: factor * (slopeRe * cosine(angle) - slopeIm * sine(angle)), size: factor * (Math.abs(slopeRe) + Math.abs(slopeIm)) }
}

/** The angle of a complex number, from -pi to pi. */
function argumentOf(re: number, im: number): number {
  if (re > 0) return arctangent(im / re)
  const quarter = im >= 0 ? Math.PI / 2 : -Math.PI / 2
  return re === 0 ? quarter : quarter - arctangent(re / im)
}
