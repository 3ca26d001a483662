import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'

/**
 * A point of the search: the parameters in the form in which each has a simple bound. Weights of squared rises and falls stand for
 * `alpha` and `alpha + gamma`, and the inverse of the degrees of freedom reaches the normal distribution at 0.
 */
export const coordinate = { mean: 0, omega: 1, rise: 2, fall: 3, beta: 4, inverseFreedom: 5 } as const

/** Coordinates of a point. */
export const coordinates = 6

/** A series and the room for what the likelihood computes along it, made once for a fit. */
export type GarchSeries = Readonly<{
  returns: Float64Array
  /** `e[t]`, of the last mean for which `takeResiduals` was called. */
  residuals: Float64Array
  /** `h[t]` of the last point. */
  variances: Float64Array
  /** Derivatives of `h[t]` by mean, omega, rise, fall and beta. */
  slopes: readonly Float64Array[]
  /** Derivatives of one return's log-likelihood by `h` and by `e`, with the degrees of freedom last. */
  terms: Readonly<{
    byVariance: Float64Array
    byVarianceTwice: Float64Array
    byResidual: Float64Array
    byResidualTwice: Float64Array
    byBoth: Float64Array
    byFreedom: Float64Array
    byFreedomAndVariance: Float64Array
    byFreedomAndResidual: Float64Array
  }>
  /** What a change of `h[t]` alone does to the log-likelihood of this return and all that follow. */
  influence: Float64Array
}>

/** What stands before the first return: the mean of squared residuals and its slope by the mean. */
export type BeforeSample = Readonly<{ square: number; slopeByMean: number }>

/**
 * Makes room for the likelihood of a series.
 *
 * @example
 * const series = createGarchSeries(returns)
 */
export function createGarchSeries(returns: Float64Array): GarchSeries {
  const column = (): Float64Array => new Float64Array(returns.length)
  return {
    returns,
    residuals: column(),
    variances: column(),
    slopes: [column(), column(), column(), column(), column()],
    terms: {
      byVariance: column(),
      byVarianceTwice: column(),
      byResidual: column(),
      byResidualTwice: column(),
      byBoth: column(),
      byFreedom: column(),
      byFreedomAndVariance: column(),
      byFreedomAndResidual: column(),
    },
    influence: column(),
  }
}

/**
 * Fills the residuals of a mean and says what stands before the first of them.
 *
 * @example
 * const before = takeResiduals(series, 0.01)
 */
export function takeResiduals({ returns, residuals }: GarchSeries, mean: number): BeforeSample {
  let sum = 0
  let squares = 0
  for (let t = 0; t < returns.length; t++) {
    const residual = (returns[t] as number) - mean
    residuals[t] = residual
    sum += residual
    squares += residual * residual
  }
  return { square: squares / returns.length, slopeByMean: (-2 * sum) / returns.length }
}

/**
 * Fills the variances of a point, whose residuals were taken.
 *
 * @example
 * takeVariances(series, point, before)
 */
export function takeVariances({ residuals, variances }: GarchSeries, point: Float64Array, before: BeforeSample): void {
  const omega = point[coordinate.omega] as number
  const rise = point[coordinate.rise] as number
  const fall = point[coordinate.fall] as number
  const beta = point[coordinate.beta] as number
  let variance = omega + (0.5 * (rise + fall) + beta) * before.square
  for (let t = 0; t < residuals.length; t++) {
    variances[t] = variance
    const residual = residuals[t] as number
    variance = omega + (residual < 0 ? fall : rise) * residual * residual + beta * variance
  }
}

/**
 * Fills the slopes of the variances by the five parameters that move them; the variances were taken.
 *
 * @example
 * takeSlopes(series, point, before)
 */
export function takeSlopes({ residuals, variances, slopes }: GarchSeries, point: Float64Array, before: BeforeSample): void {
  const [byMean, byOmega, byRise, byFall, byBeta] = slopes as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  const rise = point[coordinate.rise] as number
  const fall = point[coordinate.fall] as number
  const beta = point[coordinate.beta] as number
  let mean = (0.5 * (rise + fall) + beta) * before.slopeByMean
  let omega = 1
  let up = 0.5 * before.square
  let down = up
  let persistence = before.square
  for (let t = 0; t < residuals.length; t++) {
    byMean[t] = mean
    byOmega[t] = omega
    byRise[t] = up
    byFall[t] = down
    byBeta[t] = persistence
    const residual = residuals[t] as number
    const square = residual * residual
    mean = beta * mean - 2 * (residual < 0 ? fall : rise) * residual
    omega = beta * omega + 1
    up = beta * up + (residual < 0 ? 0 : square)
    down = beta * down + (residual < 0 ? square : 0)
    persistence = beta * persistence + (variances[t] as number)
  }
}

/**
 * A series divided by a power of two that brings its standard deviation near 1. Division by a power of two rounds nothing.
 *
 * @returns The divisor, 0 for a series whose numbers are all equal.
 *
 * @example
 * scaleOf(Float64Array.of(0.01, -0.01)) // 0.0078125
 */
export function scaleOf(returns: Float64Array): number {
  const mean = totalOver(returns, (value) => value) / returns.length
  const variance = totalOver(returns, (value) => (value - mean) * (value - mean)) / returns.length
  const largest = returns.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // What rounding leaves around a mean is no variance.
  if (!(variance > 1e-28 * largest * largest)) return 0
  let scale = 1
  while (scale * scale > variance) scale *= 0.5
  while (4 * scale * scale <= variance) scale *= 2
  return scale
}

function totalOver(values: Float64Array, term: (value: number) => number): number {
  const sum = createSum()
  for (const value of values) addToSum(sum, term(value))
  return totalOf(sum)
}
