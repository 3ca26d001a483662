import { availableParallelism } from 'node:os'
import { createPrng } from '../src/base/prng.ts'
import { backtestModels } from '../src/lab/risk-backtest/backtest.ts'
import { historicalModel } from '../src/lab/risk-backtest/model-historical.ts'
import { modelsNamed } from '../src/lab/risk-backtest/models.ts'
import type { LossSeries } from '../src/lab/risk-backtest/series-types.ts'
import { walkForward, type WalkOptions } from '../src/lab/risk-backtest/walk-forward.ts'
import { nextNormal } from '../src/num/random.ts'
import { quantileRank } from '../src/num/quantile.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { median } from './native-code.ts'

const names = ['historical', 'age-weighted', 'fhs', 'garch-normal', 'garch-t', 'evt', 'conditional-evt', 'conformal']
const options: WalkOptions = { window: 500, refitEvery: 20, confidence: 0.99 }

/**
 * A full backtest of eight models over 3,000 days, refitted each 20, with every test, simulated p-values and the ranking: read, walk,
 * judge. Its peers are the same on one thread, and historical simulation that copies and sorts its window for every forecast.
 *
 * @example
 * (await bench({ quick: true })).peers['one worker']
 */
export async function bench({ quick }: BenchOptions): Promise<BenchResult> {
  const days = quick ? 200 : 3_000
  const series = seriesOf(makeLosses(options.window + days))
  const workers = availableParallelism()
  const ours: number[] = []
  const alone: number[] = []
  const sliding: number[] = []
  const naive: number[] = []
  // Interleaved, so that a machine that slows down slows all alike.
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    ours.push(await secondsOf(() => backtest(series, workers)))
    alone.push(await secondsOf(() => backtest(series, 1)))
    sliding.push(await secondsOf(() => walkForward(series.losses, historicalModel, { from: 500, to: series.losses.length }, options)))
    naive.push(await secondsOf(() => copyAndSort(series.losses)))
  }
  const seconds = median(ours)
  return {
    name: 'model-backtest',
    unit: 'forecasts/s',
    ours: (names.length * days) / seconds,
    limit: null,
    ratioToLimit: null,
    peers: { 'one worker': median(alone) / seconds, 'copy and sort, historical alone': median(naive) / median(sliding) },
    note: `${names.length} models over ${days.toLocaleString('en')} days in ${seconds.toFixed(1)} s on ${workers} threads, ${median(alone).toFixed(1)} s on one; the threads start and load the models each time`,
  }
}

async function backtest(series: LossSeries, workers: number): Promise<void> {
  await backtestModels({ series, models: modelsNamed(names), options, workers, version: 'bench', seed: 1, samples: 999 })
}

function copyAndSort(losses: Float64Array): number {
  let checksum = 0
  const rank = quantileRank(options.window, options.confidence)
  for (let t = options.window; t < losses.length; t++) {
    const ascending = losses.slice(t - options.window, t).sort()
    let worst = 0
    for (let i = rank - 1; i < ascending.length; i++) worst += ascending[i] as number
    checksum += (ascending[rank - 1] as number) + worst
  }
  return checksum
}

/** Losses with a volatility that comes and goes, so that the fits have something to find. */
function makeLosses(count: number): Float64Array {
  const draws = createPrng(2020)
  let variance = 4e-4
  return Float64Array.from({ length: count }, () => {
    const loss = Math.sqrt(variance) * nextNormal(draws)
    variance = 1e-5 + 0.1 * loss * loss + 0.875 * variance
    return loss
  })
}

function seriesOf(losses: Float64Array): LossSeries {
  return {
    file: 'made',
    dataHash: '',
    column: { name: 'loss', kind: 'loss', knownFrom: 'its name' },
    ...{ position: 'long', returns: 'simple', unit: 'fraction', clock: 'count' },
    at: losses.map((_, i) => i + 1),
    losses,
    ...{ stepUs: 0, gaps: [], gapsDropped: false, notes: [] },
  }
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
