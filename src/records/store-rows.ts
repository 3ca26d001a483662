import type { CompiledQuery, Transaction } from 'kysely'
import type { Rows } from './rows.ts'
import { rowTables, type RecordTables, type RowTable } from './tables.ts'

/** Rows of one statement. PostgreSQL takes 65,535 parameters, SQLite 32,766, and a transfer has thirteen. */
const rowsPerInsert = 500

type PlainRow = Readonly<Record<string, unknown>>

/** Stores rows in a transaction that the caller has begun. */
export type RowStore = (transaction: Transaction<RecordTables>, run: number, rows: Rows) => Promise<void>

/**
 * Makes what stores rows in one database. It keeps the text of its statements: making one costs more than running it.
 *
 * @example
 * const store = createRowStore()
 * await db.transaction().execute((transaction) => store(transaction, run.number, rows))
 */
export function createRowStore(): RowStore {
  const kept = new Map<RowTable, CompiledQuery>()
  const insert = async (db: Transaction<RecordTables>, table: RowTable, rows: readonly PlainRow[]): Promise<void> => {
    const columns = Object.keys(rows[0] ?? {})
    const whole = rows.length === rowsPerInsert
    const query =
      (whole ? kept.get(table) : undefined) ??
      db
        .insertInto(table)
        .values(rows as never)
        .compile()
    if (whole) kept.set(table, query)
    await db.executeQuery({ ...query, parameters: rows.flatMap((row) => columns.map((column) => row[column])) })
  }
  return async (transaction, run, rows) => {
    for (const table of rowTables) {
      const waiting: readonly PlainRow[] = rows[table]
      for (let from = 0; from < waiting.length; from += rowsPerInsert) {
        const part = waiting.slice(from, from + rowsPerInsert)
        await insert(
          transaction,
          table,
          part.map((row) => ({ run, ...row })),
        )
      }
    }
  }
}
