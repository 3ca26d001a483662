import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Option, type Command } from 'commander'
import { backtestModels, type BacktestOutcome } from '../lab/risk-backtest/backtest.ts'
import type { RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { codeHash } from '../lab/risk-backtest/code-hash.ts'
import { modelsNamed, riskModels } from '../lab/risk-backtest/models.ts'
import type { RiskModel } from '../lab/risk-backtest/risk-model.ts'
import { readLossSeries } from '../lab/risk-backtest/series.ts'
import type { LossSeries } from '../lab/risk-backtest/series-types.ts'
import { renderBacktest } from '../report/render-backtest.ts'
import { exitCodes } from './exit.ts'
import { listenForInterruption } from './interruption.ts'
import { optionFault, withExamples, withJson } from './option.ts'
import { backtestJson } from './risk-backtest-json.ts'
import { backtestOptions, type BacktestFlags, type BacktestOptions } from './risk-backtest-options.ts'
import { backtestText } from './risk-backtest-text.ts'
import { createTaskBar } from './task-bar.ts'
import { printJson, printText, tell } from './write.ts'

/** Where finished parts of a walk are kept, beside the user's data, never with it. */
const cacheFolder = '.cache/risk-backtest'

/**
 * Adds `seawall risk backtest`: VaR and ES of one model or more, held against what happened.
 *
 * @example
 * addRiskBacktestCommand(risk)
 */
export function addRiskBacktestCommand(risk: Command): void {
  const command = risk
    .command('backtest')
    .summary('hold VaR and ES of models against what happened')
    .description(
      'Walks models of value at risk and expected shortfall through a series, each forecast made from the losses before it alone, and tests them against what happened.',
    )
    .requiredOption('--data <file>', 'Parquet bars, CSV or CSV.gz with a column of prices, returns or losses')
    .addOption(
      new Option('--model <names>', `${riskModels.map(({ name }) => name).join(', ')} or all; may be repeated`)
        .argParser(collect)
        .default([], 'all'),
    )
    .option('--confidence <share>', 'of VaR and of ES', '0.99')
    .option('--window <count>', 'losses a forecast is made from', '500')
    .option('--refit-every <count>', 'forecasts that one fit of the parameters serves', '20')
    .option('--from <time>', 'first moment read, UTC: 2020-03-12 or 2020-03-12T10:30')
    .option('--to <time>', 'moment before which reading ends, UTC')
  addSeriesFlags(command)
  command
    .option('--seed <number>', 'draws everything that is drawn: simulated p-values', '1')
    .option('--samples <count>', 'draws of each simulated p-value', '999')
    .option('--workers <count>', 'threads; the result does not depend on them (default: one a processor)')
    .option('--resume', `go on from the parts that an earlier call finished, kept in ${cacheFolder}`)
    .option('--html <file>', 'write the page with figures')
    .option('--forecasts', 'with --json: every loss with the forecasts for it')
    .option('--quiet', 'no progress and no remarks, only the result')
  withExamples(withJson(command), [
    'seawall risk backtest --data btcusd_daily.csv.gz --html btc.html',
    'seawall risk backtest --data sp500.csv --model historical --model evt --confidence 0.975 --window 1000',
    'seawall risk backtest --data xbtusd_1m.parquet --from 2020-03-11 --to 2020-03-14 --window 1440 --json',
    'seawall risk backtest --data markpound.csv --kind return --position short',
  ]).action(backtest)
}

function addSeriesFlags(command: Command): void {
  command
    .option('--column <name>', 'the column of values, where its name does not say it')
    .option('--kind <kind>', 'what the column holds: price, return or loss')
    .option('--time <name|none>', 'the column of times, or none to number the rows')
    .option('--every <spacing>', 'prices: the last of each 1m, 1h, 1d ... instead of every row')
    .option('--position <side>', 'long loses when the price falls, short when it rises', 'long')
    .option('--returns <kind>', 'of prices: simple, which is what a position earns, or log', 'simple')
    .option('--gaps <what>', 'returns over gaps in time: keep, drop, or auto: dropped below a day', 'auto')
    .option('--missing <what>', 'rows without a value: fault, or skip', 'fault')
}

async function backtest(flags: BacktestFlags): Promise<void> {
  const options = backtestOptions(flags)
  const models = modelsNamed(options.models)
  if (flags.html !== undefined && !isFolder(dirname(flags.html))) {
    throw optionFault('--html', 'a file in a folder that is there', flags.html)
  }
  const series = await readLossSeries(flags.data, options.series)
  const outcome = await run(flags, { series, models, options })
  if (outcome.kind === 'interrupted') {
    tell(`\nStopped with ${outcome.done} of ${outcome.of} parts done. The same command with --resume goes on from there.`)
    process.exitCode = exitCodes.interrupted
    return
  }
  if (flags.html !== undefined) {
    writePage(flags.html, outcome.backtest)
    if (flags.quiet !== true) tell(`page: ${flags.html}`)
  }
  if (flags.json === true) printJson(backtestJson(outcome.backtest, flags.forecasts === true))
  else printText(backtestText(outcome.backtest))
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

function writePage(file: string, backtest: RiskBacktest): void {
  const command = ['npx', 'seawall', ...process.argv.slice(2)]
  writeFileSync(file, renderBacktest(backtest, command))
}

type Work = Readonly<{ series: LossSeries; models: readonly RiskModel[]; options: BacktestOptions }>

async function run(flags: BacktestFlags, { series, models, options }: Work): Promise<BacktestOutcome> {
  const stop = new AbortController()
  const interruption = listenForInterruption(() => stop.abort())
  const bar = createTaskBar()
  try {
    return await backtestModels({
      ...{ series, models, options: options.walk, workers: options.workers, seed: options.seed, samples: options.samples },
      version: version(),
      cache: { folder: cacheFolder, version: codeHash(), resume: flags.resume === true },
      signal: stop.signal,
      onNotKept: (error) => {
        if (flags.quiet !== true) tell(`Finished parts cannot be kept: ${error instanceof Error ? error.message : String(error)}`)
      },
      onProgress: ({ done, of, model }) => {
        if (flags.quiet !== true) bar.update(done, of, model)
      },
    })
  } finally {
    bar.end()
    interruption.end()
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, ...value.split(',').map((name) => name.trim())]
}
