import { normalSurvival } from '../../num/normal.ts'
import { studentTSurvival } from '../../num/student-t.ts'
import { exponential, logarithmOfOnePlus } from '../../num/elementary.ts'
import type { PeaksOverThreshold } from '../../risk/extremes/peaks-over-threshold.ts'
import { extremeTail } from '../../risk/extremes/peaks-over-threshold.ts'
import { tailOfSorted } from '../../risk/tail/historical.ts'
import { normalTail, studentTTail } from '../../risk/tail/parametric.ts'
import { createSortedWindow, slideWindow, survivalByRank } from './sorted-window.ts'

/** The law of a standardised loss: less its mean, over its volatility. */
export type Innovation = Readonly<{
  tail: () => Readonly<{ valueAtRisk: number; expectedShortfall: number | null }>
  /** The probability of a standardised loss above `z`, strictly between 0 and 1. */
  survival: (z: number) => number
  /** Takes in a standardised loss, where the law learns from each. */
  observe: (z: number) => void
}>

const learnsNothing = (): void => undefined

/**
 * The standard normal law.
 *
 * @example
 * normalInnovation(0.99).tail().valueAtRisk // 2.326
 */
export function normalInnovation(confidence: number): Innovation {
  const tail = normalTail({ mean: 0, standardDeviation: 1 }, confidence)
  return { tail: () => tail, survival: normalSurvival, observe: learnsNothing }
}

/**
 * Student's t scaled to unit variance.
 *
 * @param degreesOfFreedom - Above 2; `Infinity` is the normal law.
 *
 * @example
 * studentTInnovation(4, 0.99).tail().valueAtRisk // 2.649
 */
export function studentTInnovation(degreesOfFreedom: number, confidence: number): Innovation {
  if (degreesOfFreedom === Infinity) return normalInnovation(confidence)
  const tail = studentTTail({ mean: 0, standardDeviation: 1, degreesOfFreedom }, confidence)
  const scale = Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom)
  return { tail: () => tail, survival: (z) => studentTSurvival(z / scale, degreesOfFreedom), observe: learnsNothing }
}

/**
 * The standardised losses of the window, each as likely as the other; a new one takes the place of the oldest.
 *
 * @example
 * empiricalInnovation(residualLosses, 0.99)
 */
export function empiricalInnovation(standardised: Float64Array, confidence: number): Innovation {
  const window = createSortedWindow(standardised)
  return {
    tail: () => tailOfSorted(window.ascending, confidence),
    survival: (z) => survivalByRank(window.ascending, z),
    observe: (z) => slideWindow(window, z),
  }
}

/**
 * The window below a threshold and a generalised Pareto tail above it, as fitted.
 *
 * @returns `undefined` where the threshold lies above the value at risk, so that the tail says nothing of it.
 *
 * @example
 * extremeInnovation(standardised, fitted, 0.99)
 */
export function extremeInnovation(standardised: Float64Array, fitted: PeaksOverThreshold, confidence: number): Innovation | undefined {
  const figures = extremeTail(fitted, confidence)
  if (!figures.valueAtRisk.ok) return undefined
  const tail = {
    valueAtRisk: figures.valueAtRisk.value,
    expectedShortfall: figures.expectedShortfall.ok ? figures.expectedShortfall.value : null,
  }
  const ascending = Float64Array.from(standardised).sort()
  return {
    tail: () => tail,
    survival: (z) => (z > fitted.threshold ? survivalAbove(fitted, z) : survivalByRank(ascending, z)),
    observe: learnsNothing,
  }
}

// A tail that ends gives 0 beyond its end; the smallest probability a transform can show stands for it.
const leastProbability = 1e-12

function survivalAbove({ threshold, exceedances, losses, fit }: PeaksOverThreshold, z: number): number {
  const excess = (z - threshold) / fit.scale
  const inside = 1 + fit.shape * excess
  if (inside <= 0) return leastProbability
  const beyond = Math.abs(fit.shape) < 1e-12 ? exponential(-excess) : exponential(-logarithmOfOnePlus(fit.shape * excess) / fit.shape)
  return Math.max(leastProbability, (exceedances / losses) * beyond)
}
