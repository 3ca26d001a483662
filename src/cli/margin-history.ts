import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { InputFault } from '../base/fault.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import { parseTime } from '../feed/parse-time.ts'
import { createChainSource } from '../lab/margin-history/chain-source.ts'
import { runMarginHistory } from '../lab/margin-history/run-history.ts'
import { readChainTimes } from '../lab/surface/read-chain.ts'
import { marginModelNames } from '../margin/margin-model.ts'
import { renderMarginHistory } from '../report/margin-history-page.ts'
import { marginHistoryJson, marginHistoryText } from './margin-history-text.ts'
import { modelsAsked } from './margin-options.ts'
import { optionFault, positiveNumber, withExamples, withJson } from './option.ts'
import { createTaskBar } from './task-bar.ts'
import { printJson, printText, tell } from './write.ts'

type Flags = Readonly<{
  data: string
  underlying: string
  from?: string
  to?: string
  model: readonly string[]
  returns?: string
  dailyVolume?: string
  asListed?: true
  html?: string
  json?: true
}>

const defaultModels = ['derive-pmrm2', 'deribit', 'paradex', 'span', 'tims', 'fhs-es']

/**
 * Adds `seawall margin history`: standard portfolios through recorded option chains under several models.
 *
 * @example
 * addMarginHistoryCommand(margin)
 */
export function addMarginHistoryCommand(margin: Command): void {
  const command = margin
    .command('history')
    .summary('margin of twelve standard portfolios through recorded option chains')
    .description(
      'Strikes twelve standard portfolios (straddle, calendar, covered call, ...) in the first chain of a file and margins them in every later one, under several models side by side, with measures of procyclicality and of cover.',
    )
    .requiredOption('--data <file>', 'option chains: .parquet, .csv or .csv.gz with one snapshot or more')
    .option('--underlying <coin>', 'BTC or ETH', 'BTC')
    .option('--from <time>', 'first moment, UTC (default: the first of the file)')
    .option('--to <time>', 'last moment, UTC (default: the last of the file)')
    .option('--model <names...>', `models: ${marginModelNames.join(', ')}`, defaultModels)
    .option('--returns <file>', 'daily prices, for models that need a history: only days before a snapshot are used')
    .option('--daily-volume <number>', 'traded a day, in coins, for models that need it')
    .option('--as-listed', 'keep inverse contracts, which some models do not cover, instead of their likes that settle in dollars')
    .option('--html <file>', 'write the page with every portfolio drawn')
  withExamples(withJson(command), [
    'seawall margin history --data deribit_chains.parquet --from 2026-01-25 --to 2026-02-20 --returns btcusd_daily.csv.gz --daily-volume 300000 --html margin.html',
    'seawall margin history --data deribit_chains.parquet --underlying ETH --from 2026-02-01 --to 2026-02-10 --model span tims --json',
  ]).action(history)
}

async function history(flags: Flags): Promise<void> {
  // Said before the work, not after it.
  if (flags.html !== undefined && statSync(dirname(flags.html), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw optionFault('--html', 'a file in a folder that is there', flags.html)
  const models = modelsAsked(flags)
  const underlying = flags.underlying.toUpperCase()
  const times = await timesOf(flags, underlying)
  const bar = createTaskBar()
  const result = await runMarginHistory({
    ...{ file: flags.data, underlying, times, models },
    snapshotAt: createChainSource({
      ...{ chains: flags.data, underlying, contracts: flags.asListed === true ? 'asListed' : 'asLinear' },
      ...(flags.returns !== undefined && { returns: flags.returns }),
      ...(flags.dailyVolume !== undefined && { dailyVolume: positiveNumber(flags.dailyVolume, '--daily-volume') }),
    }),
    notes:
      flags.asListed === true ? [] : ['Every contract is taken as settled in dollars, one coin each, which those of the file are not.'],
    progress: (done) => {
      bar.update(done, times.length, 'snapshots')
    },
  }).finally(() => {
    bar.end()
  })
  if (flags.html !== undefined) {
    writeFileSync(flags.html, renderMarginHistory(result))
    tell(`Page with every portfolio: ${flags.html}`)
  }
  if (flags.json === true) printJson(marginHistoryJson(result))
  else printText(marginHistoryText(result))
}

async function timesOf(flags: Flags, underlying: string): Promise<readonly TimeUs[]> {
  const from = flags.from === undefined ? timeUs(0) : parseTime(flags.from, '--from')
  const to = flags.to === undefined ? timeUs(Number.MAX_SAFE_INTEGER) : parseTime(flags.to, '--to')
  const all = await readChainTimes(flags.data, underlying)
  const times = all.filter((at) => at >= from && at <= to)
  if (times.length > 0) return times
  const [first, last] = [all[0], all.at(-1)].map((at) => (at === undefined ? 'none' : new Date(at / 1000).toISOString().slice(0, 10)))
  throw new InputFault({
    file: '--from',
    place: 'value',
    expected: `times with chains: ${first} to ${last}`,
    found: `${flags.from ?? first}`,
  })
}
