import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { InputFault } from '../../base/fault.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { openTable, rowsOf, sqlText, withDatabase, type BarTable } from '../../feed/bars/table.ts'
import { timeText } from '../../feed/parse-time.ts'
import { chainColumnsOf, type ChainField } from './chain-columns.ts'
import type { ChainRow, OptionChain } from './option-chain.ts'

/** Which chain to read: a coin, and the last moment that may be used. */
export type ChainChoice = Readonly<{ underlying?: string; at?: TimeUs }>

/** Rows that lie no further apart than this were collected together. */
const sameSnapshotUs = 10 * 60 * 1_000_000

/**
 * Reads one snapshot of an option chain from a Parquet or CSV file: the last one not after `at`, or the last of all.
 *
 * A file that gives listing times instead is one snapshot; it is taken to be as old as its youngest option.
 *
 * @throws InputFault for a file that is missing, empty, no chain, or has nothing on that coin or at that time.
 *
 * @example
 * const chain = await readChain('chains.parquet', { underlying: 'BTC' })
 */
export async function readChain(file: string, choice: ChainChoice): Promise<OptionChain> {
  requireFile(file)
  return withDatabase(async (connection) => {
    const table = await openTable(connection, file)
    const columns = chainColumnsOf(table)
    const coin = columns.sql.underlying ?? sqlText(coinOfName(file))
    const query = async (sql: string): Promise<readonly (readonly unknown[])[]> => rowsOf(connection, file, sql)
    const underlying = await chooseCoin({ table, coin, choice, query })
    const time = columns.sql.at as string
    const where = `upper(${coin}) = ${sqlText(underlying)}`
    const snapshots = await snapshotsIn({ table, time, where, isOne: columns.isListingTime, query })
    const snapshot = chooseSnapshot(file, choice, snapshots)
    const fields = Object.keys(columns.sql).filter((field) => field !== 'underlying' && field !== 'instrument') as ChainField[]
    const list = fields.map((field) => columns.sql[field] as string).join(', ')
    const found = await query(
      `select ${list} from ${table.relation} where ${where} and ${time} between ${snapshot.from} and ${snapshot.to} order by seawall_row`,
    )
    const rows = found.map((values) => rowFrom(fields, values)).filter((row) => row !== undefined)
    return { file, underlying, at: timeUs(snapshot.to), rows: rowsWithoutRepeats(rows) }
  })
}

/**
 * When the chains of a file were seen, oldest first: each time names one chain to `readChain`.
 *
 * @throws InputFault as `readChain` does.
 *
 * @example
 * await readChainTimes('chains.parquet', 'BTC')
 */
export async function readChainTimes(file: string, underlying: string): Promise<readonly TimeUs[]> {
  requireFile(file)
  return withDatabase(async (connection) => {
    const table = await openTable(connection, file)
    const columns = chainColumnsOf(table)
    const coin = columns.sql.underlying ?? sqlText(coinOfName(file))
    const query = async (sql: string): Promise<readonly (readonly unknown[])[]> => rowsOf(connection, file, sql)
    const chosen = await chooseCoin({ table, coin, choice: { underlying }, query })
    const where = `upper(${coin}) = ${sqlText(chosen)}`
    const snapshots = await snapshotsIn({ table, time: columns.sql.at as string, where, isOne: columns.isListingTime, query })
    return snapshots.map(({ to }) => timeUs(to))
  })
}

/**
 * The coins a file has options on, those with the most rows first.
 *
 * @returns Empty for a file that does not say, not even in its name.
 * @throws InputFault as `readChain` does.
 *
 * @example
 * await readChainCoins('chains.parquet') // ['BTC', 'ETH']
 */
export async function readChainCoins(file: string): Promise<readonly string[]> {
  requireFile(file)
  return withDatabase(async (connection) => {
    const table = await openTable(connection, file)
    const coin = chainColumnsOf(table).sql.underlying ?? sqlText(coinOfName(file))
    return (await coinsIn({ table, coin, query: async (sql) => rowsOf(connection, file, sql) })).filter((name) => name !== '')
  })
}

type Query = (sql: string) => Promise<readonly (readonly unknown[])[]>

function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  const expected = 'an option chain: .parquet, .csv or .csv.gz'
  if (found === undefined) throw new InputFault({ file, place: 'path', expected, found: 'no such file' })
  if (!found.isFile()) throw new InputFault({ file, place: 'path', expected, found: 'a folder' })
  if (found.size === 0) throw new InputFault({ file, place: 'whole file', expected, found: 'an empty file' })
}

/** Files without a column for the coin name it in their own name. */
function coinOfName(file: string): string {
  return /(?:^|[^a-z])(btc|eth|sol|xrp)(?:[^a-z]|$)/.exec(basename(file).toLowerCase())?.[1]?.toUpperCase() ?? ''
}

async function chooseCoin(from: Readonly<{ table: BarTable; coin: string; choice: ChainChoice; query: Query }>): Promise<string> {
  const coins = await coinsIn(from)
  const wanted = from.choice.underlying?.toUpperCase()
  if (wanted === undefined) {
    const [first] = coins
    if (first !== undefined) return first
    throw new InputFault({ file: from.table.file, place: 'whole file', expected: 'at least one option', found: 'none' })
  }
  // A file that does not say which coin it is about is taken at the caller's word.
  if (coins.includes(wanted) || coins.join('') === '') return coins.includes(wanted) ? wanted : ''
  throw new InputFault({ file: '--underlying', place: 'value', expected: coins.join(' or '), found: wanted })
}

async function coinsIn(from: Readonly<{ table: BarTable; coin: string; query: Query }>): Promise<readonly string[]> {
  const counted = await from.query(
    `select upper(${from.coin}) as coin_name, count(*) from ${from.table.relation} group by 1 order by 2 desc, 1`,
  )
  return counted.map(([coin]) => String(coin))
}

type SnapshotSpan = Readonly<{ from: number; to: number }>

/** Where each chain begins and ends in time: its rows were collected over some minutes. */
async function snapshotsIn(
  from: Readonly<{ table: BarTable; time: string; where: string; isOne: boolean; query: Query }>,
): Promise<readonly SnapshotSpan[]> {
  const { table, time, where, isOne, query } = from
  const moments = await query(
    `select distinct ${time} as moment from ${table.relation} where ${where} and ${time} is not null order by moment`,
  )
  const snapshots: { from: number; to: number }[] = []
  for (const [at] of moments) {
    const moment = Number(at)
    const last = snapshots.at(-1)
    if (last !== undefined && (isOne || moment - last.to <= sameSnapshotUs)) last.to = moment
    else snapshots.push({ from: moment, to: moment })
  }
  return snapshots
}

function chooseSnapshot(file: string, choice: ChainChoice, snapshots: readonly SnapshotSpan[]): SnapshotSpan {
  const [first] = snapshots
  if (first === undefined) throw new InputFault({ file, place: 'whole file', expected: 'options with a time', found: 'none' })
  const at = choice.at ?? timeUs((snapshots.at(-1) ?? first).to)
  const chosen = snapshots.findLast((snapshot) => snapshot.to <= at)
  if (chosen !== undefined) return chosen
  const expected = `a time from ${timeText(timeUs(first.to))} on, when the first chain of ${basename(file)} was seen`
  throw new InputFault({ file: '--at', place: 'value', expected, found: timeText(at) })
}

/** A row that lacks what an option is made of is left out. */
function rowFrom(fields: readonly ChainField[], values: readonly unknown[]): ChainRow | undefined {
  const text = new Map(fields.map((field, i) => [field, values[i]]))
  const number = (field: ChainField): number | undefined => {
    const value = text.get(field)
    return value === null || value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value)
  }
  const kind = kindFrom(String(text.get('kind')))
  const strike = number('strike')
  const expiry = number('expiry')
  if (kind === undefined || strike === undefined || expiry === undefined || !(strike > 0)) return undefined
  const rest: Record<string, number> = {}
  for (const field of optional) {
    const value = number(field)
    if (value !== undefined) rest[field] = value
  }
  return { kind, strike, expiry: timeUs(expiry), ...rest }
}

const optional: readonly ChainField[] = [
  'forward',
  'index',
  'bid',
  'ask',
  'mark',
  'bidVolatility',
  'askVolatility',
  'markVolatility',
  'delta',
]

function kindFrom(text: string): 'call' | 'put' | undefined {
  const word = text.toLowerCase()
  return word === 'call' || word === 'c' ? 'call' : word === 'put' || word === 'p' ? 'put' : undefined
}

/** Of an option seen twice in a snapshot the later row counts. */
function rowsWithoutRepeats(rows: readonly ChainRow[]): readonly ChainRow[] {
  return [...new Map(rows.map((row) => [`${row.expiry} ${row.strike} ${row.kind}`, row])).values()]
}
