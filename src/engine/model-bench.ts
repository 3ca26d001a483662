import { ratio } from '../base/ratio.ts'
import { coverageReading, createCoverageMonitor, scoreForecast, type CoverageMonitor } from '../risk/backtest/coverage-monitor.ts'
import { createExceedances, judgeLoss, type Exceedances } from '../risk/exceedances.ts'
import { createLiveModel, liveForecast, pushLiveReturn, type LiveModel } from '../risk/live/live-model.ts'
import type { ModelEvidence } from './decision.ts'
import type { MeasurePolicy } from './policy.ts'

/** One live model and how its forecasts have fared. Plain data. */
export type ScoredModel = {
  readonly model: LiveModel
  /** Losses beyond value at risk in the window of scores: the signal `exceedances` when this model speaks. */
  readonly exceedances: Exceedances
  /** Value at risk and expected shortfall, both at the confidence of the latter, against what came. */
  readonly coverage: CoverageMonitor
}

/** The models of one market's returns: one speaks, all are scored. Plain data. */
export type ModelBench = {
  readonly entries: readonly ScoredModel[]
  /** Place of the model whose figures are the market's. */
  champion: number
  /** Whether the champion fails and nothing better is known. */
  distrusted: boolean
  /** Whether a return came in since the champion was last reviewed. */
  reviewDue: boolean
}

/**
 * The policy's models, none of which has seen a return. The first is the champion.
 *
 * @example
 * createModelBench(policy.measure)
 */
export function createModelBench(measure: MeasurePolicy): ModelBench {
  const settings = {
    windowReturns: measure.tailWindowReturns,
    minimumReturns: measure.tailMinimumReturns,
    valueAtRiskConfidence: ratio(measure.valueAtRiskConfidence),
    expectedShortfallConfidence: ratio(measure.expectedShortfallConfidence),
    lambda: measure.ewmaLambda,
  }
  const { names, scoreWindowReturns } = measure.models
  return {
    entries: names.map((name) => ({
      model: createLiveModel(name, settings),
      exceedances: createExceedances(scoreWindowReturns),
      coverage: createCoverageMonitor({ windowLosses: scoreWindowReturns, confidence: measure.expectedShortfallConfidence }),
    })),
    champion: 0,
    distrusted: false,
    reviewDue: false,
  }
}

/**
 * The model whose figures are the market's, and its record.
 *
 * @example
 * championOf(bench).model.name // 'historical'
 */
export function championOf(bench: ModelBench): ScoredModel {
  return bench.entries[bench.champion] as ScoredModel
}

/**
 * Judges every model's forecast by a return, then lets each take the return in.
 *
 * @example
 * scoreReturn(bench, -0.004)
 */
export function scoreReturn(bench: ModelBench, simpleReturn: number): void {
  const loss = -simpleReturn
  for (const { model, exceedances, coverage } of bench.entries) {
    const forecast = liveForecast(model)
    if (forecast !== undefined) {
      judgeLoss(exceedances, loss, forecast.valueAtRisk)
      scoreForecast(coverage, { loss, valueAtRisk: forecast.shortfallThreshold, expectedShortfall: forecast.expectedShortfall })
    }
    pushLiveReturn(model, simpleReturn)
  }
  bench.reviewDue = true
}

/**
 * How a model has fared over the window of scores.
 *
 * @example
 * modelEvidence(championOf(bench), policy.measure).exceedances // 16
 */
export function modelEvidence({ coverage }: ScoredModel, measure: MeasurePolicy): ModelEvidence {
  const confidence = measure.expectedShortfallConfidence
  const reading = coverageReading(coverage)
  if (!reading.ok) return { confidence, observations: 0, exceedances: 0, expected: 0 }
  const { observations, exceedances, expectedExceedances: expected, kupiec, meanScore } = reading.value
  return {
    confidence,
    observations,
    exceedances,
    expected,
    ...(observations >= measure.models.scoreMinimumReturns && { pValue: kupiec.pValue }),
    ...(meanScore.ok && { meanScore: meanScore.value }),
  }
}
