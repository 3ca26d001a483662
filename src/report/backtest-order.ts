import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'

/**
 * Models in the order of the ranking; those that could not be ranked last, as they were asked for.
 *
 * @example
 * rankedModels(backtest)[0]?.name
 */
export function rankedModels({ models, ranking }: RiskBacktest): readonly ModelBacktest[] {
  const places = new Map(ranking.places.map(({ name }, place) => [name, place]))
  return models.toSorted((a, b) => (places.get(a.name) ?? places.size) - (places.get(b.name) ?? places.size))
}
