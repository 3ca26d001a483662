import { basename } from 'node:path'
import { InputFault } from '../../base/fault.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { withDatabase } from '../../feed/bars/table.ts'
import type { WatchTick } from '../../margin/kernel/watch.ts'
import { readSeriesRows } from '../risk-backtest/series-rows.ts'
import { clippedTo } from '../risk-backtest/series-time.ts'
import type { SimulatedUnderlying } from './simulated-market.ts'

/** Recorded prices as moves of underlyings, in order of time, and where they begin. Volatilities are those of the files and stay. */
export type RecordedMoves = Readonly<{ underlyings: readonly SimulatedUnderlying[]; at: TimeUs; moves: readonly WatchTick[] }>

/** Which files to read, by underlying; a name that is absent is that of the file. */
export type RecordedChoice = Readonly<{
  files: readonly Readonly<{ underlying: string | undefined; value: string }>[]
  from?: TimeUs
  to?: TimeUs
  /** The first so many moves; all when absent. */
  ticks?: number
}>

const usPerYear = 365 * 86_400e6

/**
 * Reads moves from Parquet or CSV files of prices, one file an underlying, each row a move.
 *
 * @throws InputFault as `readSeriesRows`; for a file without prices or times, with fewer than two rows in the range, or two files of one underlying.
 *
 * @example
 * (await readRecordedMoves({ files: [{ underlying: 'BTC', value: 'xbtusd_1m.parquet' }] })).moves.length
 */
export async function readRecordedMoves({ files, ticks, ...range }: RecordedChoice): Promise<RecordedMoves> {
  const underlyings: SimulatedUnderlying[] = []
  const moves: WatchTick[] = []
  for (const { underlying, value: file } of files) {
    const name = underlying ?? nameOf(file)
    if (underlyings.some((one) => one.name === name)) {
      throw new InputFault({
        file: '--data',
        place: 'value',
        expected: 'one file an underlying, named as ETH=FILE',
        found: `two of ${name}`,
      })
    }
    const { at, values } = await readPrices(file, range)
    underlyings.push({ name, spot: values[0] ?? 0, volatility: volatilityOf(at, values) })
    for (const [i, spot] of values.entries()) {
      if (i > 0) moves.push({ underlying: name, spot, volatilityFactor: 1, at: timeUs(at[i] ?? 0) })
    }
  }
  moves.sort((a, b) => a.at - b.at)
  return { underlyings, at: moves[0]?.at ?? timeUs(0), moves: moves.slice(0, ticks) }
}

function nameOf(file: string): string {
  return /(?:btc|xbt|eth)/i.exec(basename(file))?.[0].toUpperCase().replace('XBT', 'BTC') ?? basename(file).replace(/\..*$/, '')
}

async function readPrices(file: string, range: Readonly<{ from?: TimeUs; to?: TimeUs }>) {
  const options = { position: 'long', returns: 'simple', gaps: 'keep', missing: 'skip' } as const
  const rows = await withDatabase((connection) => readSeriesRows(connection, file, options))
  if (rows.column.kind !== 'price' || rows.form === 'count') {
    const found = rows.form === 'count' ? 'rows without times' : `one of ${rows.column.kind}s`
    throw new InputFault({ file, place: 'columns', expected: 'a column of prices and one of times', found })
  }
  const clipped = clippedTo(rows, range)
  if (clipped.values.length >= 2) return clipped
  throw new InputFault({
    file,
    place: 'range',
    expected: 'at least two rows between --from and --to',
    found: String(clipped.values.length),
  })
}

/** Of the logarithmic returns, a year. */
function volatilityOf(at: Float64Array, prices: Float64Array): number {
  let sum = 0
  for (let i = 1; i < prices.length; i++) {
    const step = Math.log((prices[i] ?? 1) / (prices[i - 1] ?? 1))
    sum += step * step
  }
  return Math.sqrt((sum * usPerYear) / ((at.at(-1) ?? 0) - (at[0] ?? 0)))
}
