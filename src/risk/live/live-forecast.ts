import type { Ratio } from '../../base/ratio.ts'

/** What a live model needs to know. */
export type LiveModelSettings = Readonly<{
  /** Returns in the window of the models that keep one, and the fewest before they speak. */
  windowReturns: number
  minimumReturns: number
  valueAtRiskConfidence: Ratio
  expectedShortfallConfidence: Ratio
  /** Weight of the past in the EWMA variance. */
  lambda: number
}>

/** A forecast of the next return's loss, as fractions of the price; positive for losses. */
export type LiveForecast = Readonly<{
  /** At the confidence of value at risk. */
  valueAtRisk: number
  /** At the confidence of expected shortfall. */
  expectedShortfall: number
  /** The value at risk at the confidence of expected shortfall: both are scored together. */
  shortfallThreshold: number
}>
