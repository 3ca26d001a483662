import type { ModelBacktest, RiskBacktest, TestFigures, TestName } from '../lab/risk-backtest/backtest-result.ts'
import { rankedModels } from './backtest-order.ts'
import { probabilityText, testWords } from './backtest-words.ts'
import { markup, table, type Markup } from './markup.ts'
import { numberText } from './words.ts'

/** Tests of the table, in its order: of VaR first, then of ES. */
const shown: readonly TestName[] = [
  'kupiec',
  'christoffersen',
  'conditionalCoverage',
  'duration',
  'dynamicQuantile',
  'dynamicQuantileOnForecast',
  'acerbiSzekely',
  'mcNeilFrey',
  'costanzinoCurran',
  'duEscanciano',
]

/**
 * The table of models and tests with their p-values in the colours of a traffic light, and what each test says and cannot say.
 *
 * @example
 * backtestLights(backtest).markup
 */
export function backtestLights(backtest: RiskBacktest): Markup {
  return markup`<section id="tests">
    <h2>Tests</h2>
    <p class="note">
      p-values: how often a right model would look as bad or worse. <span class="light light-ok">green</span> above 0.05;
      <span class="light light-warn">amber</span> at or below it, which one test in twenty is by chance;
      <span class="light light-bad">red</span> so low that the lowest of so many tests would not be by chance (Holm's rule at 5 % over the
      tests that count). Of Z2 the statistic is shown, amber below its 5 % value and red below its 0.01 % value.
    </p>
    ${table({
      caption: 'Models, the best score first, and what each test says of them',
      head: ['model', 'seen', 'expected', 'Basel zone', 'not green', ...shown.map((name) => testWords[name].short)],
      rows: rankedModels(backtest).map(rowOf),
      numeric: [1, 2, 4, ...shown.map((_, i) => i + 5)],
    })}
    <details>
      <summary>What each test asks, and what it cannot say</summary>
      <dl class="tests">
        ${shown.map(
          (name) =>
            markup`<dt>${testWords[name].short}: ${testWords[name].title}</dt>
              <dd>${testWords[name].asks} ${testWords[name].cannot}</dd>`,
        )}
        <dt>Basel zone: the supervisors' traffic light</dt>
        <dd>
          By the probability that a right model has so many exceedances or fewer: yellow from 95 %, red from 99.99 %. It is shown for the whole
          record; supervisors look at 250 forecasts, where 5 and 10 exceedances are yellow and red at 99 %. "Not green" is the share of
          all windows of 250 that are yellow or red, which for a right model is about one in ten. A zone is a rule of capital, not a proof.
        </dd>
      </dl>
    </details>
  </section>`
}

function rowOf(model: ModelBacktest): readonly (string | Markup)[] {
  const figures = model.report.ok ? model.report.value : undefined
  return [
    markup`<b>${model.name}</b>`,
    figures === undefined ? '' : String(figures.exceedances),
    figures === undefined ? '' : numberText(figures.expectedExceedances, 3),
    baselOf(model),
    notGreenOf(model),
    ...shown.map((name) => cellOf(model, name)),
  ]
}

function baselOf({ zones }: ModelBacktest): Markup {
  const kind = zones.whole === 'green' ? 'ok' : zones.whole === 'yellow' ? 'warn' : 'bad'
  const last = zones.last === undefined ? '' : `; of the last 250 alone ${zones.last.zone}, with ${zones.last.exceedances}`
  return markup`<span class="light light-${kind}" title="of all forecasts${last}">${zones.whole}</span>`
}

function notGreenOf({ zones }: ModelBacktest): Markup | string {
  if (zones.shares === undefined) return ''
  const share = (value: number): string => `${numberText(100 * value, 2)} %`
  const { green, yellow, red } = zones.shares
  return markup`<span title="of all windows of 250: ${share(yellow)} yellow, ${share(red)} red">${share(1 - green)}</span>`
}

function cellOf(model: ModelBacktest, name: TestName): Markup {
  const found = model.tests.find((test) => test.name === name)
  if (found === undefined) return markup`<span class="light light-none" title="no forecast could be judged">none</span>`
  if (!found.outcome.ok) return markup`<span class="light light-none" title="${refusalText(found.outcome.refusal.reason)}">none</span>`
  const figures = found.outcome.value
  const text = figures.pValueFrom === 'bound' ? figures.statistic.toFixed(2) : probabilityText(figures.pValue)
  return markup`<span class="light light-${lightOf(model, name, figures)}" title="${tooltipOf(name, figures)}">${text}</span>`
}

function lightOf(model: ModelBacktest, name: TestName, { pValue, pValueFrom }: TestFigures): 'ok' | 'warn' | 'bad' {
  if (pValueFrom === 'bound') return pValue <= 0.0001 ? 'bad' : pValue <= 0.05 ? 'warn' : 'ok'
  if (model.verdict.kind === 'fails' && model.verdict.against.includes(name)) return 'bad'
  const counts = model.tests.find((test) => test.name === name)?.counts === true
  if (!counts && pValue <= 0.005) return 'bad'
  return pValue <= 0.05 ? 'warn' : 'ok'
}

const sources: Readonly<Record<TestFigures['pValueFrom'], string>> = {
  simulated: 'by simulation',
  bootstrap: 'by bootstrap',
  law: 'by the chi-square law',
  bound: 'against critical values',
}

function tooltipOf(name: TestName, figures: TestFigures): string {
  const law = figures.lawPValue === undefined ? '' : `; by its usual law ${probabilityText(figures.lawPValue)}`
  const source =
    figures.pValueFrom === 'bound' ? sources.bound : `p ${probabilityText(figures.pValue)} ${sources[figures.pValueFrom]}${law}`
  return `${testWords[name].title}. Statistic ${numberText(figures.statistic, 4)}, ${source}. ${testWords[name].asks}`
}

const refusals: Readonly<Record<string, string>> = {
  tooFewExceedances: 'fewer than two exceedances: there is nothing to compare',
  noExceedances: 'there was no exceedance',
  dependentRegressors: 'no exceedance before the last: nothing can be foretold from them',
  constantResiduals: 'all exceedances are of one size',
  equalDurations: 'all waits are of one length',
  shortfallInfinite: 'the tail has no mean',
  seldomDefined: 'the statistic hardly ever exists in records this short',
}

function refusalText(reason: string): string {
  return refusals[reason] ?? reason
}
