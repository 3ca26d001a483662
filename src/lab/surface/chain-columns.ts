import { InputFault } from '../../base/fault.ts'
import { sqlName, type BarTable } from '../../feed/bars/table.ts'

/** What a chain needs or can use, and the names under which files have it. */
const synonyms = {
  at: ['ts', 'timestamp', 'date', 'creation'],
  underlying: ['currency'],
  instrument: ['instrument_name'],
  kind: ['option_type', 'type'],
  strike: ['strike'],
  expiry: ['expiry', 'expiration_timestamp', 'maturity', 'expiry_date'],
  forward: ['fwd', 'underlying_price'],
  index: ['idx', 'index_price'],
  bid: ['bid', 'best_bid_price'],
  ask: ['ask', 'best_ask_price'],
  mark: ['mark', 'mark_price'],
  bidVolatility: ['bid_iv'],
  askVolatility: ['ask_iv'],
  markVolatility: ['mark_iv'],
  delta: ['delta'],
} as const

/** What is read of a chain. */
export type ChainField = keyof typeof synonyms

/** SQL for every field that a file has. Times are microseconds since the epoch. */
export type ChainColumns = Readonly<{
  sql: Readonly<Partial<Record<ChainField, string>>>
  /** Whether the time column says when an option was listed instead of when it was seen. */
  isListingTime: boolean
}>

const times: ReadonlySet<ChainField> = new Set(['at', 'expiry'])
const texts: ReadonlySet<ChainField> = new Set(['underlying', 'instrument', 'kind'])
const required: readonly ChainField[] = ['at', 'kind', 'strike', 'expiry']

/**
 * Finds the columns of a chain among those of a file.
 *
 * @throws InputFault naming the columns that are lacking, also when there is neither a price nor a volatility.
 *
 * @example
 * chainColumnsOf(table).sql.strike
 */
export function chainColumnsOf(table: BarTable): ChainColumns {
  const sql: Partial<Record<ChainField, string>> = {}
  const named = new Map<ChainField, string>()
  for (const field of Object.keys(synonyms) as ChainField[]) {
    const column = synonyms[field]
      .map((name) => table.columns.find((one) => one.name.toLowerCase() === name))
      .find((one) => one !== undefined)
    if (column === undefined) continue
    named.set(field, column.name)
    sql[field] = expressionOf(field, column)
  }
  const lacking = required.filter((field) => sql[field] === undefined)
  if (sql.underlying === undefined && sql.instrument !== undefined) sql.underlying = `split_part(${sql.instrument}, '-', 1)`
  const isPriced = sql.mark !== undefined || (sql.bid !== undefined && sql.ask !== undefined)
  const isImplied = sql.bidVolatility !== undefined && sql.askVolatility !== undefined
  if (lacking.length === 0 && (isPriced || isImplied)) return { sql, isListingTime: named.get('at')?.toLowerCase() === 'creation' }
  const wanted = lacking.length > 0 ? lacking.map((field) => synonyms[field].join(' or ')) : ['bid and ask, mark, or bid_iv and ask_iv']
  throw new InputFault({
    file: table.file,
    place: `columns ${wanted.map((name) => `"${name}"`).join(', ')}`,
    expected: 'an option chain with them',
    found: table.columns
      .map((column) => column.name)
      .slice(0, 20)
      .join(', '),
  })
}

function expressionOf(field: ChainField, column: Readonly<{ name: string; type: string }>): string {
  const name = sqlName(column.name)
  if (texts.has(field)) return `${name}::varchar`
  if (!times.has(field)) return volatilityScale(field, column, `try_cast(${name} as double)`)
  if (column.type.startsWith('TIMESTAMP')) return `epoch_us(${name})`
  // A day alone is one on which Deribit settles, at 08:00 UTC. A whole number is milliseconds.
  const settled = field === 'expiry' && column.name.toLowerCase() === 'expiry_date' ? ' + 28800000000' : ''
  return `coalesce(try_cast(${name} as bigint) * 1000, epoch_us(try_cast(${name}::varchar as timestamp))${settled})`
}

/** Deribit's files give volatilities in per cent as text; the Parquet file has fractions. */
function volatilityScale(field: ChainField, column: Readonly<{ type: string }>, sql: string): string {
  return field.endsWith('Volatility') && column.type === 'VARCHAR' ? `${sql} / 100` : sql
}
