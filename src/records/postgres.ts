import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { migrate } from './migrations.ts'
import type { Records, RecordTables } from './tables.ts'

/** The schema that holds the records, so that they may live beside other tables. */
const schema = 'seawall'

// Counts and times are below 2^53; JSON stays the text it was stored as. `numeric` comes as text by itself.
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => {
    if (id === pg.types.builtins.INT8) return Number
    if (id === pg.types.builtins.JSON) return String
    return pg.types.getTypeParser(id, format) as unknown
  },
}

/**
 * Opens records in a PostgreSQL database, in the schema `seawall`; makes schema and tables when they are not there.
 *
 * @param url - `postgres://user@host:port/database`. What it leaves out comes from the usual variables: PGPASSWORD and the like.
 * @throws InputFault when it is no such address, or there is no such database or user; EnvironmentFault when nothing answers there.
 *
 * @example
 * const records = await openPostgresRecords('postgres://seawall@localhost:5432/books')
 */
export async function openPostgresRecords(url: string): Promise<Records> {
  const place = placeOf(url)
  const pool = new pg.Pool({ connectionString: url, types, max: 2, connectionTimeoutMillis: 10_000, options: `-c search_path=${schema}` })
  // A connection that is lost while it idles is met again, and told, by the query that needs it.
  pool.on('error', () => undefined)
  const db = new Kysely<RecordTables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(db)
    await migrate(db, 'postgres')
    return { db, dialect: 'postgres', place, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw postgresFault(error, place)
  }
}

/**
 * Turns an error of PostgreSQL or of the way to it into a fault that names the database; any other error comes back as it is.
 *
 * @example
 * throw postgresFault(error, 'postgres://localhost:5432/books')
 */
export function postgresFault(error: unknown, place: string): unknown {
  if (!(error instanceof Error)) return error
  const code = codeOf(error)
  const about = { file: place, place: 'database', expected: 'a PostgreSQL database that can be written' }
  // Classes 28 and 3D: who asks and what is asked for; 42501: what may be done.
  if (/^(28|3D)/.test(code) || code === '42501') return new InputFault({ ...about, found: error.message })
  // Two processes that store the same run at once: the second one loses.
  if (code === '23505' || code === '40001' || code === '40P01') {
    return new EnvironmentFault({ ...about, expected: 'one process that stores records', found: `another one (${error.message})` })
  }
  // Classes 08, 53, 57, 58: the connection, the resources, the operator, the system. Codes of the network have words instead.
  if (/^(08|53|57|58)/.test(code) || /^E[A-Z]+$/.test(code) || /timeout|terminated/i.test(error.message)) {
    return new EnvironmentFault({ ...about, found: error.message === '' ? code : error.message })
  }
  return error
}

function codeOf(error: Error): string {
  // A host with several addresses fails once for each of them.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code: unknown = first instanceof Error && 'code' in first ? first.code : undefined
  return typeof code === 'string' ? code : ''
}

function placeOf(text: string): string {
  const url = URL.parse(text)
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol)) return `${url.protocol}//${url.host}${url.pathname}`
  // The text is not repeated: it may hold a password.
  throw new InputFault({
    file: '--database',
    place: 'value',
    expected: 'the address of a PostgreSQL database, such as postgres://seawall@localhost:5432/books',
    found: url === null ? 'something that is no address' : `an address that begins with ${url.protocol}`,
  })
}
