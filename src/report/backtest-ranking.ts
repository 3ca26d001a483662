import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { lossText, probabilityText } from './backtest-words.ts'
import { markup, table, type Markup } from './markup.ts'
import { countText, numberText } from './words.ts'

type Place = RiskBacktest['ranking']['places'][number]

/**
 * The ranking by Fissler-Ziegel score with Diebold and Mariano's p-values, and those of each pair.
 *
 * @example
 * backtestRanking(backtest).markup
 */
export function backtestRanking({ ranking, models, series }: RiskBacktest): Markup {
  if (ranking.places.length === 0)
    return markup`<section id="ranking">
      <h2>Ranking</h2>
      <p>No model had an expected shortfall above 0 to be scored.</p>
    </section>`
  const byName = new Map(models.map((model) => [model.name, model]))
  return markup`<section id="ranking">
    <h2>Ranking</h2>
    <p class="note">
      By the mean Fissler-Ziegel score of VaR and ES over ${countText(ranking.observations, 'loss').replace('losss', 'losses')} that all
      models were scored on: lower is better, and the pair that is right has the lowest in the long run. p is Diebold and Mariano's, with the
      correction for small samples: how often models that score alike would differ as much. Above 0.05 the best has not been shown to be
      better.
    </p>
    ${table({
      caption: 'Models by score',
      head: ['', 'model', 'score', 'worse than the best by', 'p against the best', 'tick loss', 'mean VaR', 'mean ES', 'loss over ES'],
      rows: ranking.places.map((place, i) => rowOf(place, { rank: i + 1, best: ranking.places[0], model: byName.get(place.name), series })),
      numeric: [0, 2, 3, 4, 5, 6, 7, 8],
    })}
    <p class="note">
      Loss over ES: the mean loss of the exceedances over the mean ES forecast for them; 1 is right, above it ES was too small. Tick loss: the
      score of VaR alone, in ${series.unit === 'fraction' ? 'per cent of the price' : 'the unit of the file'}.
    </p>
    <details>
      <summary>p-values of every pair</summary>
      ${table({
        caption: 'Diebold and Mariano, Fissler-Ziegel score',
        head: ['', ...ranking.places.map(({ name }) => name)],
        rows: ranking.pairs.map((row, i) => [
          markup`<b>${ranking.places[i]?.name}</b>`,
          ...row.map((pValue) => (pValue === null ? '' : probabilityText(pValue))),
        ]),
        numeric: ranking.places.map((_, i) => i + 1),
      })}
    </details>
  </section>`
}

function rowOf(
  place: Place,
  about: Readonly<{ rank: number; best: Place | undefined; model: ModelBacktest | undefined; series: RiskBacktest['series'] }>,
): readonly (string | number | Markup)[] {
  const { rank, best, model, series } = about
  const distance = place.score - (best?.score ?? place.score)
  return [
    rank,
    markup`<b>${place.name}</b>`,
    place.score.toFixed(4),
    distance === 0 ? '' : distance.toFixed(4),
    pAgainstBest(place),
    lossText(place.tickLoss, series.unit),
    model === undefined ? '' : lossText(model.meanValueAtRisk, series.unit),
    model === undefined ? '' : lossText(model.meanExpectedShortfall, series.unit),
    model?.shortfallRatio === undefined ? '' : numberText(model.shortfallRatio, 3),
  ]
}

function pAgainstBest({ againstBest }: Place): string {
  if (againstBest === undefined) return 'the best'
  return againstBest.ok ? probabilityText(againstBest.value.corrected.pValue) : 'forecasts alike'
}
