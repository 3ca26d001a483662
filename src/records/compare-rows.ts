import type { Rows } from './rows.ts'
import { rowTables, type Records, type RowTable, type RunTable } from './tables.ts'

/** A row of the records that is not what the journal gives. Rows are named by their key: `12` or `1042:0`. */
export type RowFinding = Readonly<
  | { kind: 'rowMissing'; table: RowTable; row: string }
  | { kind: 'rowUnexpected'; table: RowTable; row: string }
  | { kind: 'rowDiffers'; table: RowTable; row: string; column: string; expected: string; found: string }
>

type PlainRow = Readonly<Record<string, unknown>>

/** What names a row within its run, the column by which rows are read in order first. */
const keys: Readonly<Record<RowTable, readonly [string, ...string[]]>> = {
  inputs: ['seq'],
  decisions: ['seq', 'idx'],
  accounts: ['number'],
  transfers: ['number'],
  entries: ['transfer', 'account'],
}

/** The last key of each table that was compared. */
export type Compared = Readonly<Record<RowTable, number>>

/** Before the first row. */
export const nothingCompared: Compared = {
  inputs: -Infinity,
  decisions: -Infinity,
  accounts: -Infinity,
  transfers: -Infinity,
  entries: -Infinity,
}

/**
 * Holds stored rows against those that the journal gives, both after what was compared before and up to where the journal's rows end.
 *
 * @param through - The last key of each table that these rows reach to; beyond the end, to find rows that nothing should have made.
 *
 * @example
 * const findings = await compareRows(records, row, { expected: maker.take(), after, through })
 */
export async function compareRows(
  records: Records,
  run: RunTable,
  asked: Readonly<{ expected: Rows; after: Compared; through: Compared }>,
): Promise<readonly RowFinding[]> {
  const findings: RowFinding[] = []
  for (const table of rowTables) {
    const after = asked.after[table]
    const through = asked.through[table]
    if (through > after)
      findings.push(...differences(table, asked.expected[table], await storedRows(records, run, { table, after, through })))
  }
  return findings
}

type Range = Readonly<{ table: RowTable; after: number; through: number }>

async function storedRows(records: Records, run: RunTable, { table, after, through }: Range): Promise<readonly PlainRow[]> {
  const first = keys[table][0] as 'seq'
  // The tables share no columns but the run's; the key's name was taken from the table's own row above.
  let query = records.db
    .selectFrom(table as 'inputs')
    .selectAll()
    .where('run', '=', run.number)
  if (Number.isFinite(after)) query = query.where(first, '>', after)
  if (Number.isFinite(through)) query = query.where(first, '<=', through)
  return query.execute()
}

function differences(table: RowTable, expected: readonly PlainRow[], stored: readonly PlainRow[]): readonly RowFinding[] {
  const left = new Map(stored.map((row) => [keyOf(table, row), row]))
  const findings: RowFinding[] = []
  for (const row of expected) {
    const key = keyOf(table, row)
    const found = left.get(key)
    left.delete(key)
    if (found === undefined) findings.push({ kind: 'rowMissing', table, row: key })
    else findings.push(...columnDifferences(table, row, found))
  }
  return [...findings, ...[...left.keys()].map((row): RowFinding => ({ kind: 'rowUnexpected', table, row }))]
}

function columnDifferences(table: RowTable, expected: PlainRow, found: PlainRow): readonly RowFinding[] {
  return Object.keys(expected)
    .filter((column) => expected[column] !== found[column])
    .map((column) => ({
      kind: 'rowDiffers',
      table,
      row: keyOf(table, expected),
      column,
      expected: String(expected[column]),
      found: String(found[column]),
    }))
}

function keyOf(table: RowTable, row: PlainRow): string {
  return keys[table].map((column) => String(row[column])).join(':')
}
