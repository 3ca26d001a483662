import { accept, type Result } from '../base/result.ts'
import { exponential, hyperbolicTangent, naturalLogarithm } from '../num/elementary.ts'
import { nelderMead } from '../num/minimise.ts'
import { residualsOf, varianceAtTheMoney, weightedSquares } from './smile-misfit.ts'
import type { SmileQuotes } from './smile-quotes.ts'
import { surfaceRefusal, type SurfaceRefusal, type TimedQuotes } from './ssvi-fit.ts'
import { sviPoint, type SviSlice } from './svi.ts'

/** One expiry of extended SSVI, whose tilt differs from expiry to expiry. */
export type ExtendedSlice = Readonly<{
  /** Total variance at the money, above 0. */
  theta: number
  /** Tilt, strictly between -1 and 1. */
  rho: number
  /** `theta * phi`: the sum of the slopes of both wings, above 0. */
  psi: number
}>

/** An extended surface fitted to all expiries. */
export type ExtendedFit = Readonly<{
  slices: readonly ExtendedSlice[]
  converged: boolean
  iterations: number
  /** Total variance of the surface less that of the quote, by expiry. */
  residuals: readonly Float64Array[]
  rootMeanSquare: number
}>

/**
 * An extended slice as raw SVI.
 *
 * @example
 * extendedSlice({ theta: 0.04, rho: 0, psi: 0.2 }).b // 0.1
 */
export function extendedSlice(slice: ExtendedSlice): SviSlice {
  const { theta, rho, psi } = slice
  const phi = psi / theta
  const narrow = (1 - rho) * (1 + rho)
  return { a: 0.5 * theta * narrow, b: 0.5 * psi, rho, m: -rho / phi + 0, sigma: Math.sqrt(narrow) / phi }
}

/**
 * Fits extended SSVI: each expiry has its own tilt, and neighbours are kept from crossing.
 *
 * From the first expiry to the last, each slice is the best one that has no butterfly arbitrage by itself, wings no flatter than those
 * of the slice before it, more variance at the money and no larger a scale. These suffice against calendar arbitrage, and there is
 * always such a slice: the one before it, raised a little.
 *
 * @param expiries - In order of time, one or more.
 * @throws ArgumentError for expiries that do not rise and quotes that are no numbers.
 * @see Hendriks & Martini, "The extended SSVI volatility surface", J. Computational Finance 22 (2019); Corbetta, Cohort, Laachir &
 *   Martini, "Robust calibration and arbitrage-free interpolation of SSVI slices", Decisions in Economics and Finance 42 (2019).
 *
 * @example
 * fitExtendedSsvi([]) // { ok: false, refusal: { reason: 'tooFewExpiries', found: 0, least: 1 } }
 */
export function fitExtendedSsvi(expiries: readonly TimedQuotes[]): Result<ExtendedFit, SurfaceRefusal> {
  const refusal = surfaceRefusal(expiries, 1)
  if (refusal !== undefined) return refusal
  const slices: ExtendedSlice[] = []
  let iterations = 0
  let converged = true
  for (const expiry of expiries) {
    const fitted = fitExtendedSlice(expiry.quotes, slices.at(-1))
    slices.push(fitted.slice)
    iterations += fitted.iterations
    converged &&= fitted.converged
  }
  const residuals = expiries.map((expiry, i) => {
    const slice = extendedSlice(slices[i] as ExtendedSlice)
    return residualsOf(expiry.quotes, (k) => sviPoint(slice, k).variance)
  })
  const squares = expiries.reduce((sum, expiry, i) => sum + squaresOf(expiry.quotes, slices[i] as ExtendedSlice), 0)
  const counted = expiries.reduce((sum, { quotes }) => sum + Array.from(quotes.weights).filter((weight) => weight > 0).length, 0)
  return accept({ slices, converged, iterations, residuals, rootMeanSquare: Math.sqrt(squares / counted) })
}

function squaresOf(quotes: SmileQuotes, slice: ExtendedSlice): number {
  const raw = extendedSlice(slice)
  return weightedSquares(quotes, (k) => sviPoint(raw, k).variance)
}

/**
 * The best extended slice for the quotes of one expiry that has no butterfly arbitrage and does not cross the slice before it.
 *
 * @param quotes - At least one.
 * @param before - Of the expiry before; undefined for the first.
 *
 * @example
 * fitExtendedSlice(quotes, undefined).slice.rho
 */
export function fitExtendedSlice(
  quotes: SmileQuotes,
  before: ExtendedSlice | undefined,
): Readonly<{ slice: ExtendedSlice; iterations: number; converged: boolean }> {
  const quoted = varianceAtTheMoney(quotes)
  const floor = before?.theta ?? 0
  const start = naturalLogarithm(Math.max(quoted - floor, 1e-4 * quoted))
  const objective = (point: ArrayLike<number>): number => {
    const slice = sliceOf(point, before)
    return slice === undefined ? Infinity : squaresOf(quotes, slice)
  }
  // The tilt of the slice before is always allowed; without one any is.
  const known = before === undefined ? -0.2 : inverseTangent(before.rho)
  const tilts = before === undefined ? [-0.8, -0.2, 0.4] : [known]
  let best: ReturnType<typeof nelderMead> | undefined
  let iterations = 0
  for (const tilt of tilts) {
    const ended = nelderMead(objective, [start, tilt, 0], { step: [0.05, 0.1, 0.5], tolerance: 1e-10, iterations: 600 })
    iterations += ended.iterations
    if (best === undefined || ended.value < best.value) best = ended
  }
  const slice = best === undefined ? undefined : sliceOf(best.point, before)
  const fallback = before ?? { theta: quoted, rho: 0, psi: quoted }
  return { slice: slice ?? fallback, iterations, converged: best?.converged ?? false }
}

/** Unbounded numbers to a slice within the conditions; undefined where a tilt leaves no room between the wings' floor and the ceiling. */
function sliceOf(point: ArrayLike<number>, before: ExtendedSlice | undefined): ExtendedSlice | undefined {
  const theta = (before?.theta ?? 0) + exponential(point[0] as number)
  const rho = 0.999 * hyperbolicTangent(point[1] as number)
  const tilt = 1 + Math.abs(rho)
  let most = Math.min((4 * (1 - 1e-9)) / tilt, Math.sqrt((4 * (1 - 1e-9) * theta) / tilt))
  let least = 0
  if (before !== undefined) {
    most = Math.min(most, (before.psi * theta) / before.theta)
    least = before.psi * Math.max((1 + before.rho) / (1 + rho), (1 - before.rho) / (1 - rho))
  }
  if (!(most > least)) return undefined
  const share = 1 / (1 + exponential(-(point[2] as number)))
  return { theta, rho, psi: least + (most - least) * share }
}

function inverseTangent(rho: number): number {
  const bounded = rho / 0.999
  return 0.5 * naturalLogarithm((1 + bounded) / (1 - bounded))
}
