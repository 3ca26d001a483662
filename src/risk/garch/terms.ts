import { logarithmOfOnePlus } from '../../num/elementary.ts'
import { digammaOf, trigammaOf } from '../../num/special.ts'
import type { GarchSeries } from './series.ts'

/**
 * Fills, for each return, the first and second derivatives of its log-likelihood by its variance, its residual and the degrees of
 * freedom; the variances were taken.
 *
 * With `u = e^2 / h` the term is `constant(v) - ln(h) / 2 - (v + 1) / 2 * ln(1 + u / (v - 2))` for Student's t, and
 * `constant - ln(h) / 2 - u / 2` for the normal. Both give `(w * u - 1) / (2 * h)` by the variance, where the weight `w` is
 * `(v + 1) / (v - 2 + u)` for t and 1 for the normal: t takes less notice of large returns.
 *
 * @param inverseFreedom - 0 for the normal.
 * @returns The second derivative of the whole log-likelihood by the degrees of freedom; 0 for the normal.
 *
 * @example
 * takeTerms(series, 0)
 */
export function takeTerms(series: GarchSeries, inverseFreedom: number): number {
  if (inverseFreedom > 0) return takeStudentTerms(series, 1 / inverseFreedom)
  takeNormalTerms(series)
  return 0
}

/**
 * A column that holds nothing between calls.
 *
 * @example
 * scratchOf(series)[0] = 1
 */
export function scratchOf(series: GarchSeries): Float64Array {
  return series.influence
}

function takeNormalTerms({ residuals, variances, terms }: GarchSeries): void {
  const { byVariance, byVarianceTwice, byResidual, byResidualTwice, byBoth } = terms
  for (let t = 0; t < residuals.length; t++) {
    const residual = residuals[t] as number
    const inverse = 1 / (variances[t] as number)
    const square = residual * residual * inverse
    byVariance[t] = 0.5 * inverse * (square - 1)
    byVarianceTwice[t] = inverse * inverse * (0.5 - square)
    byResidual[t] = -residual * inverse
    byResidualTwice[t] = -inverse
    byBoth[t] = residual * inverse * inverse
  }
  terms.byFreedom.fill(0)
  terms.byFreedomAndVariance.fill(0)
  terms.byFreedomAndResidual.fill(0)
}

function takeStudentTerms(series: GarchSeries, freedom: number): number {
  const { residuals, variances, terms } = series
  const excess = freedom - 2
  const slope = 0.5 * (digammaOf((freedom + 1) / 2) - digammaOf(freedom / 2)) - 0.5 / excess
  let curvature = residuals.length * (0.25 * (trigammaOf((freedom + 1) / 2) - trigammaOf(freedom / 2)) + 0.5 / (excess * excess))
  for (let t = 0; t < residuals.length; t++) {
    const residual = residuals[t] as number
    const inverse = 1 / (variances[t] as number)
    const square = residual * residual * inverse
    const share = 1 / (excess + square)
    const weight = (freedom + 1) * share
    // By how much `w * u` grows with `u`.
    const growth = weight * excess * share
    const byFreedom = (square - 3) * share * share
    terms.byVariance[t] = 0.5 * inverse * (weight * square - 1)
    terms.byVarianceTwice[t] = 0.5 * inverse * inverse * (1 - (weight + growth) * square)
    terms.byResidual[t] = -weight * residual * inverse
    terms.byResidualTwice[t] = -weight * inverse * (1 - 2 * share * square)
    terms.byBoth[t] = growth * residual * inverse * inverse
    const tail = (square * share) / excess
    terms.byFreedom[t] = slope - 0.5 * logarithmOfOnePlus(square / excess) + 0.5 * (freedom + 1) * tail
    terms.byFreedomAndVariance[t] = 0.5 * byFreedom * square * inverse
    terms.byFreedomAndResidual[t] = -byFreedom * residual * inverse
    curvature += tail * (1 - 0.5 * (freedom + 1) * (2 * excess + square) * (share / excess))
  }
  return curvature
}
