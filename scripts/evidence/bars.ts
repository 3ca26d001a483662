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

/** Bars as columns, oldest first. */
export type BarColumns = Readonly<Record<'open' | 'high' | 'low' | 'close', Float64Array>>

/**
 * Reads bars of a file of `../shared/data/bars`.
 *
 * @param name - Without its ending.
 *
 * @example
 * const bars = await hourlyBars('binance_perp_btcusdt_1h_2023-2025')
 */
export async function hourlyBars(name: string): Promise<BarColumns> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const file = sharedFile(`data/bars/${name}.parquet`)
  const described = await connection.runAndReadAll(`describe select * from read_parquet('${file}')`)
  const time = described.getRows().find(([, type]) => String(type).startsWith('TIMESTAMP'))?.[0]
  const answer = await connection.runAndReadAll(
    `select open::double, high::double, low::double, close::double from read_parquet('${file}') order by "${String(time)}"`,
  )
  const rows = answer.getRows() as unknown as readonly (readonly [number, number, number, number])[]
  connection.closeSync()
  instance.closeSync()
  const column = (place: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (row) => row[place])
  return { open: column(0), high: column(1), low: column(2), close: column(3) }
}

/** Closes of minute bars with what was traded in each, in quote, oldest first. */
export type BarVolumes = Closes & Readonly<{ volumes: Float64Array }>

/**
 * Reads closes and volumes of BitMEX XBTUSD one-minute bars.
 *
 * @param from - First time, in SQL's words; `to` is not included.
 *
 * @example
 * const { volumes } = await bitmexVolumes('2020-03-12', '2020-03-14')
 */
export async function bitmexVolumes(from: string, to: string): Promise<BarVolumes> {
  const file = sharedFile('data/bars/bitmex_xbtusd_perp_1m_2019-2021.parquet')
  const rows = await rowsOf<readonly [number, number, number]>(
    `select epoch_us(ts)::double, close::double, volume_usd::double from read_parquet('${file}') where ts >= '${from}' and ts < '${to}' order by ts`,
  )
  const column = (place: 0 | 1 | 2): Float64Array => Float64Array.from(rows, (row) => row[place])
  return { atUs: column(0), closes: column(1), volumes: column(2) }
}

async function rowsOf<Row>(sql: string): Promise<readonly Row[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const answer = await connection.runAndReadAll(sql)
  const rows = answer.getRows() as unknown as readonly Row[]
  connection.closeSync()
  instance.closeSync()
  return rows
}
