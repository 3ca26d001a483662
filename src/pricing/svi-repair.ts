import { exponential, naturalLogarithm } from '../num/elementary.ts'
import { nelderMead } from '../num/minimise.ts'
import { butterflyArbitrage, type ButterflyFinding } from './butterfly-arbitrage.ts'
import type { SmileQuotes } from './smile-quotes.ts'
import { durrleman, lowestTotalVariance, sviPoint, wingSlopes, type SviSlice } from './svi.ts'

/** A slice freed of butterfly arbitrage, and how. */
export type RepairedSlice = Readonly<{
  slice: SviSlice
  butterfly: ButterflyFinding
  repair: 'penalty' | 'flattened'
  iterations: number
  converged: boolean
}>

type Interval = Readonly<{ from: number; to: number }>

/**
 * The slice nearest to quotes that has no butterfly arbitrage, starting from the best one that has.
 *
 * Its five parameters are searched as lowest variance, two wings, centre and roundness, in which every point is a slice with positive
 * variance within Lee's bounds; what Durrleman's function lacks to zero is added as a penalty that grows until nothing is lacking.
 *
 * @example
 * repairButterfly({ quotes, slice, interval: { from: -3, to: 3 } }).butterfly.free // true
 */
export function repairButterfly(from: Readonly<{ quotes: SmileQuotes; slice: SviSlice; interval: Interval }>): RepairedSlice {
  const { quotes, interval } = from
  const scale = meanVariance(quotes)
  let start = pointOf(from.slice, scale)
  let iterations = 0
  for (const strength of [1e2, 1e4, 1e6]) {
    const objective = (point: ArrayLike<number>): number => {
      const slice = sliceOf(point, scale)
      return misfit(slice, quotes) + strength * lacking(slice, interval)
    }
    const ended = nelderMead(objective, start, { step: 0.15, tolerance: 1e-9, iterations: 1_500 })
    iterations += ended.iterations
    start = ended.point
    const slice = sliceOf(ended.point, scale)
    const found = butterflyArbitrage(slice, interval)
    if (found.ok && found.value.free) return { slice, butterfly: found.value, repair: 'penalty', iterations, converged: ended.converged }
  }
  return { ...flatten(sliceOf(start, scale), interval), iterations, converged: true }
}

/** A flat smile has no arbitrage, so on the way to it there is the first slice that has none. */
function flatten(slice: SviSlice, interval: Interval): Readonly<{ slice: SviSlice; butterfly: ButterflyFinding; repair: 'flattened' }> {
  let [steep, flat] = [1, 0]
  for (let i = 0; i < 40; i++) {
    const middle = 0.5 * (steep + flat)
    const found = butterflyArbitrage(scaled(slice, middle), interval)
    if (found.ok && found.value.free) flat = middle
    else steep = middle
  }
  const flattened = scaled(slice, flat)
  const found = butterflyArbitrage(flattened, interval)
  const butterfly = found.ok ? found.value : { lowest: 1, at: 0, steepestWing: 0, free: true }
  return { slice: flattened, butterfly, repair: 'flattened' }
}

/** The slice with wings `by` times as steep and the same variance at the money. */
function scaled(slice: SviSlice, by: number): SviSlice {
  const { variance } = sviPoint(slice, 0)
  return { ...slice, b: slice.b * by, a: variance - (variance - slice.a) * by }
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

/** Mean of weighted squared residuals over what it would be if the slice were zero: a number without unit to weigh a penalty against. */
function misfit(slice: SviSlice, quotes: SmileQuotes): number {
  let [squares, whole] = [0, 0]
  for (let i = 0; i < quotes.logStrikes.length; i++) {
    const variance = quotes.totalVariances[i] as number
    const residual = sviPoint(slice, quotes.logStrikes[i] as number).variance - variance
    squares += (quotes.weights[i] as number) * residual * residual
    whole += (quotes.weights[i] as number) * variance * variance
  }
  return squares / whole
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
