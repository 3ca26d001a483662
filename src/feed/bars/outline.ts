import type { DuckDBConnection } from '@duckdb/node-api'
import { powerOfTen } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import { durationUs, type DurationUs } from '../../base/time.ts'
import { basename } from 'node:path'
import { barColumns, barFields, columnNames, type BarColumns } from './columns.ts'
import { openTable, rowsOf, sqlName, type BarTable } from './table.ts'

/** What a whole bar file says of itself. */
export type BarOutline = Readonly<{
  table: BarTable
  columns: BarColumns
  /** Length of a bar: the commonest distance of two rows. */
  stepFor: DurationUs
  /** Finest price step: `tickUnits * 10^-priceDecimals`, a unit or five. */
  tickUnits: number
  priceDecimals: number
  sizeDecimals: number
}>

const mostDecimals = 8
// The order book sums lots times ticks; below this the sums stay whole numbers that a double holds.
const largestLots = powerOfTen(11)

/**
 * Reads a bar file once as a whole: columns, bar length, price step, size step. The steps are of all rows, so that they do
 * not depend on the stretch that is read later.
 *
 * @throws InputFault for missing columns, an empty file, or a single bar of unknown length.
 *
 * @example
 * const outline = await outlineBars(connection, 'bars.parquet', 'BTC')
 */
export async function outlineBars(connection: DuckDBConnection, file: string, base: string): Promise<BarOutline> {
  const table = await openTable(connection, file)
  const names = columnNames(table, base)
  const [first] = await rowsOf(connection, file, `select cast(${sqlName(names.time)} as varchar) from ${table.relation} limit 1`)
  if (first === undefined) throw new InputFault({ file, place: 'whole file', expected: 'at least one bar', found: 'none' })
  const columns = barColumns(table, names, String(first[0]))
  const stepFor = await stepOf(connection, table, columns)
  const scales = await scalesOf(connection, table, columns)
  return { table, columns, stepFor, ...scales }
}

async function stepOf(connection: DuckDBConnection, table: BarTable, columns: BarColumns): Promise<DurationUs> {
  const steps = `select ${columns.sql.time} - lag(${columns.sql.time}) over () as step from ${table.relation}`
  const sql = `select step from (${steps}) where step > 0 group by step order by count(*) desc, step limit 1`
  const [row] = await rowsOf(connection, table.file, sql)
  if (row !== undefined) return durationUs(Number(row[0]))
  const [, count = '', unit = ''] = /_(\d+)([mhd])[_.]/.exec(basename(table.file)) ?? []
  if (count === '') {
    throw new InputFault({
      file: table.file,
      place: 'whole file',
      expected: 'two bars whose distance tells their length, or a file name with it such as _1m_',
      found: 'neither',
    })
  }
  return durationUs(Number(count) * (unit === 'm' ? 60 : unit === 'h' ? 3_600 : 86_400) * 1_000_000)
}

async function scalesOf(
  connection: DuckDBConnection,
  table: BarTable,
  { sql }: BarColumns,
): Promise<Pick<BarOutline, 'tickUnits' | 'priceDecimals' | 'sizeDecimals'>> {
  const prices = [sql.open, sql.high, sql.low, sql.close]
  const decimals = Array.from({ length: mostDecimals }, (_, count) => count)
  const isWhole = (count: number, values: readonly string[]): string =>
    `coalesce(bool_and(${values.map((value) => `round(${value}, ${count}) = ${value}`).join(' and ')}), true)`
  const tests = [...decimals.map((count) => isWhole(count, prices)), ...decimals.map((count) => isWhole(count, [sql.volume]))]
  const largest = `max(case when isfinite(${sql.volume}) then ${sql.volume} end)`
  const [row = []] = await rowsOf(connection, table.file, `select ${[...tests, largest].join(', ')} from ${table.relation}`)
  const priceDecimals = firstTrue(row.slice(0, mostDecimals))
  let sizeDecimals = firstTrue(row.slice(mostDecimals, 2 * mostDecimals))
  while (sizeDecimals > 0 && Number(row[2 * mostDecimals]) * powerOfTen(sizeDecimals) > largestLots) sizeDecimals -= 1
  const isFives = prices.map((price) => `try_cast(round(${price} * ${powerOfTen(priceDecimals)}) as bigint) % 5 = 0`).join(' and ')
  const [fives = []] = await rowsOf(connection, table.file, `select coalesce(bool_and(${isFives}), false) from ${table.relation}`)
  return { tickUnits: fives[0] === true ? 5 : 1, priceDecimals, sizeDecimals }
}

function firstTrue(tests: readonly unknown[]): number {
  const place = tests.indexOf(true)
  return place < 0 ? mostDecimals : place
}

/**
 * The columns to select for reading: the fields as doubles, then the row.
 *
 * @example
 * `select ${selectionOf(columns)} from ...`
 */
export function selectionOf(columns: BarColumns): string {
  return [...barFields.map((field) => `cast(${columns.sql[field]} as double)`), 'cast(seawall_row as double)'].join(', ')
}
