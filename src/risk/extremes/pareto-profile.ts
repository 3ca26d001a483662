import { naturalLogarithm } from '../../num/elementary.ts'

/** Excesses with the mean 1, prepared for the profile likelihood. */
export type ParetoProfile = Readonly<{
  excesses: Float64Array
  most: number
  /** Means of powers, `powers[k]` of `(y / most)^k`, for the series near shape 0. */
  powers: Float64Array
}>

/** A point of the profile, at the best shape and scale for its `theta`. */
export type ProfilePoint = Readonly<{
  shape: number
  /** In units of the mean excess. */
  scale: number
  /** Minus the mean log-likelihood. */
  cost: number
  /** The slope of the mean log-likelihood in theta, and minus the slope of that. */
  score: number
  steepness: number
}>

const seriesTerms = 18
/** Below this product of theta and the largest excess the series is exact and the closed forms are not. */
const seriesWithin = 0.1

/**
 * Prepares excesses for the profile.
 *
 * @param excesses - Above 0, with the mean 1; kept, not copied.
 *
 * @example
 * createParetoProfile(Float64Array.of(0.5, 1, 1.5))
 */
export function createParetoProfile(excesses: Float64Array): ParetoProfile {
  let most = 0
  for (const y of excesses) most = Math.max(most, y)
  const powers = new Float64Array(seriesTerms + 1)
  for (const y of excesses) {
    const share = y / most
    let term = 1
    for (let k = 0; k <= seriesTerms; k++) {
      powers[k] = (powers[k] as number) + term
      term *= share
    }
  }
  return { excesses, most, powers: powers.map((sum) => sum / excesses.length) }
}

/**
 * The likelihood of a generalised Pareto distribution at `theta = shape / scale`, at the best shape for it: the mean of
 * `log(1 + theta * y)`.
 *
 * @param theta - Above `-1 / most`; 0 is the exponential distribution.
 *
 * @see Grimshaw (1993).
 *
 * @example
 * profileAt(createParetoProfile(Float64Array.of(0.5, 1, 1.5)), 0).cost // 1
 */
export function profileAt(profile: ParetoProfile, theta: number): ProfilePoint {
  return Math.abs(theta) * profile.most < seriesWithin ? seriesPoint(profile, theta) : closedPoint(profile, theta)
}

/**
 * The cost alone, for a scan: as in `profileAt`, without a division per excess.
 *
 * @example
 * profileCostAt(createParetoProfile(Float64Array.of(0.5, 1, 1.5)), 0) // 1
 */
export function profileCostAt(profile: ParetoProfile, theta: number): number {
  if (Math.abs(theta) * profile.most < seriesWithin) return seriesPoint(profile, theta).cost
  const { excesses } = profile
  // One logarithm for many factors: eight of them take no product from inside this range to beyond that of doubles.
  let [logarithms, product] = [0, 1]
  for (let i = 0; i < excesses.length; i++) {
    product *= 1 + theta * (excesses[i] as number)
    if ((i & 7) === 7 && (product > 1e100 || product < 1e-100)) {
      logarithms += naturalLogarithm(product)
      product = 1
    }
  }
  const shape = (logarithms + naturalLogarithm(product)) / excesses.length
  return naturalLogarithm(shape / theta) + shape + 1
}

function closedPoint({ excesses }: ParetoProfile, theta: number): ProfilePoint {
  let [logarithms, product] = [0, 1]
  let [inverses, squares] = [0, 0]
  for (let i = 0; i < excesses.length; i++) {
    const z = 1 + theta * (excesses[i] as number)
    product *= z
    if ((i & 7) === 7 && (product > 1e100 || product < 1e-100)) {
      logarithms += naturalLogarithm(product)
      product = 1
    }
    const inverse = 1 / z
    inverses += inverse
    squares += inverse * inverse
  }
  const n = excesses.length
  const [first, second] = [inverses / n, squares / n]
  const scale = (logarithms + naturalLogarithm(product)) / (n * theta)
  // Means of y / z, of minus y^2 / z^2, and the difference of the first and the scale over theta.
  const slope = (1 - first) / theta
  const bend = -(1 - 2 * first + second) / (theta * theta)
  const gap = (slope - scale) / theta
  return pointOf(theta, { scale, slope, bend, gap, gapSlope: (bend - 2 * gap) / theta })
}

/** The same as power series in theta, which keep the digits that the closed forms lose near 0. */
function seriesPoint({ most, powers }: ParetoProfile, theta: number): ProfilePoint {
  let [scale, slope, bend, gap, gapSlope] = [0, 0, 0, 0, 0]
  // Term k holds (-1)^(k-1) mean(y^k) theta^(k-1).
  let term = most
  for (let k = 1; k <= seriesTerms; k++) {
    const value = term * (powers[k] as number)
    scale += value / k
    slope += value
    // One and two powers of theta fewer, taken from the terms after this one.
    const next = -term * most * (powers[k + 1] ?? 0)
    const afterNext = term * most * most * (powers[k + 2] ?? 0)
    bend += k * next
    gap += (1 - 1 / (k + 1)) * next
    gapSlope += k * (1 - 1 / (k + 2)) * afterNext
    term *= -theta * most
  }
  return pointOf(theta, { scale, slope, bend, gap, gapSlope })
}

/** `scale`: mean of log(z)/theta; its slope in theta is `gap`. `slope`: mean of y/z; its slope is `bend`. */
type ProfileMeans = Readonly<{ scale: number; slope: number; bend: number; gap: number; gapSlope: number }>

function pointOf(theta: number, { scale, slope, bend, gap, gapSlope }: ProfileMeans): ProfilePoint {
  const ratio = gap / scale
  return {
    shape: theta * scale,
    scale,
    cost: naturalLogarithm(scale) + theta * scale + 1,
    score: -(ratio + slope),
    steepness: gapSlope / scale - ratio * ratio + bend,
  }
}
