import { requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import type { GarchParameters } from '../garch/model.ts'
import { garchFiltered, type ZeroVolatility } from '../tail/filtered-historical.ts'
import type { NoParetoFit } from './generalised-pareto.ts'
import { extremeTail, fitPeaksOverThreshold, type ExtremeTail, type NoTailFigure, type PeaksOverThreshold } from './peaks-over-threshold.ts'

/** The tail of residual losses and the volatility that scales them. */
export type ConditionalExtremes = Readonly<{
  /** Of the next return, in the unit of the returns. */
  mean: number
  nextVolatility: number
  /** Of losses divided by their volatility, without unit. */
  residualTail: PeaksOverThreshold
}>

/**
 * Fits a generalised Pareto tail to the losses left over by a volatility filter, which are nearly independent.
 *
 * The threshold is the `tailCount + 1`-th largest residual loss; without ties `tailCount` lie above it.
 *
 * @param returns - In the unit of the model.
 * @param of - `tailCount` is from 1 to one less than there are returns; 100 of 1,000 is usual.
 * @returns Refused where the filter or the fit is.
 * @throws ArgumentError for returns that are not finite, parameters or a count outside their range.
 * @see McNeil & Frey, "Estimation of tail-related risk measures for heteroscedastic financial time series", J. Empirical Finance 7 (2000).
 *
 * @example
 * const model = { mean: 0, omega: 5e-6, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }
 * const fitted = fitConditionalExtremes(returns, { model, tailCount: 60 })
 * fitted // accept({ mean: 0, nextVolatility: 0.01075 })
 */
export function fitConditionalExtremes(
  returns: ArrayLike<number>,
  of: Readonly<{ model: GarchParameters; tailCount: number }>,
): Result<ConditionalExtremes, NoParetoFit | ZeroVolatility> {
  requireWhole('tailCount', of.tailCount, { least: 1, most: returns.length - 1 })
  const filtered = garchFiltered(returns, of.model)
  if (!filtered.ok) return filtered
  const losses = filtered.value.residuals.map((residual) => -residual)
  const threshold = Float64Array.from(losses).sort()[losses.length - 1 - of.tailCount] as number
  const residualTail = fitPeaksOverThreshold(losses, threshold)
  if (!residualTail.ok) return residualTail
  return accept({ mean: of.model.mean, nextVolatility: filtered.value.nextVolatility, residualTail: residualTail.value })
}

/** Figures of the residuals, and of the next return in its unit. */
export type ConditionalTail = ExtremeTail & Readonly<{ residual: ExtremeTail }>

/**
 * Value at risk and expected shortfall of the next return: those of the residuals at its volatility, less its mean.
 *
 * @param confidence - Strictly between 0 and 1.
 * @returns Each refused where it does not exist, as in `extremeTail`.
 * @throws ArgumentError for a confidence outside its range.
 *
 * @example
 * fitted.ok && conditionalTail(fitted.value, 0.99) // { valueAtRisk: accept(0.03286), expectedShortfall: accept(0.04194) }
 */
export function conditionalTail(fitted: ConditionalExtremes, confidence: number): ConditionalTail {
  const residual = extremeTail(fitted.residualTail, confidence)
  const scaled = (figure: Result<number, NoTailFigure>): Result<number, NoTailFigure> =>
    figure.ok ? accept(-fitted.mean + fitted.nextVolatility * figure.value) : refuse(figure.refusal)
  return { valueAtRisk: scaled(residual.valueAtRisk), expectedShortfall: scaled(residual.expectedShortfall), residual }
}
