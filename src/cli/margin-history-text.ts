import type { MarginHistoryResult } from '../lab/margin-history/history-result.ts'
import { numberText, timeText } from '../report/words.ts'
import { alignedColumns } from './write.ts'

/**
 * What `seawall margin history` prints.
 *
 * @example
 * printText(marginHistoryText(result))
 */
export function marginHistoryText(result: MarginHistoryResult): string {
  const prices = result.market.map(({ indexPrice }) => indexPrice)
  const lines = [
    `${result.portfolios.length} portfolios on ${result.underlying}, ${result.market.length} snapshots from ${timeText(result.market[0]?.at ?? 0)} to ${timeText(result.market.at(-1)?.at ?? 0)} UTC`,
    `index ${numberText(prices[0] ?? 0, 6)}, lowest ${numberText(Math.min(...prices), 6)}, highest ${numberText(Math.max(...prices), 6)}`,
    '',
    ...alignedColumns([
      ['model', 'peak/trough', 'rise in a day', 'in five', 'mean margin', 'losses beyond', 'unknown'],
      ...result.records.map((record) => [
        record.model.name,
        ratio(record.peakToTrough),
        percent(record.oneDayIncrease),
        percent(record.fiveDayIncrease),
        numberText(record.meanMargin, 5),
        `${record.breaches} of ${record.judged}`,
        `${record.gaps}`,
      ]),
    ]),
    '',
    'Peak over trough of the initial margin, by portfolio:',
    ...alignedColumns([
      ['portfolio', ...result.models.map(({ name }) => name)],
      ...result.portfolios.map(({ name }) => [
        name,
        ...result.models.map((model) =>
          ratio(result.series.find((one) => one.account === name && one.model === model.name)?.measures?.peakToTrough),
        ),
      ]),
    ]),
    ...unknownLines(result),
  ]
  return lines.join('\n')
}

/** Why some could not be margined, a line a model and reason. */
function unknownLines(result: MarginHistoryResult): readonly string[] {
  const found = new Map<string, number>()
  for (const { model, gaps } of result.series) {
    for (const { refusal } of gaps) {
      const text = `${model}: ${refusal.reason}${refusal.subject === undefined ? '' : ` (${refusal.subject})`}`
      found.set(text, (found.get(text) ?? 0) + 1)
    }
  }
  return found.size === 0 ? [] : ['', 'Unknown:', ...[...found].map(([text, count]) => `  ${text}, ${count} times`)]
}

/**
 * What `seawall margin history --json` prints: the result, times in ISO, with one record a model.
 *
 * @example
 * printJson(marginHistoryJson(result))
 */
export function marginHistoryJson(result: MarginHistoryResult): unknown {
  const iso = (at: number): string => new Date(at / 1000).toISOString()
  return {
    underlying: result.underlying,
    near: iso(result.near),
    far: iso(result.far),
    market: result.market.map((point) => ({ ...point, at: iso(point.at) })),
    portfolios: result.portfolios,
    models: result.records.map(({ model, ...record }) => ({ ...model, ...record })),
    series: result.series.map(({ account, model, points, gaps, measures }) => ({
      portfolio: account,
      model,
      measures: measures ?? null,
      points: points.map((point) => ({ ...point, at: iso(point.at) })),
      gaps: gaps.map(({ at, refusal }) => ({ at: iso(at), ...refusal })),
    })),
    notes: result.notes,
  }
}

function ratio(value: number | undefined): string {
  return value === undefined ? '-' : numberText(value, 3)
}

function percent(value: number | undefined): string {
  return value === undefined ? '-' : `${numberText(100 * value, 3)} %`
}
