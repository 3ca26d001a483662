import { logarithmOfProduct } from '../../num/logarithm-of-product.ts'
import { digammaOf, trigammaOf } from '../../num/special.ts'
import { logDensityConstant } from './likelihood.ts'
import type { GarchSeries } from './series.ts'

/** The log-likelihood, and sums over all returns of its derivatives that no slope of a variance enters. */
export type TermSums = {
  value: number
  /** By the residual, once and twice. */
  byResidual: number
  byResidualTwice: number
  /** By the degrees of freedom, once and twice; by them and the residual. 0 for the normal. */
  byFreedom: number
  byFreedomTwice: number
  byFreedomAndResidual: number
}

/**
 * The log-likelihood of the variances taken last, with one logarithm for many returns.
 *
 * @param inverseFreedom - 0 for the normal.
 *
 * @example
 * valueOfVariances(series, 0)
 */
export function valueOfVariances(series: GarchSeries, inverseFreedom: number): number {
  const { residuals, variances, scratch } = series
  const n = residuals.length
  const logVariances = logarithmOfProduct(variances, n)
  if (inverseFreedom === 0) {
    let squares = 0
    for (let t = 0; t < n; t++) {
      const residual = residuals[t] as number
      squares += (residual * residual) / (variances[t] as number)
    }
    return n * logDensityConstant(Infinity) - 0.5 * (logVariances + squares)
  }
  const freedom = 1 / inverseFreedom
  takeTails(series, freedom)
  return n * logDensityConstant(freedom) - 0.5 * (logVariances + (freedom + 1) * logarithmOfProduct(scratch, n))
}

/**
 * Fills, for each return, the derivatives of its log-likelihood by its variance and its residual, and gives the value with the sums of
 * others; the variances were taken.
 *
 * With `u = e^2 / h` the term is `constant(v) - ln(h) / 2 - (v + 1) / 2 * ln(1 + u / (v - 2))` for Student's t, and
 * `constant - ln(h) / 2 - u / 2` for the normal. Both give `(w * u - 1) / (2 * h)` by the variance, where the weight `w` is
 * `(v + 1) / (v - 2 + u)` for t and 1 for the normal: t takes less notice of large returns.
 *
 * @param inverseFreedom - 0 for the normal.
 *
 * @example
 * takeTerms(series, 0)
 */
export function takeTerms(series: GarchSeries, inverseFreedom: number): TermSums {
  return inverseFreedom > 0 ? takeStudentTerms(series, 1 / inverseFreedom) : takeNormalTerms(series)
}

/** Fills `1 + u / (v - 2)`, whose logarithm is the tail of Student's t. */
function takeTails({ residuals, variances, scratch }: GarchSeries, freedom: number): void {
  const excess = freedom - 2
  for (let t = 0; t < residuals.length; t++) {
    const residual = residuals[t] as number
    scratch[t] = 1 + (residual * residual) / ((variances[t] as number) * excess)
  }
}

function takeNormalTerms({ residuals, variances, terms }: GarchSeries): TermSums {
  const { byVariance, byVarianceTwice, byResidual, byBoth } = terms
  const n = residuals.length
  let once = 0
  let twice = 0
  let squares = 0
  for (let t = 0; t < n; t++) {
    const residual = residuals[t] as number
    const inverse = 1 / (variances[t] as number)
    const ratio = residual * inverse
    const square = residual * ratio
    byVariance[t] = 0.5 * inverse * (square - 1)
    byVarianceTwice[t] = inverse * inverse * (0.5 - square)
    byResidual[t] = -ratio
    byBoth[t] = ratio * inverse
    once -= ratio
    twice -= inverse
    squares += square
  }
  const value = n * logDensityConstant(Infinity) - 0.5 * (logarithmOfProduct(variances, n) + squares)
  return { value, byResidual: once, byResidualTwice: twice, byFreedom: 0, byFreedomTwice: 0, byFreedomAndResidual: 0 }
}

/** As for the normal; the scratch column is left with the second derivatives by the degrees of freedom and the variance. */
function takeStudentTerms(series: GarchSeries, freedom: number): TermSums {
  const { residuals, variances, terms, scratch } = series
  const { byVariance, byVarianceTwice, byResidual, byBoth } = terms
  const excess = freedom - 2
  const n = residuals.length
  takeTails(series, freedom)
  const logTails = logarithmOfProduct(scratch, n)
  const sums = freedomSums(n, freedom, logTails)
  sums.value = n * logDensityConstant(freedom) - 0.5 * (logarithmOfProduct(variances, n) + (freedom + 1) * logTails)
  const half = 0.5 * (freedom + 1)
  for (let t = 0; t < n; t++) {
    const residual = residuals[t] as number
    const inverse = 1 / (variances[t] as number)
    const square = residual * residual * inverse
    const share = 1 / (excess + square)
    const weight = (freedom + 1) * share
    // By how much `w * u` grows with `u`.
    const growth = weight * excess * share
    const byFreedom = (square - 3) * share * share
    const tail = (square * share) / excess
    byVariance[t] = 0.5 * inverse * (weight * square - 1)
    byVarianceTwice[t] = 0.5 * inverse * inverse * (1 - (weight + growth) * square)
    byResidual[t] = -weight * residual * inverse
    byBoth[t] = growth * residual * inverse * inverse
    scratch[t] = 0.5 * byFreedom * square * inverse
    sums.byResidual -= weight * residual * inverse
    sums.byResidualTwice -= weight * inverse * (1 - 2 * share * square)
    sums.byFreedom += half * tail
    sums.byFreedomTwice += tail * (1 - half * (2 * excess + square) * (share / excess))
    sums.byFreedomAndResidual -= byFreedom * residual * inverse
  }
  return sums
}

/** The sums as far as they are those of constants and of the logarithms of the tails. */
function freedomSums(n: number, freedom: number, logTails: number): TermSums {
  const excess = freedom - 2
  return {
    value: 0,
    byResidual: 0,
    byResidualTwice: 0,
    byFreedom: n * constantSlope(freedom) - 0.5 * logTails,
    byFreedomTwice: n * (0.25 * (trigammaOf((freedom + 1) / 2) - trigammaOf(freedom / 2)) + 0.5 / (excess * excess)),
    byFreedomAndResidual: 0,
  }
}

/**
 * The slope of the constant of the log-density by the degrees of freedom.
 *
 * @example
 * constantSlope(5)
 */
export function constantSlope(freedom: number): number {
  return 0.5 * (digammaOf((freedom + 1) / 2) - digammaOf(freedom / 2)) - 0.5 / (freedom - 2)
}
