import { DuckDBInstance } from '@duckdb/node-api'
import { sharedFile } from '../../test/shared-data.ts'

/** Closes of minute bars, oldest first. */
export type Closes = Readonly<{ atUs: Float64Array; closes: Float64Array }>

/**
 * Reads the closes of BitMEX XBTUSD one-minute bars, 2019-06-01 to 2021-09-22.
 *
 * @param from - First time, in SQL's words; `to` is not included.
 *
 * @example
 * const { closes } = await bitmexMinutes('2020-03-12', '2020-03-14')
 */
export async function bitmexMinutes(from: string, to: string): Promise<Closes> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const file = sharedFile('data/bars/bitmex_xbtusd_perp_1m_2019-2021.parquet')
  const answer = await connection.runAndReadAll(
    `select epoch_us(ts)::double, close::double from read_parquet('${file}') where ts >= '${from}' and ts < '${to}' order by ts`,
  )
  const rows = answer.getRows() as unknown as readonly (readonly [number, number])[]
  connection.closeSync()
  instance.closeSync()
  return { atUs: Float64Array.from(rows, ([at]) => at), closes: Float64Array.from(rows, ([, close]) => close) }
}
