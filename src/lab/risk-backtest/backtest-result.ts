import type { Result } from '../../base/result.ts'
import type { BacktestReport } from '../../risk/backtest/battery.ts'
import type { ScoreComparison } from '../../risk/backtest/diebold-mariano.ts'
import type { LossLaw } from '../../risk/backtest/shortfall-critical-value.ts'
import type { Zone } from '../../risk/backtest/traffic-light.ts'
import type { LossSeries } from './series-types.ts'
import type { WalkOptions, WalkPart } from './walk-forward.ts'

/** Everything a backtest found. Plain data: page and table lay it out and compute no figure of it. */
export type RiskBacktest = Readonly<{
  version: string
  seed: number
  /** Draws of each simulated p-value. */
  samples: number
  series: LossSeries
  options: WalkOptions
  /** The losses that were forecast and when they were known: those after the first window. */
  at: Float64Array
  losses: Float64Array
  models: readonly ModelBacktest[]
  ranking: ModelRanking
  /** What a reader must know of the size of this record: whole sentences. */
  caveats: readonly string[]
}>

/** One model: its forecasts, what was made of them, and what the tests say. */
export type ModelBacktest = Readonly<{
  name: string
  title: string
  about: string
  /** The law that the critical values of Acerbi and Szekely's test are of. */
  law: LossLaw
  walk: WalkPart
  fits: number
  /** Fits and forecasts that were not as asked, by reason and by what was used instead, the commonest first. */
  fallbacks: readonly Readonly<{ of: 'fit' | 'forecast'; reason: string; used: string; count: number }>[]
  /** Forecasts with an expected shortfall above 0; tests are of these alone, and the others are counted. */
  judged: number
  leftOut: number
  /** Means over what was judged, in the unit of the losses. */
  meanValueAtRisk: number
  meanExpectedShortfall: number
  /** The mean loss of the exceedances over the mean ES forecast for them; absent without exceedances. 1 is right. */
  shortfallRatio?: number
  report: Result<BacktestReport, NothingJudged>
  tests: readonly TestResult[]
  zones: ZoneHistory
  /** Counts of the probability the model gave to a smaller loss, in twenty equal bins from 0 to 1. */
  transformCounts: readonly number[]
  verdict: Verdict
}>

/** No forecast had an expected shortfall above 0. */
export type NothingJudged = Readonly<{ reason: 'noShortfall'; forecasts: number }>

/** A question that is put to a model. */
export type TestName =
  | 'kupiec'
  | 'christoffersen'
  | 'conditionalCoverage'
  | 'duration'
  | 'dynamicQuantile'
  | 'dynamicQuantileOnForecast'
  | 'acerbiSzekely'
  | 'mcNeilFrey'
  | 'costanzinoCurran'
  | 'duEscanciano'

/** What one test says, in the form all share. */
export type TestResult = Readonly<{
  name: TestName
  /** Whether the verdict rests on it: tests that ask the same again are shown but not counted twice. */
  counts: boolean
  outcome: Result<TestFigures, Readonly<{ reason: string }>>
}>

/** Figures of a test. */
export type TestFigures = Readonly<{
  statistic: number
  /** The one that is judged by: simulated where there is one, else that of the literature's law. */
  pValue: number
  /** How `pValue` was found. `bound` is known to lie below it only: the statistic is compared with critical values. */
  pValueFrom: 'simulated' | 'bootstrap' | 'law' | 'bound'
  /** By the literature's law, where another is used. */
  lawPValue?: number
}>

/** Basel zones. */
export type ZoneHistory = Readonly<{
  /** Of all that was judged, by the same probabilities. */
  whole: Zone
  /** Of the last 250; absent when there are fewer. */
  last?: Readonly<{ zone: Zone; exceedances: number }>
  /** Share of all windows of 250 in each zone; absent when there are fewer. */
  shares?: Readonly<Record<Zone, number>>
}>

/** Whether a model holds. `doubtful`: a test alone speaks against it, but with so many tests one does by chance. */
export type Verdict = Readonly<{ kind: 'holds' | 'doubtful' | 'fails'; sentence: string; against: readonly TestName[] }>

/** Models by their mean Fissler-Ziegel score on the losses all of them could be scored on; lower is better. */
export type ModelRanking = Readonly<{
  observations: number
  places: readonly Readonly<{
    name: string
    score: number
    tickLoss: number
    againstBest: Result<ScoreComparison, Readonly<{ reason: string }>> | undefined
  }>[]
  /** p-values of each pair, Diebold-Mariano with the small-sample correction, in the order of `places`; null where they cannot be told apart. */
  pairs: readonly (readonly (number | null)[])[]
}>
