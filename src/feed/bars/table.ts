import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { InputFault } from '../../base/fault.ts'
import { firstBytes, isGzipHead, readLines } from '../lines.ts'

/** A bar file as DuckDB reads it. `relation` is SQL with the file's columns and `seawall_row`, the row or line from 1. */
export type BarTable = Readonly<{
  file: string
  relation: string
  columns: readonly Readonly<{ name: string; type: string }>[]
  /** What `seawall_row` counts: rows of a Parquet file, lines of a CSV file with its header. */
  rowWord: 'row' | 'line'
}>

const headerless = ['ts', 'open', 'high', 'low', 'close', 'volume']

/**
 * Runs `use` on a DuckDB of its own that reads nothing from the network, and closes it.
 *
 * @example
 * const rows = await withDatabase((connection) => rowsOf(connection, 'select 1'))
 */
export async function withDatabase<Value>(use: (connection: DuckDBConnection) => Promise<Value>): Promise<Value> {
  const { connection, close } = await openDatabase()
  try {
    return await use(connection)
  } finally {
    close()
  }
}

/**
 * Opens a DuckDB for a reading that outlives one call. Times without a zone are UTC.
 *
 * @example
 * const { connection, close } = await openDatabase()
 */
export async function openDatabase(): Promise<Readonly<{ connection: DuckDBConnection; close: () => void }>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  await connection.run("set timezone = 'UTC'")
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/**
 * Finds out what a file is, Parquet or CSV with or without header, plain or gzip, and which columns it has.
 *
 * @throws InputFault when it is empty, cut off, or neither; as `readLines` for a damaged gzip stream.
 *
 * @example
 * const table = await openTable(connection, 'bars.parquet')
 */
export async function openTable(connection: DuckDBConnection, file: string): Promise<BarTable> {
  const head = await firstBytes(file, 4)
  if (head.length === 0) throw new InputFault({ file, place: 'whole file', expected: 'bars', found: 'an empty file' })
  if (head.toString('latin1') === 'PAR1' || file.endsWith('.parquet')) return openParquet(connection, file)
  return openCsv(file, isGzipHead(head))
}

/**
 * Rows of a query as arrays of plain values; `bigint` where DuckDB has 64-bit integers.
 *
 * @throws InputFault naming the file when DuckDB cannot read it.
 *
 * @example
 * await rowsOf(connection, 'a.csv', 'select 1')
 */
export async function rowsOf(connection: DuckDBConnection, file: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } catch (error) {
    throw unreadable(file, error)
  }
}

/**
 * The fault for what DuckDB says of a file it cannot read.
 *
 * @example
 * throw unreadable('a.parquet', error)
 */
export function unreadable(file: string, error: unknown): InputFault {
  const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const expected = file.endsWith('.parquet') ? 'a complete Parquet file' : 'a CSV file with one bar a line'
  return new InputFault({ file, place: 'whole file', expected, found: firstLine.replace(/^[A-Z][A-Za-z ]*Error: /, '') })
}

/**
 * Quotes a text for SQL.
 *
 * @example
 * sqlText("it's") // "'it''s'"
 */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * Quotes a column name for SQL.
 *
 * @example
 * sqlName('open') // '"open"'
 */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function openParquet(connection: DuckDBConnection, file: string): Promise<BarTable> {
  const scan = `read_parquet(${sqlText(file)}, file_row_number = true)`
  const columns = await rowsOf(connection, file, `describe select * exclude (file_row_number) from ${scan}`)
  return {
    file,
    relation: `(select *, file_row_number + 1 as seawall_row from ${scan})`,
    columns: columns.map(([name, type]) => ({ name: String(name), type: String(type) })),
    rowWord: 'row',
  }
}

async function openCsv(file: string, isGzip: boolean): Promise<BarTable> {
  const first = await firstLineOf(file, isGzip)
  const delimiter = [',', ';', '\t'].find((mark) => first.includes(mark)) ?? ','
  const fields = first
    .replace(/^\uFEFF/, '')
    .split(delimiter)
    .map((field) => field.trim().replace(/^"(.*)"$/, '$1'))
  const hasHeader = !/^\d+(\.\d+)?$/.test(fields[0] ?? '')
  if (!hasHeader && fields.length < headerless.length) {
    throw new InputFault({
      file,
      place: 'line 1',
      expected: `a header, or numbers for ${headerless.join(', ')}`,
      found: JSON.stringify(first.slice(0, 80)),
    })
  }
  const names = hasHeader ? distinct(fields) : fields.map((_, i) => headerless[i] ?? `column${i + 1}`)
  const declared = names.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ')
  const skip = hasHeader ? 1 : 0
  // Everything is read as text, so that a word among the prices is told by line and column instead of by the sniffer.
  const scan = `read_csv(${sqlText(file)}, header = false, skip = ${skip}, delim = ${sqlText(delimiter)}, auto_detect = false, null_padding = true, quote = '"', compression = '${isGzip ? 'gzip' : 'none'}', columns = {${declared}})`
  return {
    file,
    relation: `(select *, row_number() over () + ${skip} as seawall_row from ${scan})`,
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    rowWord: 'line',
  }
}

// DuckDB takes a gzip stream that is cut off for one that ends, so zipped files are read to their end here first.
async function firstLineOf(file: string, isWhole: boolean): Promise<string> {
  let first: string | undefined
  for await (const lines of readLines(file, { bytesRead: 0, lines: 0 })) {
    first ??= lines[0]
    if (!isWhole) break
  }
  if (first === undefined) throw new InputFault({ file, place: 'whole file', expected: 'bars', found: 'an empty file' })
  return first.replace(/\r$/, '')
}

function distinct(names: readonly string[]): readonly string[] {
  return names.map((name, i) => (name === '' || names.indexOf(name) !== i ? `column${i + 1}` : name))
}
