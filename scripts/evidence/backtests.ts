import { availableParallelism } from 'node:os'
import { sharedFile } from '../../test/shared-data.ts'
import { backtestModels } from '../../src/lab/risk-backtest/backtest.ts'
import type { ModelBacktest, RiskBacktest } from '../../src/lab/risk-backtest/backtest-result.ts'
import { riskModels } from '../../src/lab/risk-backtest/models.ts'
import { readLossSeries } from '../../src/lab/risk-backtest/series.ts'
import type { SeriesOptions } from '../../src/lab/risk-backtest/series-types.ts'

/** A backtest that several pages show. Each is run once, however many ask. */
export type SharedBacktest = Readonly<{ title: string; command: string; run: () => Promise<RiskBacktest> }>

const plain: SeriesOptions = { position: 'long', returns: 'simple', gaps: 'auto', missing: 'fault' }

/** Daily closes of bitcoin, 2013 to 2026, every model. */
export const bitcoinDaily = shared({
  title: 'Bitcoin, daily closes, 2013 to 2026',
  file: 'data/reference/coingecko_btcusd_daily.csv.gz',
  options: '--model all --confidence 0.99 --window 500 --refit-every 20',
  walk: { window: 500, refitEvery: 20, confidence: 0.99 },
})

/** Daily closes of the S&P 500, every model. */
export const standardAndPoor = shared({
  title: 'S&P 500, daily closes',
  file: 'data/reference/sp500_daily.csv.gz',
  options: '--model all --column Close --confidence 0.99 --window 500 --refit-every 50',
  walk: { window: 500, refitEvery: 50, confidence: 0.99 },
  series: { column: 'Close' },
})

/** The minutes of 11 to 13 March 2020, every model. */
export const crashMinutes = shared({
  title: 'BitMEX XBTUSD, minutes of 11 to 13 March 2020',
  file: 'data/bars/bitmex_xbtusd_perp_1m_2019-2021.parquet',
  options: '--from 2020-03-10 --to 2020-03-14 --model all --confidence 0.99 --window 1440 --refit-every 240',
  walk: { window: 1440, refitEvery: 240, confidence: 0.99 },
  series: { from: Date.UTC(2020, 2, 10) * 1_000, to: Date.UTC(2020, 2, 14) * 1_000 },
})

type Plan = Readonly<{ title: string; file: string; options: string; walk: RiskBacktest['options']; series?: Partial<SeriesOptions> }>

function shared(plan: Plan): SharedBacktest {
  let running: Promise<RiskBacktest> | undefined
  return {
    title: plan.title,
    command: `npx seawall risk backtest --data ../shared/${plan.file} ${plan.options}`,
    run: () => (running ??= runPlan(plan)),
  }
}

async function runPlan(plan: Plan): Promise<RiskBacktest> {
  const series = await readLossSeries(sharedFile(plan.file), { ...plain, ...plan.series })
  const workers = Math.min(4, availableParallelism())
  const outcome = await backtestModels({ series, models: riskModels, options: plan.walk, workers, version: 'docs', seed: 1, samples: 199 })
  if (outcome.kind !== 'done') throw new Error('a backtest that nobody interrupts is done')
  return outcome.backtest
}

/**
 * The model of a backtest by its name.
 *
 * @throws Error when the backtest has none of that name.
 *
 * @example
 * modelOf(backtest, 'historical').verdict.sentence
 */
export function modelOf(backtest: RiskBacktest, name: string): ModelBacktest {
  const model = backtest.models.find((each) => each.name === name)
  if (model === undefined) throw new Error(`no model is called ${name}`)
  return model
}
