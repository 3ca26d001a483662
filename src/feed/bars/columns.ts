import { InputFault } from '../../base/fault.ts'
import { sqlName, type BarTable } from './table.ts'

/** Which column holds what, as SQL over the table: prices and volume as DOUBLE, time as BIGINT microseconds, null where unreadable. */
export type BarColumns = Readonly<{
  names: Readonly<Record<BarField, string>>
  sql: Readonly<Record<BarField, string>>
}>

/** What a bar is made of. */
export type BarField = 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'

/** The fields in the order they are read. */
export const barFields: readonly BarField[] = ['time', 'open', 'high', 'low', 'close', 'volume']

const known: Readonly<Record<BarField, readonly string[]>> = {
  time: ['ts', 'timestamp', 'open_time', 'opentime', 'time', 'datetime', 'date'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['base_volume', 'volume', 'vol', 'v'],
}

/**
 * Finds the columns of a bar by their usual names, in any case. `volume_<base>` goes before `volume`.
 *
 * @throws InputFault naming every column that is missing.
 *
 * @example
 * columnNames(table, 'BTC').volume // 'volume_btc'
 */
export function columnNames(table: BarTable, base: string): Readonly<Record<BarField, string>> {
  const nameOf = (field: BarField): string | undefined => {
    const wanted = field === 'volume' ? [`volume_${base.toLowerCase()}`, ...known.volume] : known[field]
    return wanted.map((name) => table.columns.find((column) => column.name.toLowerCase() === name)?.name).find((name) => name !== undefined)
  }
  const found = new Map(barFields.map((field) => [field, nameOf(field)]))
  const missing = barFields.filter((field) => found.get(field) === undefined)
  if (missing.length === 0) return Object.fromEntries(found) as Record<BarField, string>
  const listed = missing.map((field) => `"${field}"`).join(', ')
  throw new InputFault({
    file: table.file,
    place: `column${missing.length > 1 ? 's' : ''} ${listed}`,
    expected: `a time (${known.time.join(', ')}), open, high, low, close and volume`,
    found: `the columns ${table.columns.map(({ name }) => name).join(', ')}`,
  })
}

/**
 * SQL that reads the columns. `firstTime`, a value of the time column as text, tells seconds since 1970 from milliseconds,
 * microseconds and nanoseconds by its size.
 *
 * @example
 * barColumns(table, names, '2020-03-12 00:00:00').sql.time
 */
export function barColumns(table: BarTable, names: Readonly<Record<BarField, string>>, firstTime: string): BarColumns {
  const number = (field: BarField): string => `try_cast(${sqlName(names[field])} as double)`
  const type = table.columns.find(({ name }) => name === names.time)?.type ?? ''
  return {
    names,
    sql: {
      time: timeSql(sqlName(names.time), type, firstTime),
      open: number('open'),
      high: number('high'),
      low: number('low'),
      close: number('close'),
      volume: number('volume'),
    },
  }
}

function timeSql(name: string, type: string, firstTime: string): string {
  if (type.startsWith('TIMESTAMP WITH TIME ZONE')) return `epoch_us(${name})`
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `epoch_us(${name}::timestamp)`
  if (!/^\d+(\.\d+)?$/.test(firstTime)) return `epoch_us(try_cast(${name} as timestamptz))`
  return `try_cast(round(try_cast(${name} as double) * ${microsecondsIn(Number(firstTime))}) as bigint)`
}

// Seconds of today have 10 digits, milliseconds 13, microseconds 16, nanoseconds 19; the bounds lie between.
function microsecondsIn(epoch: number): number {
  if (epoch < 1e11) return 1_000_000
  if (epoch < 1e14) return 1_000
  return epoch < 1e17 ? 1 : 0.001
}
