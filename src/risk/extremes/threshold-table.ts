import { requireFinite } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import type { NoParetoFit } from './generalised-pareto.ts'
import { excessesOver, fitPeaksOverThreshold, type PeaksOverThreshold } from './peaks-over-threshold.ts'

/** The mean of what losses exceed a threshold by. */
export type MeanExcess = Readonly<{
  threshold: number
  exceedances: number
  mean: number
  /** Standard error of the mean; 0 for a single exceedance, whose error is not known. */
  error: number
}>

/** Nothing lies above the threshold. */
export type NoExceedances = Readonly<{ reason: 'noExceedances'; threshold: number }>

/**
 * Mean excesses over thresholds: beyond a threshold where the generalised Pareto tail holds they lie on a line of slope
 * `shape / (1 - shape)`.
 *
 * @returns One for each threshold, refused where nothing lies above it.
 * @throws ArgumentError for no losses, or a loss or threshold that is not finite.
 * @see Davison & Smith, "Models for exceedances over high thresholds", JRSS B 52 (1990).
 *
 * @example
 * meanExcesses([1, 2, 3, 10], [1.5]) // [accept({ exceedances: 3, mean: 3.5 })]
 */
export function meanExcesses(losses: ArrayLike<number>, thresholds: ArrayLike<number>): readonly Result<MeanExcess, NoExceedances>[] {
  return Array.from(thresholds, (threshold, position) => {
    requireFinite(`thresholds[${position}]`, threshold)
    const excesses = excessesOver(losses, threshold)
    const exceedances = excesses.length
    if (exceedances === 0) return refuse({ reason: 'noExceedances', threshold })
    const error = exceedances < 2 ? 0 : Math.sqrt(varianceOf(excesses) / exceedances)
    return accept({ threshold, exceedances, mean: meanOf(excesses), error })
  })
}

/** A fit at one threshold, with the scale freed of the threshold: constant, as the shape is, beyond a good one. */
export type ThresholdFit = PeaksOverThreshold & Readonly<{ modifiedScale: number }>

/**
 * Fits over thresholds, to see from which on shape and modified scale `scale - shape * threshold` stand still.
 *
 * @returns One for each threshold, refused where the fit is.
 * @throws ArgumentError as for `fitPeaksOverThreshold`.
 * @see Coles (2001), section 4.3.4.
 *
 * @example
 * thresholdTable(losses, [5, 10, 15])
 */
export function thresholdTable(losses: ArrayLike<number>, thresholds: ArrayLike<number>): readonly Result<ThresholdFit, NoParetoFit>[] {
  return Array.from(thresholds, (threshold) => {
    const tail = fitPeaksOverThreshold(losses, threshold)
    if (!tail.ok) return tail
    return accept({ ...tail.value, modifiedScale: tail.value.fit.scale - tail.value.fit.shape * threshold })
  })
}
