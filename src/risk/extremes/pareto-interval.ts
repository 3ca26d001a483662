import { ArgumentError, requirePositiveSeries, requireProbability } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import { normalQuantile } from '../../num/normal.ts'
import { bracketedRoot } from '../../num/root.ts'
import type { ParetoFit, ParetoParameters } from './generalised-pareto.ts'

/** Shapes that a likelihood-ratio test does not reject. */
export type ShapeInterval = Readonly<{
  low: Result<number, Readonly<{ reason: 'openBelow' }>>
  high: number
}>

/**
 * The profile-likelihood interval of the shape: all shapes whose best likelihood is not too far below the maximum. It leans towards heavy
 * tails as the truth does, where an estimate plus and minus two errors is symmetric.
 *
 * @param fit - Of the same excesses.
 * @param confidence - Of the interval, 0.95 if not given.
 * @returns `low` is refused where even a shape of -1 is not rejected.
 * @throws ArgumentError for excesses that are not positive numbers, or a confidence outside its range.
 * @see S. Coles, "An Introduction to Statistical Modeling of Extreme Values" (2001), section 4.3.
 *
 * @example
 * const excesses = losses.map((loss) => loss - 0.02).filter((excess) => excess > 0)
 * const fit = fitGeneralisedPareto(excesses)
 * fit.ok && shapeInterval(excesses, fit.value) // { low: accept(-0.1672), high: 0.7082 }
 */
export function shapeInterval(excesses: ArrayLike<number>, fit: ParetoFit, confidence = 0.95): ShapeInterval {
  requirePositiveSeries('excesses', excesses)
  requireProbability('confidence', confidence)
  const z = normalQuantile(0.5 + confidence / 2)
  const floor = fit.logLikelihood - 0.5 * z * z
  const mean = totalOfExcesses(excesses) / excesses.length
  const scaled = Float64Array.from(excesses, (y) => y / mean)
  const shift = excesses.length * naturalLogarithm(mean)
  const above = (shape: number): number => bestLikelihoodAt(scaled, shape).logLikelihood - shift - floor
  return { low: lowEnd(above, fit.shape), high: highEnd(above, fit.shape) }
}

function lowEnd(above: (shape: number) => number, shape: number): ShapeInterval['low'] {
  const least = -1 + 1e-9
  let [inside, step] = [shape, 0.1]
  for (;;) {
    const tried = Math.max(least, inside - step)
    if (above(tried) < 0) return accept(rootBetween(above, tried, inside))
    if (tried === least) return refuse({ reason: 'openBelow' })
    inside = tried
    step *= 1.5
  }
}

function highEnd(above: (shape: number) => number, shape: number): number {
  let [inside, step] = [shape, 0.1]
  for (;;) {
    const tried = inside + step
    if (above(tried) < 0) return rootBetween(above, inside, tried)
    inside = tried
    step *= 1.5
  }
}

function rootBetween(above: (shape: number) => number, low: number, high: number): number {
  const root = bracketedRoot(above, { low, high, tolerance: 1e-10 })
  if (root.ok) return root.value
  return root.refusal.reason === 'notConverged' ? root.refusal.best : low
}

/**
 * The best scale for a given shape and the log-likelihood there.
 *
 * @param excesses - Above 0.
 * @param shape - Above -1, below which the likelihood has no bound.
 * @throws ArgumentError for a shape at or below -1.
 *
 * @example
 * // At a shape of 0 the best scale is the mean.
 * bestLikelihoodAt(Float64Array.of(1, 3), 0).scale // 2
 */
export function bestLikelihoodAt(excesses: Float64Array, shape: number): ParetoParameters & Readonly<{ logLikelihood: number }> {
  if (!(shape > -1 && shape < Infinity)) throw new ArgumentError('shape', { expected: 'a finite number above -1', found: String(shape) })
  let most = 0
  for (const y of excesses) most = Math.max(most, y)
  // The mean of (1 + shape) y / (scale + shape y) falls from above 1 to 0 as the scale grows, and is 1 at the best.
  const gap = (scale: number): number => {
    let sum = 0
    for (const y of excesses) sum += y / (scale + shape * y)
    return ((1 + shape) * sum) / excesses.length - 1
  }
  let low = shape < 0 ? -shape * most * (1 + 1e-14) : most
  let high = Math.max(low, most)
  while (shape >= 0 && gap(low) < 0) low /= 4
  while (gap(high) > 0) high *= 4
  const scale = gap(low) <= 0 ? low : rootBetween(gap, low, high)
  return { shape, scale, logLikelihood: paretoLogLikelihood(excesses, { shape, scale }) }
}

/**
 * The log-likelihood of excesses under a generalised Pareto distribution.
 *
 * @returns Minus infinity when an excess lies beyond the end of the distribution.
 *
 * @example
 * paretoLogLikelihood([1, 1], { shape: 0, scale: 1 }) // -2
 */
export function paretoLogLikelihood(excesses: ArrayLike<number>, { shape, scale }: ParetoParameters): number {
  const sum = createSum()
  for (let i = 0; i < excesses.length; i++) {
    const w = (excesses[i] as number) / scale
    if (1 + shape * w <= 0) return -Infinity
    addToSum(sum, Math.abs(shape * w) < 1e-12 ? w : (1 + 1 / shape) * logarithmOfOnePlus(shape * w))
  }
  return -excesses.length * naturalLogarithm(scale) - totalOf(sum)
}

function totalOfExcesses(excesses: ArrayLike<number>): number {
  const sum = createSum()
  for (let i = 0; i < excesses.length; i++) addToSum(sum, excesses[i] as number)
  return totalOf(sum)
}
