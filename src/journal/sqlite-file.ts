import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { InputFault } from '../base/fault.ts'
import { sqliteFault } from './sqlite-fault.ts'

/** Version of the tables below. A newer one is refused, not guessed at. */
const formatVersion = 1
const formatName = 'seawall-journal'

// Pages of 16 KiB write a quarter more inputs a second than the default 4 KiB; the write-ahead log is folded in every 32 MiB.
const pragmas = 'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000'

const schema = `
  BEGIN IMMEDIATE;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE inputs (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY, seq INTEGER NOT NULL, state_hash TEXT NOT NULL, state TEXT, shell TEXT, hash TEXT NOT NULL
  ) STRICT;
  INSERT INTO meta VALUES ('format', '${formatName}'), ('version', '${formatVersion}');
  COMMIT`

/**
 * Opens a journal's database for writing; makes it when there is none.
 *
 * @throws EnvironmentFault when it cannot be opened or made; InputFault when it is no journal or of a newer version.
 *
 * @example
 * const database = openForWriting('runs/1/journal.sqlite')
 */
export function openForWriting(path: string): DatabaseSync {
  return opened(
    path,
    () => new DatabaseSync(path, { timeout: 1_000 }),
    (database) => {
      database.exec(pragmas)
      // A process that died while making the file leaves a database without tables: still to be made.
      if (database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0) database.exec(schema)
    },
  )
}

/**
 * Opens an existing journal's database for reading. Its writer, if there is one, is not disturbed.
 *
 * @throws InputFault when there is none, or it is no journal; EnvironmentFault when it cannot be opened.
 *
 * @example
 * const database = openForReading('runs/1/journal.sqlite')
 */
export function openForReading(path: string): DatabaseSync {
  requireFile(path)
  return opened(
    path,
    () => new DatabaseSync(path, { readOnly: true, timeout: 1_000 }),
    () => undefined,
  )
}

/**
 * Makes sure that there is a file at `path`.
 *
 * @throws InputFault when there is none.
 *
 * @example
 * requireFile('runs/1/journal.sqlite')
 */
export function requireFile(path: string): void {
  const found = !existsSync(path) ? 'no such file' : statSync(path).isFile() ? undefined : 'a folder'
  if (found !== undefined) throw new InputFault({ file: path, place: 'journal', expected: 'a journal', found })
}

function opened(path: string, open: () => DatabaseSync, prepare: (database: DatabaseSync) => void): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = open()
    prepare(database)
    checkFormat(path, database)
    return database
  } catch (error) {
    database?.close()
    throw sqliteFault(error, { file: path, place: 'journal', expected: 'a journal that can be opened' })
  }
}

function checkFormat(path: string, database: DatabaseSync): void {
  const tables = database.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name IN ('meta', 'inputs', 'checkpoints')").get()
  const refuse = (found: string): InputFault => {
    return new InputFault({ file: path, place: 'journal', expected: `a journal of version ${formatVersion}`, found })
  }
  if (tables?.['tables'] !== 3) throw refuse('a database that is no journal')
  const meta = new Map(
    database
      .prepare('SELECT key, value FROM meta')
      .all()
      .map(({ key, value }) => [key, value]),
  )
  if (meta.get('format') !== formatName) throw refuse('a database that is no journal')
  if (meta.get('version') !== String(formatVersion)) throw refuse(`version ${String(meta.get('version'))}`)
}
