import * as Plot from '@observablehq/plot'
import { timeUs } from '../../src/base/time.ts'
import { rowsOf, sqlText, withDatabase } from '../../src/feed/bars/table.ts'
import { createChainSource } from '../../src/lab/margin-history/chain-source.ts'
import type { MarginHistoryResult } from '../../src/lab/margin-history/history-result.ts'
import { runMarginHistory } from '../../src/lab/margin-history/run-history.ts'
import { readChainTimes } from '../../src/lab/surface/read-chain.ts'
import { marginModelNames } from '../../src/margin/margin-model.ts'
import { marginModelOf } from '../../src/margin/model-catalogue.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const from = timeUs(Date.UTC(2026, 0, 28) * 1000)
const to = timeUs(Date.UTC(2026, 1, 20) * 1000)
const models = ['derive-pmrm2', 'deribit', 'paradex', 'span', 'tims', 'fhs-es'] as const
const drawn = 'short-strangle'
const colours = ['var(--model)', 'var(--mark)', 'var(--second)', '#8a6bd1', 'var(--third)', '#d0509a']

/**
 * Twelve portfolios on bitcoin through the fall of February 2026 under six models.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const file = sharedFile('data/options/deribit_chains_2025-12-30_2026-08-22.parquet')
  const returns = sharedFile('data/reference/coingecko_btcusd_daily.csv.gz')
  const times = (await readChainTimes(file, 'BTC')).filter((at) => at >= from && at <= to)
  const result = await runMarginHistory({
    ...{ file, underlying: 'BTC', times },
    snapshotAt: createChainSource({
      chains: file,
      underlying: 'BTC',
      contracts: 'asLinear',
      returns,
      dailyVolume: await volumeBefore(returns),
    }),
    models: marginModelNames.filter((name) => models.some((one) => one === name)).map(marginModelOf),
  })
  const markdown = `Bitcoin options of Deribit, ${times.length} snapshots from 28 January to 19 February 2026; the index fell from ${indexText(result.market[0]?.indexPrice)} to ${indexText(Math.min(...result.market.map(({ indexPrice }) => indexPrice)))}.
Portfolios of about one coin, struck on the first day. Medians over portfolios; mean margin is that of all twelve together; a loss is beyond the margin when
equity fell within a day by more than the initial margin before it.

${markdownTable([['model', 'peak / trough', 'rise in a day', 'in five days', 'mean margin', 'losses beyond'], ...recordRows(result)])}

Peak over trough of the initial margin, portfolio by portfolio:

${markdownTable([['portfolio', ...result.models.map(({ name }) => name)], ...portfolioRows(result)])}

![Initial margin of a short strangle under six models through the crash](figures/margin-through-a-crash-1.svg)`
  return { markdown, figures: new Map([['margin-through-a-crash-1.svg', strangleFigure(result)]]) }
}

/** Mean coins a day over the 30 days before the history. */
async function volumeBefore(file: string): Promise<number> {
  const since = new Date(from / 1000 - 30 * 86_400e3).toISOString()
  const until = new Date(from / 1000).toISOString()
  const rows = await withDatabase((connection) =>
    rowsOf(
      connection,
      file,
      `select avg(total_volume / price) from read_csv(${sqlText(file)}) where snapped_at >= '${since}' and snapped_at < '${until}'`,
    ),
  )
  return Number(rows[0]?.[0])
}

function indexText(index: number | undefined): string {
  return Math.round(index ?? 0).toLocaleString('en-US')
}

function recordRows(result: MarginHistoryResult): readonly (readonly string[])[] {
  return result.records.map((record) => [
    record.model.name,
    (record.peakToTrough ?? 0).toFixed(2),
    `${(100 * (record.oneDayIncrease ?? 0)).toFixed(0)} %`,
    `${(100 * (record.fiveDayIncrease ?? 0)).toFixed(0)} %`,
    Math.round(record.meanMargin).toLocaleString('en-US'),
    `${record.breaches} of ${record.judged}`,
  ])
}

function portfolioRows(result: MarginHistoryResult): readonly (readonly string[])[] {
  return result.portfolios.map(({ name }) => [
    name,
    ...result.models.map((model) => {
      const measures = result.series.find((series) => series.account === name && series.model === model.name)?.measures
      return measures === undefined ? 'unknown' : measures.peakToTrough.toFixed(2)
    }),
  ])
}

function strangleFigure(result: MarginHistoryResult): string {
  const points = result.series
    .filter(({ account }) => account === drawn)
    .flatMap((series) =>
      series.points.map(({ at, initialMargin }) => ({ model: series.model, at: new Date(at / 1000), margin: initialMargin / 1000 })),
    )
  const names = result.models.map(({ name }) => name)
  return drawEvidence('Initial margin of a short strangle', {
    x: { type: 'utc', label: null },
    y: { grid: true, zero: true, label: 'initial margin, thousand USD' },
    color: { domain: names, range: colours },
    marks: [
      Plot.line(points, { x: 'at', y: 'margin', stroke: 'model', strokeWidth: 1.6 }),
      ...legend(names.map((name, line) => [name, colours[line] as string])),
    ],
  })
}
