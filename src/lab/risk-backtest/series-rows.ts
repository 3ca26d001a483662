import type { DuckDBConnection } from '@duckdb/node-api'
import { InputFault } from '../../base/fault.ts'
import { openTable, rowsOf, sqlName, type BarTable } from '../../feed/bars/table.ts'
import { clockFormOf, parseClock, type ClockForm } from './series-clock.ts'
import { timeColumnOf, valueColumnOf, type ValueColumn } from './series-columns.ts'
import type { SeriesOptions } from './series-types.ts'

/** The two columns of a file, checked: every value a number, prices above zero, time rising. */
export type SeriesRows = Readonly<{
  column: ValueColumn
  timeColumn?: string
  form: ClockForm
  /** Times as microseconds since 1970, or numbers of rows. */
  at: Float64Array
  values: Float64Array
  /** Whether the file has open, high and low beside the values: then a row is a bar, not a moment. */
  areBars: boolean
  notes: readonly string[]
}>

/**
 * Reads the column of values and the column of times of a Parquet or CSV file, and checks every row.
 *
 * @throws InputFault with line or row and column for a value that is no number, a price not above zero, a time that cannot be read or
 *   does not rise, and for columns that cannot be told.
 *
 * @example
 * const rows = await readSeriesRows(connection, 'sp500_daily.csv.gz', options)
 */
export async function readSeriesRows(connection: DuckDBConnection, file: string, options: SeriesOptions): Promise<SeriesRows> {
  const table = await openTable(connection, file)
  const names = table.columns.map(({ name }) => name)
  const column = valueColumnOf(file, names, options)
  const timeColumn = timeColumnOf(file, names, options)
  const cells = await cellsOf(connection, table, column.name, timeColumn)
  const form = formOf(table, timeColumn, cells)
  const { at, values, notes } = checkedRows({ table, column, timeColumn, form, cells, skipsMissing: options.missing === 'skip' })
  const lower = names.map((name) => name.toLowerCase())
  const areBars = ['open', 'high', 'low'].every((name) => lower.includes(name))
  return { column, ...(timeColumn === undefined ? {} : { timeColumn }), form, at, values, areBars, notes }
}

type Cells = Readonly<{ times: readonly unknown[]; values: readonly unknown[]; rows: readonly number[] }>
type ClockOf = ClockForm | 'typed'
type Checking = Readonly<{
  table: BarTable
  column: ValueColumn
  timeColumn: string | undefined
  form: ClockForm
  cells: Cells
  skipsMissing: boolean
}>

async function cellsOf(connection: DuckDBConnection, table: BarTable, value: string, time: string | undefined): Promise<Cells> {
  const type = table.columns.find(({ name }) => name === time)?.type ?? ''
  const timeSql = time === undefined ? 'null' : clockSql(sqlName(time), type)
  // Text is kept as text, so that a fault can show what stands in the file.
  const valueType = table.columns.find(({ name }) => name === value)?.type ?? ''
  const valueSql = valueType === 'VARCHAR' ? sqlName(value) : `cast(${sqlName(value)} as double)`
  const found = await rowsOf(connection, table.file, `select ${timeSql}, ${valueSql}, cast(seawall_row as double) from ${table.relation}`)
  if (found.length === 0) throw new InputFault({ file: table.file, place: 'whole file', expected: 'rows', found: 'none' })
  return { times: found.map(([at]) => at), values: found.map(([, cell]) => cell), rows: found.map(([, , row]) => Number(row)) }
}

function clockSql(name: string, type: string): string {
  if (type.startsWith('TIMESTAMP WITH TIME ZONE')) return `cast(epoch_us(${name}) as double)`
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `cast(epoch_us(${name}::timestamp) as double)`
  return `cast(${name} as varchar)`
}

function formOf(table: BarTable, timeColumn: string | undefined, cells: Cells): ClockForm {
  if (timeColumn === undefined) return 'count'
  const type = table.columns.find(({ name }) => name === timeColumn)?.type ?? ''
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return 'microseconds'
  const texts = cells.times.map((cell) => (typeof cell === 'string' ? cell.trim() : ''))
  const form = clockFormOf(texts)
  if (form !== undefined) return form
  const place = `${table.rowWord} ${cells.rows[0]}, column "${timeColumn}"`
  const expected = 'a time: ISO text, month/day/year with a day above 12 somewhere, seconds or milliseconds since 1970; or --time none'
  throw new InputFault({ file: table.file, place, expected, found: texts[0] === '' ? 'nothing' : (texts[0] ?? 'nothing') })
}

function checkedRows(checking: Checking): Readonly<{ at: Float64Array; values: Float64Array; notes: string[] }> {
  const { cells, column } = checking
  const at: number[] = []
  const values: number[] = []
  let skipped = 0
  let lastTime = 0
  for (const i of cells.rows.keys()) {
    const time = timeAt(checking, i, i === 0 ? undefined : lastTime)
    lastTime = time
    // A column of returns often begins empty: the first price has none.
    const mayBeMissing = checking.skipsMissing || (i === 0 && column.kind === 'return')
    if (mayBeMissing && isMissing(cells.values[i])) {
      skipped += 1
      continue
    }
    at.push(time)
    values.push(valueAt(checking, i))
  }
  const rows = skipped === 1 ? 'One row without a value' : `${skipped} rows without a value`
  const notes = skipped === 0 ? [] : [`${rows} in column "${column.name}" ${skipped === 1 ? 'was' : 'were'} left out.`]
  return { at: Float64Array.from(at), values: Float64Array.from(values), notes }
}

function timeAt({ table, timeColumn, form, cells }: Checking, i: number, before: number | undefined): number {
  if (timeColumn === undefined) return i + 1
  const cell = cells.times[i]
  const value = typeof cell === 'number' ? cell : typeof cell === 'string' ? parseClock(cell.trim(), form) : undefined
  const place = `${table.rowWord} ${cells.rows[i]}, column "${timeColumn}"`
  if (value === undefined || !Number.isFinite(value)) {
    throw new InputFault({ file: table.file, place, expected: `a time as in the rows before (${form})`, found: textOf(cell) })
  }
  if (before === undefined || value > before) return value
  const expected = `a time after ${clockText(before, form)} of ${table.rowWord} ${cells.rows[i - 1]}`
  throw new InputFault({
    file: table.file,
    place,
    expected,
    found: `${clockText(value, form)}${value === before ? ', again' : ''}`,
  })
}

function valueAt({ table, column, cells }: Checking, i: number): number {
  const cell = cells.values[i]
  const value = typeof cell === 'number' ? cell : typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : NaN
  if (Number.isFinite(value) && (column.kind !== 'price' || value > 0)) return value
  throw new InputFault({
    file: table.file,
    place: `${table.rowWord} ${cells.rows[i]}, column "${column.name}"`,
    expected: `${column.kind === 'price' ? 'a price above zero' : `a finite ${column.kind}`}${isMissing(cell) ? ' (or --missing skip)' : ''}`,
    found: textOf(cell),
  })
}

/** As data vendors write a day without a value. NaN and words are faults, not missing values. */
function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && ['', '.', 'NA', 'null'].includes(cell.trim()))
}

function textOf(cell: unknown): string {
  if (typeof cell === 'number') return String(cell)
  return typeof cell === 'string' && cell.trim() !== '' ? cell : 'nothing'
}

/**
 * A time of a series as people read it.
 *
 * @example
 * clockText(915408000000000, 'iso') // '1999-01-04'
 */
export function clockText(at: number, form: ClockOf): string {
  if (form === 'count') return String(at)
  return new Date(at / 1000).toISOString().replace('.000Z', 'Z').replace('T00:00:00Z', '')
}
