import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Option, type Command } from 'commander'
import { timeUs } from '../base/time.ts'
import { timeText } from '../feed/parse-time.ts'
import { openMarket } from '../lab/margin/open-market.ts'
import { readPortfolio } from '../lab/margin/read-portfolio.ts'
import { marginsOf, type AccountMargins, type MarginQuestion } from '../lab/margin/report-accounts.ts'
import { marginModelNames } from '../margin/margin-model.ts'
import type { MarketSnapshot } from '../margin/market-snapshot.ts'
import { renderMargin, type MarginPageAbout } from '../report/margin-page.ts'
import { numberText } from '../report/words.ts'
import { exitCodes } from './exit.ts'
import { addMarginHistoryCommand } from './margin-history.ts'
import { marginFileHelp } from './margin-help.ts'
import { marginJson } from './margin-json.ts'
import { marketAsked, modelsAsked, whatIfsAsked, type MarginFlags } from './margin-options.ts'
import { marginRefusalText } from './margin-refusal-text.ts'
import { marginText } from './margin-text.ts'
import { addMarginWatchCommand } from './margin-watch.ts'
import { optionFault, withExamples, withJson } from './option.ts'
import { createTaskBar } from './task-bar.ts'
import { printJson, printText, tell } from './write.ts'

/**
 * Adds `seawall margin`: what accounts must hold, what moves it, and at which price they fall below it.
 *
 * @example
 * addMarginCommand(program)
 */
export function addMarginCommand(program: Command): void {
  const command = program
    .command('margin')
    .summary('margin of accounts: requirement, worst scenario, liquidation prices')
    .description(
      'Margins the accounts of a portfolio in a market under one model or several: initial and maintenance margin, equity and ratio, the worst scenario, what each position adds and what closing it would free, and the prices of liquidation and bankruptcy.',
    )
    .argument('<portfolio>', 'file of accounts')
  addMarketFlags(command)
  command
    .addOption(
      repeated('--what-if <moves>', 'the same in other markets: "spot -10%, vol +20%"; also vol +20pts, time +1d, BTC spot -10%', 'none'),
    )
    .option('--curve', 'draw equity and margin against the price, from half of it to twice')
    .option('--along <underlying>', 'with --curve: move this underlying alone')
    .option('--html <file>', 'write the page with curves and scenarios drawn')
    .option('--summary', 'a line for each account and no more; quick for many accounts')
  // Subcommands have options of the same names.
  command.enablePositionalOptions()
  addMarginHistoryCommand(command)
  addMarginWatchCommand(command)
  withExamples(withJson(command), [
    'seawall margin examples/margin/portfolio.yaml --market examples/margin/market.yaml --model deribit',
    'seawall margin book.yaml --market market.yaml --model all --summary',
    'seawall margin book.yaml --market deribit_chains.parquet --at 2026-02-06T05:00 --model span --what-if "spot -10%, vol +20%"',
    'seawall margin book.yaml --market deribit_chains.parquet --model fhs-es --returns BTC=btcusd_daily.csv.gz --daily-volume BTC=42000 --curve',
  ])
    .addHelpText('after', marginFileHelp)
    .action(margin)
}

function addMarketFlags(command: Command): void {
  const models = `${marginModelNames.join(', ')} or all`
  command
    .addOption(repeated('--market <file>', 'a market snapshot, or a file of Deribit option chains', ''))
    .addOption(repeated('--model <names>', models, ''))
    .option('--at <time>', 'chains: the last one seen by then, UTC: 2026-02-06T05:00 (default: the last of the file)')
    .addOption(repeated('--underlying <coin>', 'chains: read this coin', 'those the accounts name'))
    .addOption(repeated('--returns <file>', 'daily closes or returns for models that need them: FILE or BTC=FILE', 'none'))
    .addOption(repeated('--daily-volume <number>', 'traded a day, in base, for models that need it: NUMBER or BTC=NUMBER', 'none'))
    .option('--as-linear', 'take inverse contracts as settled in dollars, one coin each: for models of venues that list no others')
    .option('--tiers <file>', 'leverage tiers of a venue for the tiered model: .json or .json.gz')
}

/** An option that may be given more than once. */
function repeated(flags: string, description: string, otherwise: string): Option {
  const option = new Option(flags, `${description}; may be repeated`).argParser(collect)
  return otherwise === '' ? option : option.default([], otherwise)
}

async function margin(portfolio: string, flags: MarginFlags): Promise<void> {
  // Said before the work, not after it.
  if (flags.html !== undefined && statSync(dirname(flags.html), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw optionFault('--html', 'a file in a folder that is there', flags.html)
  }
  const models = modelsAsked(flags)
  const accounts = readPortfolio(portfolio)
  const market = await openMarket(marketAsked(flags, accounts))
  const question = questionOf(flags, models, market.snapshot)
  const bar = createTaskBar()
  const margins = accounts.map((account, i) => {
    bar.update(i, accounts.length, account.id)
    return marginsOf(account, question)
  })
  bar.end()
  if (margins.some(({ models: each }) => each.some(({ outcome }) => !outcome.ok))) process.exitCode = exitCodes.checkFailed
  const about = { market: marketLine(market.snapshot), asset: market.snapshot.settlement.asset, notes: market.notes }
  if (flags.html !== undefined) {
    writeFileSync(flags.html, renderMargin(margins, { ...about, unknown: unknownOf(margins) }))
    tell(`Page with curves and scenarios: ${flags.html}`)
  }
  if (flags.json === true) printJson(marginJson(margins, market))
  else {
    const curves = flags.curve === true || flags.along !== undefined ? 'drawn' : 'leftOut'
    printText(marginText(margins, { ...about, curves, width: process.stdout.columns ?? 120 }))
  }
}

function unknownOf(margins: readonly AccountMargins[]): MarginPageAbout['unknown'] {
  return margins.flatMap(({ account, models }) =>
    models.flatMap(({ model, outcome }) =>
      outcome.ok ? [] : [{ account: account.id, model: model.name, text: marginRefusalText(outcome.refusal) }],
    ),
  )
}

function questionOf(flags: MarginFlags, models: MarginQuestion['models'], snapshot: MarketSnapshot): MarginQuestion {
  const underlyings = [...snapshot.underlyings.keys()]
  const along = underlyings.find((name) => name.toLowerCase() === flags.along?.toLowerCase())
  if (flags.along !== undefined && along === undefined)
    throw optionFault('--along', `an underlying of the market (${underlyings.join(', ')})`, flags.along)
  return {
    snapshot,
    models,
    whatIfs: whatIfsAsked(flags.whatIf, underlyings),
    depth: flags.summary === true ? 'figures' : 'everything',
    ...((flags.curve === true || flags.html !== undefined || along !== undefined) && {
      curve: along === undefined ? {} : { underlying: along },
    }),
  }
}

function marketLine({ at, underlyings, settlement }: MarketSnapshot): string {
  const prices = [...underlyings].map(([name, { indexPrice }]) => `${name} ${numberText(indexPrice, 7)}`).join(', ')
  return `${timeText(timeUs(at - (at % 1e6)))}: ${prices}, in ${settlement.asset}${settlement.price === 1 ? '' : ` at ${numberText(settlement.price, 6)}`}`
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value]
}
