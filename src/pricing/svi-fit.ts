import { accept, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { exponential, naturalLogarithm } from '../num/elementary.ts'
import { nelderMead, type Minimum } from '../num/minimise.ts'
import { butterflyArbitrage, type ButterflyFinding } from './butterfly-arbitrage.ts'
import { quasiExplicit } from './quasi-explicit.ts'
import { weightedSquares } from './smile-misfit.ts'
import { refusalOf, requireQuotes, type SmileQuotes, type SmileRefusal } from './smile-quotes.ts'
import { lowestTotalVariance, sviPoint, type SviSlice } from './svi.ts'
import { repairButterfly } from './svi-repair.ts'

/** A slice fitted to quotes and how well it fits. */
export type SviFit = Readonly<{
  slice: SviSlice
  /** Whether the search came to rest. A slice that did not is the best one seen. */
  converged: boolean
  iterations: number
  /** Total variance of the slice less that of the quote, one for each quote. */
  residuals: Float64Array
  /** Root of the weighted mean of squared residuals, in the unit the weights make. */
  rootMeanSquare: number
  /** The search for butterfly arbitrage on the slice returned; always free. */
  butterfly: ButterflyFinding
  /** What it took to free the best slice of butterfly arbitrage: nothing, a penalty in the search, or an SSVI slice. */
  repair: 'none' | 'penalty' | 'surface'
}>

/**
 * Fits raw SVI to the quotes of one expiry, without butterfly arbitrage.
 *
 * Quasi-explicit: a search over centre and roundness from several starts, and for each of these the best level and wings in closed
 * form within Lee's bounds. When the best slice has butterfly arbitrage, it is searched again in all five parameters with a penalty on
 * negative values of Durrleman's function; should that not suffice, the best SSVI slice stands in, which has none.
 *
 * @param quotes - Of one expiry, in any order.
 * @returns A refusal for fewer than five quotes with weight, or fewer than five strikes.
 * @throws ArgumentError for numbers that are not finite, variances not above 0, weights below 0 and lengths that differ.
 * @see De Marco & Martini, "Quasi-explicit calibration of Gatheral's SVI model", Zeliade white paper (2009).
 *
 * @example
 * fitSvi({ logStrikes: [0], totalVariances: [0.04], weights: [1] }) // { ok: false, refusal: { reason: 'tooFewQuotes', found: 1, least: 5 } }
 */
export function fitSvi(quotes: SmileQuotes): Result<SviFit, SmileRefusal> {
  requireQuotes(quotes)
  const refusal = refusalOf(quotes)
  if (refusal !== undefined) return refusal
  const searched = search(quotes)
  const interval = searchInterval(quotes)
  const found = butterflyArbitrage(searched.slice, interval)
  if (found.ok && found.value.free) return accept({ ...fitOf(quotes, searched), butterfly: found.value, repair: 'none' })
  const repaired = repairButterfly({ quotes, slice: searched.slice, interval })
  const iterations = searched.iterations + repaired.iterations
  return accept({
    ...fitOf(quotes, { slice: repaired.slice, iterations, converged: searched.converged && repaired.converged }),
    butterfly: repaired.butterfly,
    repair: repaired.repair,
  })
}

type Searched = Readonly<{ slice: SviSlice; iterations: number; converged: boolean }>

/** The strikes quoted and as far again on either side, and never less than a factor of twenty: arbitrage hides where nobody trades. */
function searchInterval(quotes: SmileQuotes): Readonly<{ from: number; to: number }> {
  const { from, to } = rangeOf(quotes)
  return { from: Math.min(-3, from - 1), to: Math.max(3, to + 1) }
}

function rangeOf(quotes: SmileQuotes): Readonly<{ from: number; to: number }> {
  let [from, to] = [Infinity, -Infinity]
  for (let i = 0; i < quotes.logStrikes.length; i++) {
    if (!((quotes.weights[i] as number) > 0)) continue
    from = Math.min(from, quotes.logStrikes[i] as number)
    to = Math.max(to, quotes.logStrikes[i] as number)
  }
  return { from, to }
}

const startsOfCentre: readonly number[] = [-0.1, 0.15, 0.35, 0.5, 0.65, 0.85, 1.1]
const startsOfRoundness: readonly number[] = [0.03, 0.08, 0.2, 0.5, 1.2]

function search(quotes: SmileQuotes): Searched {
  const free = searchAbove(quotes, -Infinity)
  if (lowestTotalVariance(free.slice) > 0) return free
  // A level that cannot fall below zero keeps all of the curve above it.
  const bounded = searchAbove(quotes, 1e-3 * lowestOf(quotes))
  return { ...bounded, iterations: free.iterations + bounded.iterations }
}

function searchAbove(quotes: SmileQuotes, leastLevel: number): Searched {
  const { from, to } = rangeOf(quotes)
  const width = to - from
  const level = leastLevel === -Infinity ? -10 * highestOf(quotes) : leastLevel
  const sliceAt = (point: ArrayLike<number>) =>
    quasiExplicit(quotes, { m: from + width * (point[0] as number), sigma: width * exponential(point[1] as number), leastLevel: level })
  // A centre or a roundness far beyond the quotes describes nothing they say.
  const isInside = (point: ArrayLike<number>): boolean =>
    Math.abs((point[0] as number) - 0.5) <= 1.5 &&
    (point[1] as number) >= naturalLogarithm(0.01) &&
    (point[1] as number) <= naturalLogarithm(5)
  // Below this share of what there is to fit a residual is rounding, and the search would chase it for ever.
  const rounding = 1e-5 * weightedSquares(quotes, () => 0)
  const objective = (point: ArrayLike<number>): number => (isInside(point) ? sliceAt(point).squares + rounding : Infinity)
  const starts = startsOfCentre
    .flatMap((centre) => startsOfRoundness.map((roundness) => [centre, naturalLogarithm(roundness)]))
    .map((point) => ({ point, value: objective(point) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 3)
  let best: Minimum = { point: Float64Array.from(starts[0]?.point ?? []), value: Infinity, iterations: 0, converged: false }
  let iterations = 0
  for (const start of starts) {
    const ended = nelderMead(objective, start.point, { step: [0.1, 0.3], tolerance: 1e-10, iterations: 400 })
    iterations += ended.iterations
    if (ended.value < best.value) best = ended
  }
  return { slice: sliceAt(best.point).slice, iterations, converged: best.converged }
}

function highestOf(quotes: SmileQuotes): number {
  return Array.from(quotes.totalVariances).reduce((most, value) => Math.max(most, value), 0)
}

function lowestOf(quotes: SmileQuotes): number {
  return Array.from(quotes.totalVariances).reduce((least, value) => Math.min(least, value), Infinity)
}

function fitOf(quotes: SmileQuotes, searched: Searched): Omit<SviFit, 'butterfly' | 'repair'> {
  const residuals = Float64Array.from(
    quotes.logStrikes,
    (k, i) => sviPoint(searched.slice, k).variance - (quotes.totalVariances[i] as number),
  )
  const squares = createSum()
  const total = createSum()
  for (let i = 0; i < residuals.length; i++) {
    const residual = residuals[i] as number
    addToSum(squares, (quotes.weights[i] as number) * residual * residual)
    addToSum(total, quotes.weights[i] as number)
  }
  // Weights that turn residuals into spreads already have a unit, so the mean is over quotes, not over weights.
  const counted = Array.from(quotes.weights).filter((weight) => weight > 0).length
  return { ...searched, residuals, rootMeanSquare: Math.sqrt(totalOf(squares) / counted) }
}
