import { basename } from 'node:path'
import type { ModelBacktest, RiskBacktest, Verdict } from '../lab/risk-backtest/backtest-result.ts'
import { answerOf, card } from './answer.ts'
import { rankedModels } from './backtest-order.ts'
import { lossText, momentText } from './backtest-words.ts'
import { markup, type Markup } from './markup.ts'
import { countText, numberText } from './words.ts'

const tags: Readonly<Record<Verdict['kind'], string>> = { holds: 'holds', doubtful: 'doubtful', fails: 'fails' }

/**
 * The answer, first: which models hold and which fail, each in a sentence.
 *
 * @example
 * backtestAnswer(backtest).markup
 */
export function backtestAnswer(backtest: RiskBacktest): Markup {
  const { series, options, losses, at } = backtest
  const models = rankedModels(backtest)
  return answerOf({
    kind: 'Backtest of value at risk and expected shortfall',
    heading: basename(series.file),
    verdict: headline(models),
    tone: `verdict-${headKind(models)}`,
    lead: markup`${countText(losses.length, 'forecast')} from ${momentText(series, at[0] ?? 0)} to ${momentText(series, at.at(-1) ?? 0)}${series.clock === 'time' ? ' UTC' : ''}, each made
      from the ${options.window} losses before it alone, at a confidence of ${numberText(100 * options.confidence)} %.`,
    cards: cardsOf(backtest, models),
    more: markup`<ul class="verdicts">
      ${models.map(
        (model) =>
          markup`<li class="is-${model.verdict.kind}">
            <span class="tag tag-${model.verdict.kind}">${tags[model.verdict.kind]}</span> <b>${model.name}</b>
            <span>${sentenceOf(model.verdict)}</span>
          </li>`,
      )}
    </ul>`,
  })
}

/** The sentence without the word that the tag says already. */
function sentenceOf({ sentence }: Verdict): string {
  return sentence.replace(/^(holds|fails|is doubtful): /, '')
}

function headKind(models: readonly ModelBacktest[]): Verdict['kind'] {
  if (models.some(({ verdict }) => verdict.kind === 'holds')) return 'holds'
  return models.some(({ verdict }) => verdict.kind === 'doubtful') ? 'doubtful' : 'fails'
}

function headline(models: readonly ModelBacktest[]): string {
  const named = (kind: Verdict['kind']): readonly string[] => models.filter(({ verdict }) => verdict.kind === kind).map(({ name }) => name)
  const [holding, doubtful, failing] = [named('holds'), named('doubtful'), named('fails')]
  const parts = [
    holding.length === 0 ? 'No model holds' : `${listed(holding)} ${holding.length === 1 ? 'holds' : 'hold'}`,
    ...(doubtful.length === 0 ? [] : [`${listed(doubtful)} ${doubtful.length === 1 ? 'is' : 'are'} doubtful`]),
    ...(failing.length === 0 ? [] : [failingText(failing, models.length)]),
  ]
  return `${parts.join('; ')}.`
}

function failingText(failing: readonly string[], all: number): string {
  if (failing.length === all && all > 1) return `all ${all} fail`
  return failing.length > 6 ? `the other ${failing.length} fail` : `${listed(failing)} ${failing.length === 1 ? 'fails' : 'fail'}`
}

function cardsOf({ series, losses, at, options, ranking }: RiskBacktest, models: readonly ModelBacktest[]): readonly Markup[] {
  const [best] = models
  const worst = losses.reduce((most, loss, i) => (loss > (losses[most] as number) ? i : most), 0)
  const expected = losses.length * (1 - options.confidence)
  const place = ranking.places[0]
  return [
    card(
      'Exceedances expected',
      numberText(expected, 3),
      `${numberText(100 * (1 - options.confidence), 3)} % of ${countText(losses.length, 'forecast')}`,
    ),
    ...(best === undefined || place === undefined
      ? []
      : [card('Best score', best.name, `Fissler-Ziegel ${place.score.toFixed(3)}, lower is better`)]),
    ...(best === undefined
      ? []
      : [
          card(
            `Mean VaR and ES, ${best.name}`,
            `${lossText(best.meanValueAtRisk, series.unit)}, ${lossText(best.meanExpectedShortfall, series.unit)}`,
            'means of its forecasts',
          ),
        ]),
    card('Largest loss', lossText(losses[worst] as number, series.unit), largestNote({ series, at, worst, best })),
  ]
}

function largestNote(
  of: Readonly<{ series: RiskBacktest['series']; at: Float64Array; worst: number; best: ModelBacktest | undefined }>,
): string {
  const when = momentText(of.series, of.at[of.worst] as number)
  if (of.best === undefined) return when
  return `${when}; ${of.best.name} had forecast a VaR of ${lossText(of.best.walk.valueAtRisk[of.worst] as number, of.series.unit)}`
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
