import { ratio } from '../base/ratio.ts'
import { compensatedSum } from '../num/compensated-sum.ts'
import { kupiecTest } from '../risk/backtest/kupiec.ts'
import { fisslerZiegelScore } from '../risk/backtest/scores.ts'
import { createExceedances, judgeLoss, type Exceedances } from '../risk/exceedances.ts'
import { createLiveModel, liveForecast, pushLiveReturn, type LiveForecast, type LiveModel } from '../risk/live/live-model.ts'
import type { ModelEvidence } from './decision.ts'
import type { MeasurePolicy } from './policy.ts'

/** One live model and how its forecasts have fared. Plain data. */
export type ScoredModel = {
  readonly model: LiveModel
  /** Losses beyond value at risk, over the window of scores. */
  readonly exceedances: Exceedances
  /** Fissler-Ziegel scores of value at risk and expected shortfall at the confidence of the latter, newest at `next - 1`. */
  readonly scores: Float64Array
  nextScore: number
  scoreCount: number
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
      scores: new Float64Array(scoreWindowReturns),
      nextScore: 0,
      scoreCount: 0,
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
 * scoreReturn(bench, -0.004, policy.measure)
 */
export function scoreReturn(bench: ModelBench, simpleReturn: number, measure: MeasurePolicy): void {
  for (const entry of bench.entries) {
    const forecast = liveForecast(entry.model)
    if (forecast !== undefined) judge(entry, { forecast, loss: -simpleReturn, tailProbability: 1 - measure.expectedShortfallConfidence })
    pushLiveReturn(entry.model, simpleReturn)
  }
  bench.reviewDue = true
}

function judge(entry: ScoredModel, of: Readonly<{ forecast: LiveForecast; loss: number; tailProbability: number }>): void {
  const { forecast, loss, tailProbability } = of
  judgeLoss(entry.exceedances, loss, forecast.valueAtRisk)
  // The score is defined for a positive shortfall. A window in which the price only rose has none; its coverage is judged all the same.
  if (forecast.expectedShortfall <= 0) return
  const { shortfallThreshold: valueAtRisk, expectedShortfall } = forecast
  entry.scores[entry.nextScore] = fisslerZiegelScore({ loss, valueAtRisk, expectedShortfall, tailProbability })
  entry.nextScore = (entry.nextScore + 1) % entry.scores.length
  entry.scoreCount = Math.min(entry.scores.length, entry.scoreCount + 1)
}

/**
 * How a model has fared over the window of scores.
 *
 * @example
 * modelEvidence(championOf(bench), policy.measure).exceedances // 16
 */
export function modelEvidence(entry: ScoredModel, measure: MeasurePolicy): ModelEvidence {
  const { exceedances } = entry
  const observations = Math.min(exceedances.judged, exceedances.marks.length)
  const tailProbability = 1 - measure.valueAtRiskConfidence
  const enough = observations >= measure.models.scoreMinimumReturns
  return {
    observations,
    exceedances: exceedances.inWindow,
    expected: observations * tailProbability,
    ...(enough && { pValue: kupiecTest({ observations, exceedances: exceedances.inWindow, tailProbability }).pValue }),
    ...(entry.scoreCount > 0 && { meanScore: compensatedSum(entry.scores.subarray(0, entry.scoreCount)) / entry.scoreCount }),
  }
}
