import type { Command } from 'commander'
import { parseTime } from '../feed/parse-time.ts'
import { readRecordedMoves } from '../lab/margin-watch/recorded-moves.ts'
import { watchMargin, type WatchMarginEvent, type WatchMarginOptions, type WatchMarginSummary } from '../lab/margin-watch/watch-margin.ts'
import { exitCodes } from './exit.ts'
import { listenForInterruption } from './interruption.ts'
import { namedValue } from './margin-options.ts'
import { watchEventText, watchSummaryText } from './margin-watch-text.ts'
import { optionFault, wholeNumber, withExamples, withJson } from './option.ts'
import { createTaskBar } from './task-bar.ts'
import { printJson, printText } from './write.ts'

type Flags = Readonly<{
  accounts: string
  data?: readonly string[]
  from?: string
  to?: string
  seed: string
  ticks?: string
  checkEvery: string
  quiet?: true
  json?: true
}>

/**
 * Adds `seawall margin watch`: many simulated accounts through a market, tick by tick.
 *
 * @example
 * addMarginWatchCommand(margin)
 */
export function addMarginWatchCommand(margin: Command): void {
  const command = margin
    .command('watch')
    .summary('watch many simulated accounts through a market, tick by tick')
    .description(
      'Simulates accounts and computes on every tick which of them fall short of their worst scenario: breaches are told as they happen, and what a tick took at the end. Accounts that certainly cannot have crossed the line are not computed; --check-every compares with computing all.',
    )
    .option('--accounts <count>', 'how many', '1000')
    .option(
      '--data <files...>',
      'prices to replay, .parquet or .csv, one file an underlying: FILE or ETH=FILE (default: simulated BTC and ETH)',
    )
    .option('--from <time>', 'with --data: first moment read, UTC')
    .option('--to <time>', 'with --data: moment before which reading ends, UTC')
    .option('--seed <number>', 'draws accounts, and moves where there are no data', '1')
    .option('--ticks <count>', 'how many (default: all of the data, 5000 simulated)')
    .option('--check-every <count>', 'compute all accounts every so many ticks and compare; 0 for never', '1000')
    .option('--quiet', 'no lines for breaches, only the summary')
  withExamples(withJson(command), [
    'seawall margin watch --accounts 10000',
    'seawall margin watch --accounts 100000 --data xbtusd_1m.parquet --from 2020-03-12 --to 2020-03-14 --check-every 500',
  ]).action(watch)
}

async function watch(flags: Flags): Promise<void> {
  const options = await optionsOf(flags)
  const stop = new AbortController()
  const interruption = listenForInterruption(() => stop.abort())
  const bar = createTaskBar()
  const breaches: WatchMarginEvent[] = []
  try {
    const summary = await watchMargin({ ...options, signal: stop.signal }, (event) => {
      if (event.kind === 'progressed') bar.update(event.tick, options.ticks, `ticks, ${event.breached} short`)
      if (event.kind === 'breached' || event.kind === 'recovered') breaches.push(event)
      const line = flags.json === true || flags.quiet === true ? undefined : watchEventText(event)
      if (line !== undefined) printText(line)
    })
    bar.end()
    if (flags.json === true) printJson(watchJson(summary, breaches))
    else printText(watchSummaryText(summary, process.stdout.columns ?? 100))
    if (summary.mismatches > 0) process.exitCode = exitCodes.checkFailed
    if (summary.outcome === 'stopped') process.exitCode = exitCodes.interrupted
  } finally {
    bar.end()
    interruption.end()
  }
}

const simulated = [
  { name: 'BTC', spot: 60_000, volatility: 0.6 },
  { name: 'ETH', spot: 3_000, volatility: 0.75 },
]

async function optionsOf(flags: Flags): Promise<WatchMarginOptions> {
  const checkEvery = wholeNumber(flags.checkEvery, { option: '--check-every' })
  const ticks = flags.ticks === undefined ? undefined : wholeNumber(flags.ticks, { option: '--ticks', most: 100_000_000 })
  const accounts = wholeNumber(flags.accounts, { option: '--accounts', most: 1_000_000 })
  if (accounts === 0) throw optionFault('--accounts', 'a whole number from 1 to 1000000', flags.accounts)
  const common = { accounts, seed: wholeNumber(flags.seed, { option: '--seed' }), ...(checkEvery > 0 && { checkEvery }) }
  if (flags.data === undefined) {
    const misplaced = flags.from ?? flags.to
    if (misplaced !== undefined) throw optionFault(flags.from === undefined ? '--to' : '--from', 'none without --data', misplaced)
    return { ...common, underlyings: simulated, ticks: ticks ?? 5_000 }
  }
  const { underlyings, at, moves } = await readRecordedMoves({
    files: flags.data.map(namedValue),
    ...(flags.from !== undefined && { from: parseTime(flags.from, '--from') }),
    ...(flags.to !== undefined && { to: parseTime(flags.to, '--to') }),
    ...(ticks !== undefined && { ticks }),
  })
  return { ...common, underlyings, at, moves, ticks: moves.length }
}

function watchJson({ histogram, ...summary }: WatchMarginSummary, events: readonly WatchMarginEvent[]): unknown {
  return { ...summary, latencyCounts: histogram.counts, events }
}
