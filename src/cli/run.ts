import { Option, type Command } from 'commander'
import { readAccounts } from '../daemon/members/read-accounts.ts'
import { withAccounts, type RunFeed } from '../daemon/members/with-accounts.ts'
import { withDrawnAccounts } from '../daemon/members/with-drawn-accounts.ts'
import type { Policy } from '../engine/policy.ts'
import type { Feed } from '../feed/feed-contract.ts'
import { loadPolicy } from '../policy/load.ts'
import { fewestMembers } from '../simulation/members/draw-members.ts'
import { executeRun } from './execute-run.ts'
import { openSource } from './open-source.ts'
import { defaultPort, optionFault, pace, portNumber, runsOption, wholeNumber, withExamples, withJson } from './option.ts'

type RunFlags = Readonly<{
  data: readonly string[]
  scenario?: string
  from?: string
  to?: string
  symbol?: string
  tick?: string
  lot?: string
  stamp?: string
  volumeIn?: string
  overlay?: string
  policy: string
  accounts?: string
  seed: string
  runs: string
  serve?: string | true
  exit?: true
  speed: string
  tolerateFaults?: true
  quiet?: true
  json?: true
}>

/**
 * Adds `seawall run`.
 *
 * @example
 * addRunCommand(program)
 */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .summary('run the engine over recorded data or a scenario')
    .description(
      'Runs the engine over recorded data or a scenario, as fast as it can, and writes journal and report to a folder of its own.\n' +
        'The same command goes on from where an earlier start of it stopped.',
    )
    .addOption(
      new Option('--data <file>', 'capture, bars, or the folder of an earlier run; may be repeated').argParser(collect).default([], 'none'),
    )
    .option('--scenario <name>', 'a scenario of the library; see seawall scenarios')
    .option('--from <time>', 'first moment read, UTC: 2020-03-12 or 2020-03-12T10:30')
    .option('--to <time>', 'moment before which reading ends, UTC')
    .option('--policy <name|file>', 'profile or policy file', 'exchange-perpetual')
    .option('--accounts <file|number>', "members' accounts and what they do, or how many to draw, for a policy with a margin section")
    .option('--seed <number>', 'draws everything that is drawn: scenario paths, modelled books, latencies', '1')
    .addOption(runsOption())
  addFileOptions(command)
  command
    .option('--serve [port]', `serve dashboard and API on 127.0.0.1, on port ${defaultPort} unless named, until Ctrl-C`)
    .option('--exit', 'with --serve: end after the report instead of serving on')
    .option('--speed <factor>', 'simulated seconds per second, or max', 'max')
    .option('--tolerate-faults', 'exit with 0 even if the data had faults that did not stop the reading')
    .option('--quiet', 'no progress and no remarks, only the result')
  withExamples(withJson(command), [
    'seawall run --scenario 2020-03-12',
    'seawall run --scenario 2020-03-12 --to 2020-03-12T12:00 --policy my-policy.yaml --json',
    'seawall run --data btcusdt.jsonl.gz --overlay withdraw=0.9@60s..240s',
    'seawall run --data xbtusd_1m.parquet --from 2020-03-12 --to 2020-03-14 --serve --speed 600',
    'seawall run --data runs/2020-03-12-exchange-perpetual-1a2b3c4d --policy options-clearing',
    'seawall run --scenario 2020-03-12 --policy margined-perpetual --accounts examples/margin/black-thursday-accounts.yaml',
  ]).action(run)
}

function addFileOptions(command: Command): void {
  command
    .option('--symbol <id>', 'captures: the one market read; bars: the market they are of')
    .option('--tick <size>', 'price step, in place of the one inferred')
    .option('--lot <size>', 'size step, in place of the one inferred')
    .option('--stamp <start|end>', 'bars: whether they are stamped with their start or their end')
    .option('--volume-in <base|quote>', 'bars: what their volume counts')
    .option('--overlay <spec>', 'captures: withhold liquidity for a while, such as withdraw=0.9@60s..240s')
}

async function run(flags: RunFlags): Promise<void> {
  const {
    policy: policyName,
    accounts,
    runs,
    serve,
    exit,
    speed: speedText,
    tolerateFaults,
    quiet,
    json,
    seed: seedText,
    ...source
  } = flags
  const seed = wholeNumber(seedText, { option: '--seed' })
  const speed = pace(speedText)
  const port = serve === undefined ? undefined : serve === true ? defaultPort : portNumber(serve, '--serve')
  if (exit === true && port === undefined) throw optionFault('--exit', 'this option with --serve only', 'no --serve')
  const { policy, text } = loadPolicy(policyName)
  const found = await openSource({ ...source, seed })
  const opened = { ...found, feed: feedWith(found.feed, { accounts, seed }, policy) }
  await executeRun({
    options: {
      ...{ ...opened, policy, policyText: text, seed, runsFolder: runs, command: process.argv.slice(2) },
      ...(speed === undefined ? {} : { speed }),
    },
    ...(port === undefined ? {} : { port }),
    exitAtEnd: exit === true,
    json: json === true,
    quiet: quiet === true,
    toleratesFaults: tolerateFaults === true,
  })
}

/** A number draws that many accounts; anything else is a file of them. */
function feedWith(feed: Feed, members: Readonly<{ accounts: string | undefined; seed: number }>, policy: Policy): RunFeed {
  const { accounts, seed } = members
  if (accounts === undefined) return feed
  if (policy.margin === undefined) throw optionFault('--accounts', 'a policy with a margin section', 'one without')
  if (/^\d+$/.test(accounts)) {
    const count = wholeNumber(accounts, { option: '--accounts', least: fewestMembers, most: 1_000_000 })
    return withDrawnAccounts(feed, { count, seed, policy })
  }
  return withAccounts(feed, readAccounts(accounts, { instruments: feed.instruments, policy: policy.margin }))
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}
