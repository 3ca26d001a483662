import type { FitOutcome, TailForecast } from '../../risk/tail/forecast.ts'
import type { LossLaw } from '../../risk/backtest/shortfall-critical-value.ts'

/** What a model says of the next loss before it is known. */
export type RiskForecast = TailForecast &
  Readonly<{
    /** Set where the model had no answer for this day and another stood in. */
    fallback?: Readonly<{ reason: string; used: string }>
  }>

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
  /** Left out of `all`: most series have no use for it. */
  onRequest: boolean
  fit: (window: Float64Array, settings: ModelSettings) => FittedRiskModel
}>

/** The law taken for models whose tail is read off data: about as heavy as daily returns of most markets. */
export const heavyLaw: LossLaw = { kind: 'studentT', degreesOfFreedom: 4 }
