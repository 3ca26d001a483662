import { requireFinite, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponentialLessOne, naturalLogarithm } from '../../num/elementary.ts'
import { tailProbability } from '../tail/tail-risk.ts'
import { fitGeneralisedPareto, type NoParetoFit, type ParetoFit, type ParetoParameters } from './generalised-pareto.ts'

/** The tail of a sample beyond a threshold. */
export type PeaksOverThreshold<Fit extends ParetoParameters = ParetoFit> = Readonly<{
  threshold: number
  /** Losses in the sample, and how many lie strictly above the threshold. */
  losses: number
  exceedances: number
  fit: Fit
}>

/** Why a tail gives no figure. */
export type NoTailFigure = Readonly<
  /** The threshold is above the value at risk asked for, where the sample itself is to be used. */
  | { reason: 'belowThreshold'; tailProbability: number; exceedanceShare: number }
  /** So heavy a tail has no mean. */
  | { reason: 'infiniteMean'; shape: number }
>

/** Figures that may each fail to exist. */
export type ExtremeTail = Readonly<{ valueAtRisk: Result<number, NoTailFigure>; expectedShortfall: Result<number, NoTailFigure> }>

/**
 * Fits the tail of losses beyond a threshold.
 *
 * @param losses - Positive is a loss; any order. Dependent losses cluster: decluster them, or fit residuals of a volatility filter.
 * @param threshold - In the unit of the losses; exceedances are strictly above it.
 * @returns Refused as `fitGeneralisedPareto` is.
 * @throws ArgumentError for no losses, one that is not finite, or a threshold that is not.
 * @see A. McNeil, "Estimating the tails of loss severity distributions using extreme value theory", ASTIN Bulletin 27 (1997).
 *
 * @example
 * const fitted = fitPeaksOverThreshold(losses, 0.02)
 * fitted.ok && fitted.value.fit // { excesses: 38, shape: 0.1773, scale: 0.01295 }
 */
export function fitPeaksOverThreshold(losses: ArrayLike<number>, threshold: number): Result<PeaksOverThreshold, NoParetoFit> {
  const excesses = excessesOver(losses, threshold)
  const fit = fitGeneralisedPareto(excesses)
  if (!fit.ok) return fit
  return accept({ threshold, losses: losses.length, exceedances: excesses.length, fit: fit.value })
}

/**
 * By how much losses exceed a threshold, those that do not left out, in the order of the losses.
 *
 * @throws ArgumentError for no losses, one that is not finite, or a threshold that is not.
 *
 * @example
 * excessesOver([1, 5, 3], 2) // [3, 1]
 */
export function excessesOver(losses: ArrayLike<number>, threshold: number): Float64Array {
  requireSeries('losses', losses)
  requireFinite('threshold', threshold)
  const excesses: number[] = []
  for (let i = 0; i < losses.length; i++) {
    const excess = (losses[i] as number) - threshold
    if (excess > 0) excesses.push(excess)
  }
  return Float64Array.from(excesses)
}

/**
 * Value at risk and expected shortfall of a fitted tail: the quantile and mean of a distribution that goes on beyond the sample.
 *
 * @param confidence - Strictly between 0 and 1.
 * @returns Each refused where it does not exist: below the threshold, or with a shape of 1 or above for the expected shortfall.
 * @throws ArgumentError for a confidence outside its range.
 * @see McNeil (1997).
 *
 * @example
 * fitted.ok && extremeTail(fitted.value, 0.999) // { valueAtRisk: accept(0.0994), expectedShortfall: accept(0.1322) }
 */
export function extremeTail(tail: PeaksOverThreshold<ParetoParameters>, confidence: number): ExtremeTail {
  const probability = tailProbability(confidence)
  const exceedanceShare = tail.exceedances / tail.losses
  // A share that is the probability but for rounding is at the threshold itself.
  if (probability > exceedanceShare * (1 + 1e-12)) {
    const refused = refuse({ reason: 'belowThreshold', tailProbability: probability, exceedanceShare } as const)
    return { valueAtRisk: refused, expectedShortfall: refused }
  }
  const { shape, scale } = tail.fit
  const beyond = naturalLogarithm(exceedanceShare / probability)
  // ((N/(n p))^shape - 1) / shape, and its limit at shape 0.
  const growth = Math.abs(shape * beyond) < 1e-15 ? beyond : exponentialLessOne(shape * beyond) / shape
  const valueAtRisk = tail.threshold + scale * growth
  return {
    valueAtRisk: accept(valueAtRisk),
    expectedShortfall:
      shape < 1
        ? accept(valueAtRisk + (scale + shape * (valueAtRisk - tail.threshold)) / (1 - shape))
        : refuse({ reason: 'infiniteMean', shape }),
  }
}
