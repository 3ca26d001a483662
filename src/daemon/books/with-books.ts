import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentFault, InputFault } from '../../base/fault.ts'
import { sqliteFault } from '../../journal/sqlite-fault.ts'
import { openPostgresRecords, postgresFault } from '../../records/postgres.ts'
import { rebuildRecords, type Rebuilt, type RebuildOptions } from '../../records/rebuild-records.ts'
import { beginRun, runRow } from '../../records/run-row.ts'
import type { RecordSource } from '../../records/source.ts'
import { openSqliteRecords } from '../../records/sqlite.ts'
import type { Records, RunTable } from '../../records/tables.ts'
import { readManifest, type Manifest } from '../run-folder.ts'
import { openJournalSource } from './journal-source.ts'

/** Where a run's records are kept and what is told on the way. */
export type BooksOptions = RebuildOptions &
  Readonly<{
    /** Address of a PostgreSQL database. Default: `records.sqlite` in the run's folder. */
    database?: string
    /** Throws away what is stored of the run first. */
    anew?: boolean
    /** Told what a person should know beside the answer: that records had to be made anew, and why. */
    tell?: (text: string) => void
  }>

/** A run's records, open, and the journal they are made of. */
export type OpenBooks = Readonly<{ manifest: Manifest; records: Records; source: RecordSource }>

/** A run's records up to its journal's end. */
export type Books = OpenBooks &
  Readonly<{
    row: RunTable
    rebuilt: Rebuilt
    /** Decimals of each asset. */
    scales: ReadonlyMap<string, number>
  }>

/** Ctrl-C while records were made: what is stored by then stays. */
export class RebuildInterrupted extends Error {
  override readonly name = 'RebuildInterrupted'
}

/** What holds the records of a run in its folder. It may be deleted: it is made again from the journal. */
export const recordsName = 'records.sqlite'

/**
 * Opens a run's records, brings them up to the end of its journal, and closes them when the work is done.
 *
 * @throws InputFault when the folder holds no run, the journal was changed, or the database is none; EnvironmentFault when one of them cannot be
 * read or written; RebuildInterrupted when `isInterrupted` said so before the records were complete.
 *
 * @example
 * const balances = await withBooks('runs/1', {}, ({ records, row }) => balancesOf(records, row))
 */
export async function withBooks<Answer>(folder: string, options: BooksOptions, work: (books: Books) => Promise<Answer>): Promise<Answer> {
  return withOpenBooks(folder, options, async (books) => work(await upToDate(books, options)))
}

/**
 * Opens a run's records as they are, without bringing them up to date, and closes them when the work is done.
 *
 * @throws As `withBooks`.
 *
 * @example
 * await withOpenBooks('runs/1', {}, ({ records, source }) => runRow(records, source.run))
 */
export async function withOpenBooks<Answer>(
  folder: string,
  options: BooksOptions,
  work: (books: OpenBooks) => Promise<Answer>,
): Promise<Answer> {
  const manifest = readManifest(folder)
  const { source, close } = openJournalSource(folder, manifest.run)
  try {
    const records = await openRecords(folder, options)
    try {
      return await work({ manifest, records, source })
    } catch (error) {
      throw recordsFault(error, records)
    } finally {
      await records.close()
    }
  } finally {
    close()
  }
}

/**
 * Brings open records up to the end of the journal.
 *
 * @throws As `withBooks`.
 *
 * @example
 * const { row } = await upToDate(books, options)
 */
export async function upToDate(books: OpenBooks, options: BooksOptions): Promise<Books> {
  const { records, source } = books
  if (options.anew === true) await beginRun(records, source)
  const rebuilt = await rebuildRecords(records, source, options)
  if (rebuilt.discarded !== undefined) options.tell?.(`The records of ${source.run} were made anew: ${rebuilt.discarded}.`)
  if (rebuilt.interrupted)
    throw new RebuildInterrupted(`stopped after input ${rebuilt.seq}; the next command about its books goes on from there`)
  const row = await runRow(records, source.run)
  if (row === undefined) throw new Error('a run that was just stored has its row')
  const scales = await records.db.selectFrom('assets').selectAll().where('run', '=', row.number).execute()
  return { ...books, row, rebuilt, scales: new Map(scales.map(({ asset, decimals }) => [asset, decimals])) }
}

async function openRecords(folder: string, { database, tell }: BooksOptions): Promise<Records> {
  if (database !== undefined) return openPostgresRecords(database)
  const path = join(folder, recordsName)
  try {
    return await openSqliteRecords(path)
  } catch (error) {
    const fault = sqliteFault(error, aboutRecords(path))
    if (fault instanceof EnvironmentFault) throw fault
    // Damaged, or of another version: what it says is of no worth, and the journal says it again.
    tell?.(`${path} could not be read and is made anew: ${error instanceof Error ? error.message : String(error)}.`)
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
    return openSqliteRecords(path)
  }
}

function recordsFault(error: unknown, { dialect, place }: Records): unknown {
  if (error instanceof InputFault || error instanceof EnvironmentFault) return error
  return dialect === 'postgres' ? postgresFault(error, place) : sqliteFault(error, aboutRecords(place))
}

function aboutRecords(file: string): Readonly<{ file: string; place: string; expected: string }> {
  return { file, place: 'records', expected: 'a file that can be written' }
}
