import { Kysely } from 'kysely'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import type { Records, RecordTables } from './tables.ts'

// Records can be made again from the journal, so a commit need not reach the disk before the next; the log keeps the file whole.
const pragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 20000'

/**
 * Opens records in one SQLite file; makes the file and its tables when they are not there.
 *
 * @param path - A file, or `:memory:`.
 * @throws The error of SQLite or Kysely when the file cannot be opened or holds something else.
 *
 * @example
 * const records = await openSqliteRecords('runs/1/records.sqlite')
 */
export async function openSqliteRecords(path: string): Promise<Records> {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  try {
    database.exec(pragmas)
    const db = new Kysely<RecordTables>({ dialect: nodeSqliteDialect(database) })
    await migrate(db, 'sqlite')
    return { db, dialect: 'sqlite', place: path, close: () => db.destroy() }
  } catch (error) {
    if (database.isOpen) database.close()
    throw error
  }
}
