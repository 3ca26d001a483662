import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { headOf, type JournalRow } from './chain.ts'
import type { CheckpointRow, JournalRows } from './checkpoint-chain.ts'
import type { JournalHead } from './journal-contract.ts'
import { storedHash } from './native-hash.ts'

/** Rows fetched at a time while reading: few enough to keep memory flat, many enough to cost nothing. */
const pageRows = 256

type Columns = Readonly<Record<string, SQLOutputValue>>

/**
 * Rows of a journal in order, a page at a time, so that an abandoned reader holds nothing open.
 *
 * @param last - Rows appended beyond it are not read.
 *
 * @example
 * for (const row of pagedRows(database, 1, head.seq)) check(row)
 */
export function* pagedRows(database: DatabaseSync, fromSeq: number, last: number): Iterable<JournalRow> {
  const page = database.prepare('SELECT seq, at, kind, payload, hash FROM inputs WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?')
  let from = fromSeq
  while (from <= last) {
    const rows = page.all(from, last, pageRows)
    for (const row of rows) yield journalRow(row)
    const end = rows.at(-1)?.['seq']
    if (end === undefined) return
    from = Number(end) + 1
  }
}

/**
 * The rows as they are stored, one at a time, for verification: reading fails exactly at the row that cannot be read.
 *
 * @example
 * for (const row of storedRows(database).rows()) check(row)
 */
export function storedRows(database: DatabaseSync): JournalRows {
  const inputs = database.prepare('SELECT seq, at, kind, payload, hash FROM inputs ORDER BY seq')
  const checkpoints = database.prepare('SELECT * FROM checkpoints ORDER BY number')
  return {
    rows: () => inputs.iterate().map(journalRow),
    checkpointRows: () => checkpoints.iterate().map(checkpointRow),
  }
}

/**
 * What SQLite finds wrong with the file's structure beyond the rows; `undefined` when it is sound.
 *
 * @example
 * structureDamage(database) // 'Freelist: size is 3 but should be 0'
 */
export function structureDamage(database: DatabaseSync): string | undefined {
  const text = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  return text === 'ok' ? undefined : String(text)
}

/**
 * The head of the journal at row `seq`, or at its last row.
 *
 * @example
 * storedHead(database).seq // 1042
 */
export function storedHead(database: DatabaseSync, seq?: number): JournalHead {
  const row =
    seq === undefined
      ? database.prepare('SELECT seq, hash FROM inputs ORDER BY seq DESC LIMIT 1').get()
      : database.prepare('SELECT seq, hash FROM inputs WHERE seq = ?').get(seq)
  return headOf(row === undefined ? undefined : { seq: Number(row['seq']), hash: storedHash(row['hash']) })
}

/**
 * Names the columns of a row of `inputs`. Nothing is checked: a damaged file may hold anything.
 *
 * @example
 * journalRow(statement.get(1))
 */
export function journalRow(columns: Columns): JournalRow {
  const { seq, at, kind, payload, hash } = columns
  return { seq: seq as number, at: at as number, kind: kind as string, payload: payload as string, hash: storedHash(hash) }
}

/**
 * Names the columns of a row of `checkpoints`. Nothing is checked.
 *
 * @example
 * checkpointRow(statement.get(1))
 */
export function checkpointRow(columns: Columns): CheckpointRow {
  const { number, seq, state_hash: stateHash, state, shell, hash } = columns
  return {
    number: number as number,
    seq: seq as number,
    stateHash: storedHash(stateHash),
    ...(state === null ? {} : { state: state as string }),
    ...(shell === null ? {} : { shell: shell as string }),
    hash: storedHash(hash),
  }
}
