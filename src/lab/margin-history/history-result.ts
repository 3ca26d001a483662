import type { TimeUs } from '../../base/time.ts'
import type { MarginMeasures } from './history-measures.ts'
import type { MarginSeries } from './margin-history.ts'

/** The market at one snapshot. */
export type MarketPoint = Readonly<{
  at: TimeUs
  indexPrice: number
  /** Implied volatility at the money of the near expiry, a year; absent where it is not quoted. */
  volatility?: number
}>

/** What a model is called and where its numbers come from. */
export type NamedModel = Readonly<{ name: string; title: string; effectiveFrom: string; source: string }>

/** One account under one model, and its measures; none where it could never be margined. */
export type MeasuredSeries = MarginSeries & Readonly<{ measures?: MarginMeasures }>

/** Standard portfolios through recorded option chains under several models. */
export type MarginHistoryResult = Readonly<{
  file: string
  underlying: string
  near: TimeUs
  far: TimeUs
  /** Oldest first. */
  market: readonly MarketPoint[]
  portfolios: readonly Readonly<{ name: string; title: string; held: string }>[]
  models: readonly NamedModel[]
  /** Portfolios in their order, models in theirs within each. */
  series: readonly MeasuredSeries[]
  /** One a model, in their order. */
  records: readonly ModelRecord[]
  /** Sentences on what the data lack. */
  notes: readonly string[]
}>

/** How one model did over all portfolios. Ratios are medians over the portfolios that have one. */
export type ModelRecord = Readonly<{
  model: NamedModel
  peakToTrough?: number
  oneDayIncrease?: number
  fiveDayIncrease?: number
  /** Mean initial margin over moments, summed over portfolios: what it costs to hold them all. */
  meanMargin: number
  breaches: number
  judged: number
  gaps: number
}>

/**
 * Sums series up by model, in the models' order.
 *
 * @example
 * modelRecords(models, series)[0].peakToTrough
 */
export function modelRecords(models: readonly NamedModel[], all: readonly MeasuredSeries[]): readonly ModelRecord[] {
  return models.map((model) => {
    const series = all.filter((one) => one.model === model.name)
    const measures = series.flatMap((one) => one.measures ?? [])
    const median = (of: (one: MarginMeasures) => number | undefined): number | undefined =>
      medianOf(measures.flatMap((one) => of(one) ?? []))
    const [peakToTrough, oneDayIncrease, fiveDayIncrease] = [
      median((one) => one.peakToTrough),
      median((one) => one.oneDayIncrease),
      median((one) => one.fiveDayIncrease),
    ]
    return {
      model,
      ...(peakToTrough !== undefined && { peakToTrough }),
      ...(oneDayIncrease !== undefined && { oneDayIncrease }),
      ...(fiveDayIncrease !== undefined && { fiveDayIncrease }),
      meanMargin: sumOf(series.map(({ points }) => sumOf(points.map((point) => point.initialMargin)) / Math.max(1, points.length))),
      breaches: sumOf(measures.map((one) => one.breaches)),
      judged: sumOf(measures.map((one) => one.judged)),
      gaps: sumOf(series.map(({ gaps }) => gaps.length)),
    }
  })
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return below === undefined || above === undefined ? undefined : (below + above) / 2
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
