import { InputFault } from '../../base/fault.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { timeText } from '../../feed/parse-time.ts'
import { readLossSeries } from '../risk-backtest/series.ts'

/** Log returns, one a day, oldest first, and how the file was understood. */
export type DailyReturns = Readonly<{ returns: readonly number[]; notes: readonly string[] }>

const dayUs = 86_400e6

/**
 * Reads log returns from a CSV or Parquet file of daily prices or returns, as `seawall risk backtest` does: those of days that had ended at a
 * moment, because nobody knew the others.
 *
 * @throws InputFault for a file that is no such series, is not daily, or begins too late.
 *
 * @example
 * (await readDailyReturns('btcusd_daily.csv.gz', at)).returns.length
 */
export async function readDailyReturns(file: string, at: TimeUs): Promise<DailyReturns> {
  const series = await readLossSeries(file, {
    ...{ position: 'long', returns: 'log', gaps: 'auto', missing: 'skip' },
    to: timeUs(at - (at % dayUs)),
  })
  if (series.stepUs !== dayUs) {
    const found = series.stepUs === 0 ? 'rows without a time' : `one row in ${series.stepUs / 3_600e6} h`
    throw new InputFault({ file, place: 'whole file', expected: 'one row a day', found })
  }
  const last = series.at.at(-1) ?? 0
  return {
    returns: Array.from(series.losses, (loss) => -loss),
    notes: [`${series.losses.length} daily returns from ${file}, the last of ${timeText(timeUs(last)).slice(0, 10)}.`],
  }
}
