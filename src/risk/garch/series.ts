import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'

/**
 * A point of the search: the parameters in the form in which each has a simple bound. Weights of squared rises and falls stand for
 * `alpha` and `alpha + gamma`, and the inverse of the degrees of freedom reaches the normal distribution at 0. Of a series that is not
 * sided, the weight of rises is that of falls too, and the coordinate of falls is not read.
 */
export const coordinate = { mean: 0, omega: 1, rise: 2, fall: 3, beta: 4, inverseFreedom: 5 } as const

/** Coordinates of a point. */
export const coordinates = 6

/** A series and the room for what the likelihood computes along it, made once for a fit. Filled in place. */
export type GarchSeries = {
  readonly returns: Float64Array
  /** Whether falls weigh otherwise than rises. Columns of falls are empty if not. */
  readonly sided: boolean
  /** Of the last mean for which `takeResiduals` was called. */
  mean: number
  /** Mean of squares, and its slope by the mean: what stands before the first return. */
  beforeSquare: number
  beforeSlope: number
  readonly residuals: Float64Array
  /** Squares of rises, or of all residuals of a series that is not sided; and squares of falls. */
  readonly rises: Float64Array
  readonly falls: Float64Array
  /** `h[t]` of the last point. */
  readonly variances: Float64Array
  /** Derivatives of `h[t]`. */
  readonly slopes: Readonly<{
    byMean: Float64Array
    byOmega: Float64Array
    byRise: Float64Array
    byFall: Float64Array
    byBeta: Float64Array
  }>
  /** Derivatives of one return's log-likelihood by its variance and its residual. */
  readonly terms: Readonly<{ byVariance: Float64Array; byVarianceTwice: Float64Array; byResidual: Float64Array; byBoth: Float64Array }>
  /** Holds nothing between calls. */
  readonly scratch: Float64Array
}

/**
 * Makes room for the likelihood of a series.
 *
 * @param sided - Whether falls weigh otherwise than rises.
 *
 * @example
 * const series = createGarchSeries(returns, false)
 */
export function createGarchSeries(returns: Float64Array, sided: boolean): GarchSeries {
  const column = (): Float64Array => new Float64Array(returns.length)
  const sidedColumn = (): Float64Array => new Float64Array(sided ? returns.length : 0)
  return {
    returns,
    sided,
    mean: Number.NaN,
    beforeSquare: 0,
    beforeSlope: 0,
    residuals: column(),
    rises: column(),
    falls: sidedColumn(),
    variances: column(),
    slopes: { byMean: column(), byOmega: column(), byRise: column(), byFall: sidedColumn(), byBeta: column() },
    terms: { byVariance: column(), byVarianceTwice: column(), byResidual: column(), byBoth: column() },
    scratch: column(),
  }
}

/**
 * Fills the residuals of a mean, their squares by side, and what stands before the first of them.
 *
 * @example
 * takeResiduals(series, 0.01)
 */
export function takeResiduals(series: GarchSeries, mean: number): void {
  if (series.mean === mean) return
  const { returns, residuals, rises, falls, sided } = series
  let sum = 0
  let squares = 0
  for (let t = 0; t < returns.length; t++) {
    const residual = (returns[t] as number) - mean
    const square = residual * residual
    residuals[t] = residual
    rises[t] = square
    sum += residual
    squares += square
  }
  if (sided) {
    for (let t = 0; t < returns.length; t++) {
      const fall = Math.min(residuals[t] as number, 0)
      falls[t] = fall * fall
      rises[t] = (rises[t] as number) - fall * fall
    }
  }
  series.mean = mean
  series.beforeSquare = squares / returns.length
  series.beforeSlope = (-2 * sum) / returns.length
}

/**
 * Fills the variances of a point, whose residuals were taken.
 *
 * @example
 * takeVariances(series, point)
 */
export function takeVariances(series: GarchSeries, point: Float64Array): void {
  const { rises, falls, variances, beforeSquare } = series
  const omega = point[coordinate.omega] as number
  const rise = point[coordinate.rise] as number
  const fall = point[coordinate.fall] as number
  const beta = point[coordinate.beta] as number
  let variance = omega + weightBefore(series, point) * beforeSquare
  if (series.sided) {
    for (let t = 0; t < rises.length; t++) {
      variances[t] = variance
      variance = omega + rise * (rises[t] as number) + fall * (falls[t] as number) + beta * variance
    }
    return
  }
  for (let t = 0; t < rises.length; t++) {
    variances[t] = variance
    variance = omega + rise * (rises[t] as number) + beta * variance
  }
}

/**
 * Fills the variances of a point, whose residuals were taken, and their slopes by the parameters that move them.
 *
 * @example
 * takeVariancesAndSlopes(series, point)
 */
export function takeVariancesAndSlopes(series: GarchSeries, point: Float64Array): void {
  if (series.sided) {
    takeVariances(series, point)
    takeSidedSlopes(series, point)
    return
  }
  const { residuals, rises, variances, slopes, beforeSquare } = series
  const { byMean, byOmega, byRise, byBeta } = slopes
  const constant = point[coordinate.omega] as number
  const weight = point[coordinate.rise] as number
  const beta = point[coordinate.beta] as number
  let variance = constant + (weight + beta) * beforeSquare
  let mean = (weight + beta) * series.beforeSlope
  let omega = 1
  let rise = beforeSquare
  let persistence = beforeSquare
  for (let t = 0; t < residuals.length; t++) {
    variances[t] = variance
    byMean[t] = mean
    byOmega[t] = omega
    byRise[t] = rise
    byBeta[t] = persistence
    const square = rises[t] as number
    mean = beta * mean - 2 * weight * (residuals[t] as number)
    omega = beta * omega + 1
    rise = beta * rise + square
    persistence = beta * persistence + variance
    variance = constant + weight * square + beta * variance
  }
}

/**
 * What the square before the sample counts in the first variance, as a square and as a variance.
 *
 * @example
 * weightBefore(series, point)
 */
export function weightBefore({ sided }: GarchSeries, point: Float64Array): number {
  const rise = point[coordinate.rise] as number
  const fall = sided ? (point[coordinate.fall] as number) : rise
  return 0.5 * (rise + fall) + (point[coordinate.beta] as number)
}

/** As above, with the slope by the weight of falls, after the variances. */
function takeSidedSlopes(series: GarchSeries, point: Float64Array): void {
  const { residuals, rises, falls, variances, beforeSquare } = series
  const { byMean, byOmega, byRise, byFall, byBeta } = series.slopes
  const beta = point[coordinate.beta] as number
  const perRise = -2 * (point[coordinate.rise] as number)
  const perFall = -2 * (point[coordinate.fall] as number)
  let mean = weightBefore(series, point) * series.beforeSlope
  let omega = 1
  let rise = 0.5 * beforeSquare
  let fall = rise
  let persistence = beforeSquare
  for (let t = 0; t < residuals.length; t++) {
    byMean[t] = mean
    byOmega[t] = omega
    byRise[t] = rise
    byFall[t] = fall
    byBeta[t] = persistence
    const residual = residuals[t] as number
    mean = beta * mean + perRise * Math.max(residual, 0) + perFall * Math.min(residual, 0)
    omega = beta * omega + 1
    rise = beta * rise + (rises[t] as number)
    fall = beta * fall + (falls[t] as number)
    persistence = beta * persistence + (variances[t] as number)
  }
}

/**
 * A power of two by which to divide a series so that its standard deviation comes near 1. Such a division rounds nothing.
 *
 * @returns The divisor, 0 for a series whose numbers are all equal.
 *
 * @example
 * scaleOf(Float64Array.of(0.01, -0.01)) // 0.0078125
 */
export function scaleOf(returns: Float64Array): number {
  const sum = createSum()
  const squares = createSum()
  let largest = 0
  for (let t = 0; t < returns.length; t++) {
    addToSum(sum, returns[t] as number)
    largest = Math.max(largest, Math.abs(returns[t] as number))
  }
  const mean = totalOf(sum) / returns.length
  for (let t = 0; t < returns.length; t++) {
    const residual = (returns[t] as number) - mean
    addToSum(squares, residual * residual)
  }
  const variance = totalOf(squares) / returns.length
  // What rounding leaves around a mean is no variance.
  if (!(variance > 1e-28 * largest * largest)) return 0
  let scale = 1
  while (scale * scale > variance) scale *= 0.5
  while (4 * scale * scale <= variance) scale *= 2
  return scale
}
