import { invariant } from '../base/assert.ts'
import { exponential, naturalLogarithm } from '../num/elementary.ts'
import { nelderMead } from '../num/minimise.ts'
import { butterflyArbitrage, type ButterflyFinding } from './butterfly-arbitrage.ts'
import { extendedSlice, fitExtendedSlice } from './extended-ssvi.ts'
import { weightedSquares } from './smile-misfit.ts'
import type { SmileQuotes } from './smile-quotes.ts'
import { durrleman, lowestTotalVariance, sviPoint, wingSlopes, type SviSlice } from './svi.ts'

/** A slice freed of butterfly arbitrage, and how. */
export type RepairedSlice = Readonly<{
  slice: SviSlice
  butterfly: ButterflyFinding
  repair: 'penalty' | 'surface'
  iterations: number
  converged: boolean
}>

type Interval = Readonly<{ from: number; to: number }>

/**
 * The slice nearest to quotes that has no butterfly arbitrage, starting from the best one that has.
 *
 * Its five parameters are searched as lowest variance, two wings, centre and roundness, in which every point is a slice with positive
 * variance within Lee's bounds; what Durrleman's function lacks to zero is added as a penalty that grows until nothing is lacking. The search starts from the slice given and from the best SSVI slice, which
 * is free of arbitrage by its construction and stands in when neither search finds better.
 *
 * @example
 * repairButterfly({ quotes, slice, interval: { from: -3, to: 3 } }).butterfly.free // true
 */
export function repairButterfly(from: Readonly<{ quotes: SmileQuotes; slice: SviSlice; interval: Interval }>): RepairedSlice {
  const { quotes, slice, interval } = from
  const surface = fitExtendedSlice(quotes, undefined)
  const safe = extendedSlice(surface.slice)
  const scale = meanVariance(quotes)
  // What the best slice misses is the unit of misfit; next to nothing is taken as a hundred-thousandth of what there is to miss.
  const unit = misfit(slice, quotes) + 1e-5 * weightedSquares(quotes, () => 0)
  let iterations = surface.iterations
  let best: RepairedSlice | undefined
  for (const start of [slice, safe]) {
    const ended = penalised({ quotes, interval, start: pointOf(start, scale), scale, unit })
    iterations += ended.iterations
    const found = butterflyArbitrage(ended.slice, interval)
    if (!found.ok || !found.value.free) continue
    if (best !== undefined && misfit(best.slice, quotes) <= misfit(ended.slice, quotes)) continue
    best = { ...ended, butterfly: found.value, repair: 'penalty', iterations }
  }
  const found = butterflyArbitrage(safe, interval)
  if (best !== undefined && (!found.ok || misfit(best.slice, quotes) <= misfit(safe, quotes))) return { ...best, iterations }
  invariant(found.ok, 'an SSVI slice has variance above zero everywhere')
  return { slice: safe, butterfly: found.value, repair: 'surface', iterations, converged: surface.converged }
}

type Search = Readonly<{ quotes: SmileQuotes; interval: Interval; start: Float64Array; scale: number; unit: number }>

/** The penalty grows until nothing is lacking. */
function penalised(search: Search): Readonly<{ slice: SviSlice; iterations: number; converged: boolean }> {
  const { quotes, interval, scale, unit } = search
  let [point, iterations, converged] = [search.start, 0, false]
  for (const strength of [1e2, 1e4, 1e6, 1e8]) {
    const objective = (at: ArrayLike<number>): number => {
      const slice = sliceOf(at, scale)
      return misfit(slice, quotes) / unit + strength * lacking(slice, interval)
    }
    const ended = nelderMead(objective, point, { step: 0.15, tolerance: 1e-8, iterations: 1_500 })
    iterations += ended.iterations
    ;[point, converged] = [ended.point, ended.converged]
    const found = butterflyArbitrage(sliceOf(point, scale), interval)
    if (found.ok && found.value.free) break
  }
  return { slice: sliceOf(point, scale), iterations, converged }
}

const steepest = 2 * (1 - 1e-6)

function pointOf(slice: SviSlice, scale: number): Float64Array {
  const { left, right } = wingSlopes(slice)
  const steepness = (slope: number): number => {
    const share = Math.min(Math.max(slope / steepest, 1e-4), 1 - 1e-4)
    return naturalLogarithm(share / (1 - share))
  }
  const lowest = Math.max(lowestTotalVariance(slice) / scale, 1e-3)
  return Float64Array.of(naturalLogarithm(lowest), steepness(left), steepness(right), slice.m, naturalLogarithm(slice.sigma))
}

function sliceOf(point: ArrayLike<number>, scale: number): SviSlice {
  const left = steepest / (1 + exponential(-(point[1] as number)))
  const right = steepest / (1 + exponential(-(point[2] as number)))
  const sigma = exponential(Math.min(point[4] as number, 5))
  const b = 0.5 * (left + right)
  return {
    a: scale * exponential(point[0] as number) - sigma * Math.sqrt(left * right),
    b,
    rho: (right - left) / (right + left),
    m: point[3] as number,
    sigma,
  }
}

function meanVariance(quotes: SmileQuotes): number {
  const variances = Array.from(quotes.totalVariances)
  return variances.reduce((sum, variance) => sum + variance, 0) / variances.length
}

function misfit(slice: SviSlice, quotes: SmileQuotes): number {
  return weightedSquares(quotes, (k) => sviPoint(slice, k).variance)
}

const steps = 120
/** Aimed at instead of zero, so that the end of the search lies on the good side of it. */
const margin = 1e-3

function lacking(slice: SviSlice, interval: Interval): number {
  let sum = 0
  const add = (k: number): void => {
    const point = sviPoint(slice, k)
    const value = point.variance > 0 ? durrleman(point, k) : -1
    if (value < margin) sum += (margin - value) * (margin - value)
  }
  for (let i = 0; i <= steps; i++) {
    add(interval.from + ((interval.to - interval.from) * i) / steps)
    add(slice.m + slice.sigma * (i / 10 - steps / 20))
  }
  return sum / steps
}
