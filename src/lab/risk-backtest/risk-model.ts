import type { LossLaw } from '../../risk/backtest/shortfall-critical-value.ts'

/** What a model says of the next loss before it is known. */
export type RiskForecast = Readonly<{
  /** The loss that is not exceeded with the run's confidence. */
  valueAtRisk: number
  /** The mean loss beyond it; `null` where the model has none, such as a tail index of 1 or more. */
  expectedShortfall: number | null
  /** The standard deviation the model expects of the next loss; used to scale residuals. */
  volatility: number
  /** The probability that the next loss is above `loss`, strictly between 0 and 1. Called once the loss is known. */
  survival: (loss: number) => number
}>

/** How a fit went: as asked, or by a named way out, for a reason. */
export type FitOutcome = Readonly<{ kind: 'fitted' } | { kind: 'fallback'; reason: string; used: string }>

/** A model fitted to a window; it takes each later loss in turn. */
export type FittedRiskModel = Readonly<{
  outcome: FitOutcome
  forecast: () => RiskForecast
  /** Takes in the loss that became known, so that the next forecast may use it. Parameters stay as fitted. */
  observe: (loss: number) => void
}>

/** What a model needs beside losses. */
export type ModelSettings = Readonly<{ confidence: number }>

/** A model of the next loss, fitted anew to the trailing window each time it is due. */
export type RiskModel = Readonly<{
  /** As given to `--model`. */
  name: string
  /** For people. */
  title: string
  /** One sentence: what it takes the next loss to be drawn from, with every fixed parameter. */
  about: string
  /**
   * What a forecast rests on. `window`: the trailing window alone, so that parts of the time may be worked on apart.
   * `past`: everything since the first window, so that it runs in one piece and is fitted once.
   */
  memory: 'window' | 'past'
  /** The law that critical values of Acerbi and Szekely's test are taken of: the model's own, or one as heavy as its tail usually is. */
  law: LossLaw
  /** The fewest losses it can be fitted to. */
  leastWindow: number
  fit: (window: Float64Array, settings: ModelSettings) => FittedRiskModel
}>

/** The law taken for models whose tail is read off data: about as heavy as daily returns of most markets. */
export const heavyLaw: LossLaw = { kind: 'studentT', degreesOfFreedom: 4 }
