import { SqliteDialect, type SqliteDatabase } from 'kysely'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** Statements kept prepared. Rebuilding repeats a handful, and preparing one of thousands of parameters costs as much as running it. */
const statementsKept = 32

/**
 * Kysely's own SQLite dialect over the database that Node brings, with `exact_sum`: the sum of whole numbers in text, of any length.
 * SQLite's `sum` would add them as floats.
 *
 * @example
 * const db = new Kysely<RecordTables>({ dialect: nodeSqliteDialect(new DatabaseSync('records.sqlite')) })
 */
export function nodeSqliteDialect(database: DatabaseSync): SqliteDialect {
  database.aggregate('exact_sum', {
    deterministic: true,
    start: 0n,
    step: (sum: bigint, value: unknown) => (value === null ? sum : sum + BigInt(value as string)),
    result: String,
  })
  return new SqliteDialect({ database: adapted(database) })
}

function adapted(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, StatementSync>()
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = kept.get(sql) ?? database.prepare(sql)
      kept.delete(sql)
      kept.set(sql, statement)
      for (const [oldest] of kept) if (kept.size > statementsKept) kept.delete(oldest)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as readonly SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as readonly SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as readonly SQLInputValue[])),
      }
    },
  }
}
