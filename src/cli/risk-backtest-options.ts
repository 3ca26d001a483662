import { availableParallelism } from 'node:os'
import { parseTime } from '../feed/parse-time.ts'
import type { ColumnKind } from '../lab/risk-backtest/series-columns.ts'
import type { SeriesOptions } from '../lab/risk-backtest/series-types.ts'
import type { WalkOptions } from '../lab/risk-backtest/walk-forward.ts'
import { optionFault, wholeNumber } from './option.ts'

/** The flags of `seawall risk backtest` as the command line gives them. */
export type BacktestFlags = Readonly<{
  data: string
  model: readonly string[]
  confidence: string
  window: string
  refitEvery: string
  from?: string
  to?: string
  column?: string
  kind?: string
  time?: string
  every?: string
  position: string
  returns: string
  gaps: string
  missing: string
  seed: string
  samples: string
  forecasts?: true
  workers?: string
  resume?: true
  html?: string
  json?: true
  quiet?: true
}>

/** The flags, read. */
export type BacktestOptions = Readonly<{
  series: SeriesOptions
  walk: WalkOptions
  models: readonly string[]
  workers: number
  seed: number
  samples: number
}>

const mostWorkers = 64

/**
 * Reads the flags.
 *
 * @throws InputFault that names the option, what it takes and what was found.
 *
 * @example
 * backtestOptions(flags).walk.window // 500
 */
export function backtestOptions(flags: BacktestFlags): BacktestOptions {
  return {
    series: seriesOptions(flags),
    walk: {
      confidence: probability(flags.confidence, '--confidence'),
      window: countOf(flags.window, '--window', 2),
      refitEvery: countOf(flags.refitEvery, '--refit-every', 1),
    },
    models: flags.model.length === 0 ? ['all'] : flags.model,
    workers: flags.workers === undefined ? availableParallelism() : countOf(flags.workers, '--workers', 1, mostWorkers),
    seed: wholeNumber(flags.seed, { option: '--seed' }),
    samples: countOf(flags.samples, '--samples', 99, 1_000_000),
  }
}

function seriesOptions(flags: BacktestFlags): SeriesOptions {
  const { column, time, kind, from, to, every } = flags
  const range = {
    ...(from === undefined ? {} : { from: Number(parseTime(from, '--from')) }),
    ...(to === undefined ? {} : { to: Number(parseTime(to, '--to')) }),
  }
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    throw optionFault('--to', 'a time after --from', to ?? '')
  }
  return {
    ...(column === undefined ? {} : { column }),
    ...(time === undefined ? {} : { time }),
    ...(kind === undefined ? {} : { kind: oneOf<ColumnKind>(kind, ['price', 'return', 'loss'], '--kind') }),
    ...range,
    ...(every === undefined ? {} : { everyUs: spacing(every) }),
    position: oneOf(flags.position, ['long', 'short'], '--position'),
    returns: oneOf(flags.returns, ['simple', 'log'], '--returns'),
    gaps: oneOf(flags.gaps, ['auto', 'keep', 'drop'], '--gaps'),
    missing: oneOf(flags.missing, ['fault', 'skip'], '--missing'),
  }
}

const unitsUs: Readonly<Record<string, number>> = { m: 60e6, h: 3600e6, d: 86_400e6 }

function spacing(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? []
  const us = unitsUs[unit]
  if (us === undefined) throw optionFault('--every', 'a number of minutes, hours or days such as 1m, 4h or 1d', text)
  return Number(count) * us
}

function probability(text: string, option: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN
  if (value > 0 && value < 1) return value
  throw optionFault(option, 'a number strictly between 0 and 1, such as 0.99', text)
}

function countOf(...[text, option, least, most]: readonly [string, string, number, number?]): number {
  const value = wholeNumber(text, { option, ...(most === undefined ? {} : { most }) })
  if (value >= least) return value
  throw optionFault(option, `a whole number, ${least} or above`, text)
}

function oneOf<Value extends string>(text: string, values: readonly Value[], option: string): Value {
  const value = values.find((known) => known === text)
  if (value !== undefined) return value
  throw optionFault(option, values.join(' or '), text)
}
