import { basename } from 'node:path'
import type { ModelBacktest, RiskBacktest, TestName, TestResult } from '../lab/risk-backtest/backtest-result.ts'
import { fallbackReasonText, fallbackUsedText } from '../report/backtest-words.ts'
import { columns } from './write.ts'

/** Tests of the table, in its order, with their heads. */
const shown: readonly (readonly [TestName, string])[] = [
  ['kupiec', 'Kupiec'],
  ['christoffersen', 'Christoffersen'],
  ['duration', 'duration'],
  ['dynamicQuantile', 'DQ'],
  ['mcNeilFrey', 'McNeil-Frey'],
  ['costanzinoCurran', 'Costanzino-Curran'],
]

/**
 * A backtest for a terminal: what was read, a line a model with p-values, and what a reader must know.
 *
 * @example
 * printText(backtestText(backtest))
 */
export function backtestText(backtest: RiskBacktest): string {
  const { series, options, losses, at } = backtest
  const first = clockText(backtest, at[0] ?? 0)
  const last = clockText(backtest, at.at(-1) ?? 0)
  const parts = [
    `${basename(series.file)}: ${losses.length} forecasts from ${first} to ${last}, confidence ${options.confidence}, window ${options.window}, refit every ${options.refitEvery}, seed ${backtest.seed}`,
    ...series.notes,
    '',
    ...columns([headOf(), ...ordered(backtest).map((model) => rowOf(backtest, model))]),
    '',
    "p-values; simulated for Kupiec, Christoffersen and DQ, by bootstrap for McNeil-Frey. Z2 is Acerbi and Szekely's: ! below its 5 % value, !! below its 0.01 % value.",
    "FZ is the mean Fissler-Ziegel score, lower is better; p(best) is Diebold and Mariano's that the model scores as the best one does.",
    "Basel is the zone of the whole record, by the supervisors' probabilities of 95 % and 99.99 %.",
    '',
    ...ordered(backtest).map((model) => `${model.name} ${model.verdict.sentence}`),
    ...backtest.models.flatMap(fallbackLines),
    ...backtest.caveats,
  ]
  return parts.join('\n')
}

/** Models in the order of the ranking; those that could not be ranked last. */
function ordered({ models, ranking }: RiskBacktest): readonly ModelBacktest[] {
  const placeOf = (model: ModelBacktest): number => {
    const place = ranking.places.findIndex(({ name }) => name === model.name)
    return place < 0 ? Infinity : place
  }
  return models.toSorted((a, b) => placeOf(a) - placeOf(b))
}

function headOf(): readonly string[] {
  return ['model', 'exceed', 'expected', 'Basel', ...shown.map(([, title]) => title), 'Z2', 'FZ', 'p(best)', 'verdict']
}

function rowOf({ ranking }: RiskBacktest, model: ModelBacktest): readonly string[] {
  const place = ranking.places.find(({ name }) => name === model.name)
  const figures = model.report.ok ? model.report.value : undefined
  return [
    model.name,
    figures === undefined ? '-' : String(figures.exceedances),
    figures === undefined ? '-' : String(Number(figures.expectedExceedances.toPrecision(3))),
    model.zones.whole,
    ...shown.map(([name]) => pValueOf(model.tests.find((test) => test.name === name))),
    shortfallOf(model.tests.find(({ name }) => name === 'acerbiSzekely')),
    place === undefined ? '-' : place.score.toFixed(4),
    place?.againstBest === undefined
      ? place === undefined
        ? '-'
        : 'best'
      : place.againstBest.ok
        ? pText(place.againstBest.value.corrected.pValue)
        : '-',
    model.verdict.kind,
  ]
}

function pValueOf(test: TestResult | undefined): string {
  return test?.outcome.ok === true ? pText(test.outcome.value.pValue) : '-'
}

function shortfallOf(test: TestResult | undefined): string {
  if (test?.outcome.ok !== true) return '-'
  const { statistic, pValue } = test.outcome.value
  const mark = pValue <= 0.0001 ? '!!' : pValue <= 0.05 ? '!' : ''
  return `${statistic.toFixed(2)}${mark}`
}

function pText(pValue: number): string {
  return pValue < 0.0005 ? '<.001' : pValue.toFixed(3)
}

function fallbackLines({ name, fits, fallbacks, walk }: ModelBacktest): readonly string[] {
  return fallbacks.map(({ of, reason, used, count }) => {
    const all = of === 'fit' ? `${fits} fits` : `${walk.to - walk.from} forecasts`
    return `${name}: ${count} of ${all} ${fallbackReasonText(reason)}, ${fallbackUsedText(used)} used instead`
  })
}

function clockText({ series }: RiskBacktest, at: number): string {
  if (series.clock === 'count') return `row ${at}`
  return new Date(at / 1000).toISOString().slice(0, 16).replace('T', ' ').replace(' 00:00', '')
}
