import { ArgumentError, requireProbability } from '../../base/argument.ts'
import { refuse, type Result } from '../../base/result.ts'
import { meanOf } from '../../num/moments.ts'
import { dieboldMarianoTest, type ConstantDifference, type ScoreComparison } from './diebold-mariano.ts'
import { fisslerZiegelScores, tickLosses } from './scores.ts'

/** One model's forecasts of the common losses. */
export type RankedForecasts = Readonly<{ name: string; valueAtRisk: ArrayLike<number>; expectedShortfall: ArrayLike<number> }>

/** Where one model stands. */
export type RankedModel = Readonly<{
  name: string
  /** From 1 for the lowest mean score; equal scores have equal ranks. */
  rank: number
  meanScore: number
  /** In the unit of the losses. */
  meanTickLoss: number
  /** Against the best model: positive statistics say this one scored worse. Refused for the best itself and for equals of it. */
  againstBest: Result<ScoreComparison, ConstantDifference | Readonly<{ reason: 'isBest' }>>
}>

/**
 * Ranks models by their mean Fissler-Ziegel score, each compared with the best by Diebold and Mariano's test.
 *
 * The best was picked by the same scores it is then tested with, so the p-values are too small when there are many models: see
 * `modelConfidenceSet` for the set that holds the best one with a stated probability.
 *
 * @param models - At least one, with unlike names, all of the same losses.
 * @param options - `lags` of the robust variance, 5 when absent.
 * @returns Best first; equal scores in the order given.
 * @throws ArgumentError for no models, a name twice, series of unlike length, an ES that is not above 0, or a confidence outside (0, 1).
 * @see Patton, Ziegel & Chen, J. Econometrics 211 (2019).
 *
 * @example
 * const timid = { name: 'timid', valueAtRisk: losses.map(() => 0.03), expectedShortfall: losses.map(() => 0.04) }
 * const bold = { name: 'bold', valueAtRisk: losses.map(() => 0.001), expectedShortfall: losses.map(() => 0.002) }
 * rankModels([bold, timid], { losses, confidence: 0.975 })[0].name // 'timid'
 */
export function rankModels(
  models: readonly RankedForecasts[],
  options: Readonly<{ losses: ArrayLike<number>; confidence: number; lags?: number }>,
): readonly RankedModel[] {
  requireModels(models)
  requireProbability('confidence', options.confidence)
  const lags = Math.min(options.lags ?? 5, options.losses.length - 1)
  const judged = models.map((model) => {
    const record = { ...model, losses: options.losses, tailProbability: 1 - options.confidence }
    const scores = fisslerZiegelScores(record)
    return { name: model.name, scores, meanScore: meanOf(scores), meanTickLoss: meanOf(tickLosses(record)) }
  })
  const sorted = judged.toSorted((a, b) => a.meanScore - b.meanScore)
  const best = sorted[0] as (typeof judged)[number]
  return sorted.map(({ name, scores, meanScore, meanTickLoss }) => ({
    name,
    rank: 1 + sorted.filter((other) => other.meanScore < meanScore).length,
    meanScore,
    meanTickLoss,
    againstBest: name === best.name ? refuse({ reason: 'isBest' }) : dieboldMarianoTest(scores, best.scores, lags),
  }))
}

/**
 * Checks that there are models and that their names differ.
 *
 * @throws ArgumentError naming the model that breaks it.
 *
 * @example
 * requireModels([{ name: 'historical', valueAtRisk, expectedShortfall }])
 */
export function requireModels(models: readonly Readonly<{ name: string }>[]): void {
  if (models.length === 0) throw new ArgumentError('models', { expected: 'at least one model', found: 'none' })
  models.forEach(({ name }, position) => {
    if (models.findIndex((other) => other.name === name) === position) return
    throw new ArgumentError('models', { position, expected: 'a name no other model has', found: name })
  })
}
