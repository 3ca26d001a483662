import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { openFeed } from '../feed/open.ts'
import { assessLiquidation, type LiquidationQuestion } from '../lab/liquidation/assess-liquidation.ts'
import { defaultShareOfVolume } from '../lab/liquidation/measured-inputs.ts'
import { parsePosition } from '../lab/liquidation/position.ts'
import { readHistory } from '../lab/liquidation/read-history.ts'
import { watchMarket } from '../lab/liquidation/watch-market.ts'
import { renderLiquidation } from '../report/lvar-page.ts'
import { openSource } from './open-source.ts'
import { optionFault, positiveNumber, wholeNumber, withExamples, withJson } from './option.ts'
import { liquidationJson } from './risk-lvar-json.ts'
import { liquidationText } from './risk-lvar-text.ts'
import { printJson, printText, tell } from './write.ts'

type LvarFlags = Readonly<{
  position: string
  data: readonly string[]
  confidence: string
  horizon: string
  within?: string
  volatility: string
  history?: string
  impactFactor: string
  trades: string
  shareOfVolume: string
  at?: string
  from?: string
  symbol?: string
  overlay?: string
  seed: string
  html?: string
  json?: true
}>

/**
 * Adds `seawall risk lvar`: the loss of a position with the cost of leaving it through the book as it stands.
 *
 * @example
 * addRiskLvarCommand(risk)
 */
export function addRiskLvarCommand(risk: Command): void {
  const command = risk
    .command('lvar')
    .summary('the loss of a position with the cost of leaving it')
    .description(
      'Value at risk and expected shortfall of a position, with the spread and the cost of selling it into the book as it stands at the end of the data: best schedule, efficient frontier, and what each part contributes.',
    )
    .requiredOption('--position <amount>', 'such as 250BTC, -250BTC for a short one, -3000000USDT')
    .requiredOption('--data <files...>', 'raw Binance captures (.jsonl, .jsonl.gz), or bars with a modelled book')
    .option('--confidence <share>', 'of VaR and of ES', '0.99')
    .option('--horizon <time>', 'how long it is held before it is left: 0, 10m, 8h, 1d', '1d')
    .option('--within <time>', 'longest time the liquidation may take (default: the horizon, or a day where that is 0)')
    .option('--volatility <share|measured>', 'deviation of a year’s returns, 0.6 for 60 %, or measured from the data', 'measured')
    .option('--history <file>', 'bars to measure volatility from, in place of the data')
    .option('--impact-factor <number>', 'factor of the square-root law', '1')
    .option('--trades <count>', 'trades of a schedule', '21')
    .option('--share-of-volume <share>', 'pace of a schedule: most of what trades meanwhile', `${defaultShareOfVolume}`)
    .option('--at <time>', 'moment the book is taken at, UTC (default: the end of the data)')
    .option('--from <time>', 'first moment read, UTC')
    .option('--symbol <market>', 'the market, where the data has several')
    .option('--overlay <what>', 'captures: withhold liquidity, such as withdraw=0.9@60s..240s')
    .option('--seed <number>', 'draws the modelled book of bars', '1')
    .option('--html <file>', 'write the page with frontier, schedule and book drawn')
  withExamples(withJson(command), [
    'seawall risk lvar --position 250BTC --data btcusdt.jsonl.gz',
    'seawall risk lvar --position -3000000USDT --data btcusdt.jsonl.gz --horizon 8h --volatility 0.6 --html lvar.html',
    'seawall risk lvar --position 2500BTC --data btcusdt.jsonl.gz --history btcusdt_1h.parquet --at 2024-08-08T23:58',
  ]).action(runLvar)
}

async function runLvar(flags: LvarFlags): Promise<void> {
  const question = await questionOf(flags)
  const { feed } = await openSource({
    data: flags.data,
    seed: wholeNumber(flags.seed, { option: '--seed' }),
    ...(flags.at !== undefined && { to: flags.at }),
    ...(flags.from !== undefined && { from: flags.from }),
    ...(flags.symbol !== undefined && { symbol: flags.symbol }),
    ...(flags.overlay !== undefined && { overlay: flags.overlay }),
  })
  const assessment = assessLiquidation(await watchMarket(feed, flags.symbol), question)
  for (const { file, place, expected, found } of feed.faults.slice(0, 5)) tell(`${file}: ${place}: expected ${expected}, found ${found}`)
  const notes = { data: feed.label, notes: feed.notes }
  if (flags.json === true) printJson(liquidationJson(assessment, notes))
  else printText(liquidationText(assessment, notes))
  if (flags.html === undefined) return
  writeFileSync(flags.html, renderLiquidation(assessment, notes))
  tell(`wrote ${flags.html}`)
}

async function questionOf(flags: LvarFlags): Promise<LiquidationQuestion> {
  const horizonDays = timeOf(flags.horizon, '--horizon')
  const isMeasured = flags.volatility === 'measured'
  if (!isMeasured && flags.history !== undefined) throw optionFault('--history', 'none where --volatility is a number', flags.history)
  return {
    position: parsePosition(flags.position, '--position'),
    confidence: confidenceOf(flags.confidence),
    horizonDays,
    withinDays: withinOf(flags.within, horizonDays),
    annualVolatility: isMeasured ? undefined : positiveNumber(flags.volatility, '--volatility', ', or measured'),
    history: flags.history === undefined ? undefined : await historyOf(flags.history),
    impactFactor: positiveNumber(flags.impactFactor, '--impact-factor'),
    trades: tradesOf(flags.trades),
    shareOfVolume: positiveNumber(flags.shareOfVolume, '--share-of-volume'),
  }
}

async function historyOf(path: string): Promise<LiquidationQuestion['history']> {
  const feed = await openFeed({ paths: [path] })
  return { moves: await readHistory(feed), label: feed.label }
}

function confidenceOf(text: string): number {
  const value = /^0?\.\d+$/.test(text) ? Number(text) : Number.NaN
  if (value > 0.5 && value < 1) return value
  throw optionFault('--confidence', 'a share above 0.5 and below 1, such as 0.99', text)
}

function tradesOf(text: string): number {
  const count = wholeNumber(text, { option: '--trades', most: 100 })
  if (count >= 2) return count
  throw optionFault('--trades', 'a whole number from 2 to 100', text)
}

function withinOf(text: string | undefined, horizonDays: number): number {
  if (text === undefined) return horizonDays === 0 ? 1 : horizonDays
  const days = timeOf(text, '--within')
  if (days > 0) return days
  throw optionFault('--within', 'a time above 0', text)
}

const daysOf: Readonly<Record<string, number>> = { s: 1 / 86_400, m: 1 / 1440, h: 1 / 24, d: 1 }

/** Days of a text such as 10m, 8h or 1d. */
function timeOf(text: string, option: string): number {
  if (text === '0') return 0
  const parts = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text)
  const days = Number(parts?.[1]) * (daysOf[parts?.[2] ?? ''] ?? Number.NaN)
  if (days >= 0 && days <= 365) return days
  throw optionFault(option, 'a time of at most a year with its unit: 30s, 10m, 8h, 1d', text)
}
