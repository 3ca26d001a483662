import { refuse } from '../../base/result.ts'
import { meanOf } from '../../num/moments.ts'
import { dieboldMarianoTest } from '../../risk/backtest/diebold-mariano.ts'
import { fisslerZiegelScores, tickLosses } from '../../risk/backtest/scores.ts'
import type { ModelRanking } from './backtest-result.ts'
import type { WalkPart } from './walk-forward.ts'

/** Losses and what each model had forecast for them. */
export type RankRequest = Readonly<{
  losses: Float64Array
  walks: readonly Readonly<{ name: string; part: WalkPart }>[]
  tailProbability: number
}>

type Scored = Readonly<{ name: string; scores: Float64Array; score: number; tickLoss: number }>

/**
 * Ranks models by their mean Fissler-Ziegel score, with Diebold and Mariano's test of each against the best and of every pair.
 *
 * Scores are compared on the losses for which every model had an expected shortfall above 0. A model that never had one is left out.
 *
 * @example
 * rankModels({ losses, walks, tailProbability: 0.01 }).places[0]?.name
 */
export function rankModels({ losses, walks, tailProbability }: RankRequest): ModelRanking {
  const rankable = walks.filter(({ part }) => part.expectedShortfall.some((shortfall) => shortfall > 0))
  const common = (_: number, t: number): boolean => rankable.every(({ part }) => (part.expectedShortfall[t] as number) > 0)
  const happened = losses.filter(common)
  if (happened.length < 2) return { observations: happened.length, places: [], pairs: [] }
  const scored = rankable.map(({ name, part }): Scored => {
    const [valueAtRisk, expectedShortfall] = [part.valueAtRisk.filter(common), part.expectedShortfall.filter(common)]
    const scores = fisslerZiegelScores({ losses: happened, valueAtRisk, expectedShortfall, tailProbability })
    return { name, scores, score: meanOf(scores), tickLoss: meanOf(tickLosses({ losses: happened, valueAtRisk, tailProbability })) }
  })
  const ordered = scored.toSorted((a, b) => a.score - b.score)
  const [best] = ordered
  // As many lags as the usual rule of thumb for daily data has.
  const lags = Math.min(happened.length - 1, Math.floor(4 * Math.sqrt(Math.sqrt(happened.length / 100))))
  return {
    observations: happened.length,
    places: ordered.map(({ name, scores, score, tickLoss }) => ({
      ...{ name, score, tickLoss },
      againstBest: best === undefined || best.name === name ? undefined : compared(scores, best.scores, lags),
    })),
    pairs: ordered.map((first) => ordered.map((second) => pairOf(first, second, lags))),
  }
}

function compared(first: Float64Array, second: Float64Array, lags: number): NonNullable<ModelRanking['places'][number]['againstBest']> {
  const found = dieboldMarianoTest(first, second, lags)
  return found.ok ? found : refuse({ reason: found.refusal.reason })
}

function pairOf(first: Scored, second: Scored, lags: number): number | null {
  if (first.name === second.name) return null
  const found = dieboldMarianoTest(first.scores, second.scores, lags)
  return found.ok ? found.value.corrected.pValue : null
}
