import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { invariant } from '../base/assert.ts'
import { InputFault } from '../base/fault.ts'
import { emptyHead, inputsOf, rowsAfter, type JournalRow } from './chain.ts'
import { checkpointAfter, checkpointHash, digestOf, noCheckpoint, type CheckpointHead, type CheckpointRow } from './checkpoint-chain.ts'
import type { Checkpoint, Journal, JournalHead } from './journal-contract.ts'
import { sqliteFault } from './sqlite-fault.ts'
import { openForReading, openForWriting } from './sqlite-file.ts'
import { checkpointRow, pagedRows, storedHead } from './sqlite-rows.ts'

/** The part of a journal that only reads. */
export type JournalReader = Omit<Journal, 'append' | 'writeCheckpoint'>

/** How a journal is kept. */
export type SqliteJournalOptions = Readonly<{
  /** Pages of 16 KiB the file may have before it counts as a full disk. Default: as many as the disk holds. */
  maxPages?: number
}>

/** Rows written by one statement: a third cheaper than one by one. */
const rowsPerInsert = 32

/**
 * Opens a durable journal in one SQLite file, made when it is not there; an existing one goes on from its last input. Each
 * `append` is one commit that has reached the disk when it resolves. After a failed append the journal is as it was before.
 *
 * @throws InputFault when the file is no journal, of a newer version, or its last input was changed; EnvironmentFault when it
 * cannot be opened.
 *
 * @example
 * const journal = openSqliteJournal('runs/1/journal.sqlite')
 */
export function openSqliteJournal(path: string, options: SqliteJournalOptions = {}): Journal {
  const database = openForWriting(path)
  if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPages}`)
  const reader = readerOf(path, database)
  let head = reader.head()
  let lastOfCheckpoints = lastCheckpoint(database)
  try {
    checkLast(reader, head)
  } catch (error) {
    database.close()
    throw error
  }
  const insert = inserter(database)
  const insertCheckpoint = database.prepare('INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?)')

  const commit = (place: string, expected: string, write: () => void): void => {
    invariant(database.isOpen, 'a journal is open while it is written')
    try {
      database.exec('BEGIN IMMEDIATE')
      write()
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw sqliteFault(error, { file: path, place, expected })
    }
  }

  return {
    ...reader,
    head: () => head,
    append: async (inputs) => {
      if (inputs.length === 0) return
      const rows = rowsAfter(head, inputs)
      const last = rows.at(-1) ?? head
      commit(`input ${head.seq + 1}`, `room for ${rows.length} inputs`, () => insert(rows))
      head = { seq: last.seq, hash: last.hash }
    },
    writeCheckpoint: async (checkpoint) => {
      const row = checkpointAfter(lastOfCheckpoints, checkpoint, head)
      const { number, seq, stateHash, state, shell, hash } = row
      commit(`checkpoint at input ${seq}`, 'room for it', () =>
        insertCheckpoint.run(number, seq, stateHash, state ?? null, shell ?? null, hash),
      )
      lastOfCheckpoints = { number, hash }
    },
  }
}

/**
 * Opens an existing journal to read it, while or after it is written: replay, verification, explanation.
 *
 * @throws InputFault when there is none or it is no journal; EnvironmentFault when it cannot be opened.
 *
 * @example
 * const journal = openSqliteJournalReader('runs/1/journal.sqlite')
 */
export function openSqliteJournalReader(path: string): JournalReader {
  return readerOf(path, openForReading(path))
}

function readerOf(path: string, database: DatabaseSync): JournalReader {
  const snapshots = database.prepare('SELECT * FROM checkpoints WHERE state IS NOT NULL AND seq <= ? ORDER BY number DESC LIMIT 1')
  const head = (): JournalHead => storedHead(database)
  return {
    read: (fromSeq) => {
      const previous = fromSeq === 1 ? emptyHead : { ...storedHead(database, fromSeq - 1), seq: fromSeq - 1 }
      return inputsOf(path, pagedRows(database, fromSeq, head().seq), previous)
    },
    head,
    lastSnapshot: (atOrBefore = head().seq) => {
      const columns = snapshots.get(atOrBefore)
      return columns === undefined ? undefined : soundSnapshot(path, database, checkpointRow(columns))
    },
    checkpoints: () => {
      const rows = database.prepare('SELECT seq, state_hash FROM checkpoints ORDER BY number').all()
      return rows.map((row) => ({ seq: row['seq'], stateHash: row['state_hash'] }) as Pick<Checkpoint, 'seq' | 'stateHash'>)
    },
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}

function checkLast(reader: JournalReader, head: JournalHead): void {
  // What is appended must follow from something sound; the rows before are held against the chain as they are read.
  if (head.seq > 0) for (const input of reader.read(head.seq)) invariant(input.seq === head.seq, 'reading ends at the head')
}

function inserter(database: DatabaseSync): (rows: readonly JournalRow[]) => void {
  const values = '(?, ?, ?, ?, ?)'
  const many = database.prepare(`INSERT INTO inputs VALUES ${Array.from({ length: rowsPerInsert }, () => values).join(', ')}`)
  const one = database.prepare(`INSERT INTO inputs VALUES ${values}`)
  const columnsOf = ({ seq, at, kind, payload, hash }: JournalRow): SQLInputValue[] => [seq, at, kind, payload, hash]
  return (rows) => {
    const whole = rows.length - (rows.length % rowsPerInsert)
    for (let from = 0; from < whole; from += rowsPerInsert) many.run(...rows.slice(from, from + rowsPerInsert).flatMap(columnsOf))
    for (const row of rows.slice(whole)) one.run(...columnsOf(row))
  }
}

function checkpointAt(database: DatabaseSync, number: number): CheckpointRow | undefined {
  const columns = database.prepare('SELECT * FROM checkpoints WHERE number = ?').get(number)
  return columns === undefined ? undefined : checkpointRow(columns)
}

function lastCheckpoint(database: DatabaseSync): CheckpointHead {
  const columns = database.prepare('SELECT number, hash FROM checkpoints ORDER BY number DESC LIMIT 1').get()
  return columns === undefined ? noCheckpoint : checkpointRow(columns)
}

/** A run must not go on from a state that somebody changed. */
function soundSnapshot(path: string, database: DatabaseSync, row: CheckpointRow): Checkpoint & { readonly state: string } {
  const { number, seq, stateHash, state, shell } = row
  const previous = number === 1 ? noCheckpoint : checkpointAt(database, number - 1)
  const expected = previous && checkpointHash(previous.hash, digestOf(row), storedHead(database, seq))
  if (row.hash !== expected || state === undefined) {
    const place = `checkpoint at input ${seq}`
    throw new InputFault({ file: path, place, expected: `hash ${expected ?? 'of a checkpoint before'}`, found: `hash ${row.hash}` })
  }
  return { seq, stateHash, state, ...(shell === undefined ? {} : { shell }) }
}
