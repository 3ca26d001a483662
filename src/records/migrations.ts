import { sql, type CreateTableBuilder, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { Records, RecordTables } from './tables.ts'

/** What the two databases call the same. SQLite's `numeric` would turn money into floats, so there it is text. */
type Words = Readonly<{ whole: 'integer' | 'bigint'; money: 'text' | 'numeric'; json: 'text' | 'json' }>

const wordsOf: Readonly<Record<Records['dialect'], Words>> = {
  sqlite: { whole: 'integer', money: 'text', json: 'text' },
  postgres: { whole: 'bigint', money: 'numeric', json: 'json' },
}

/**
 * Makes the tables and views, or what a newer version of them adds. Does nothing where they are as they should be.
 *
 * @throws Whatever the database refuses with, and an error of Kysely where the tables are of a version that this program does not know.
 *
 * @example
 * await migrate(db, 'sqlite')
 */
export async function migrate(db: Kysely<RecordTables>, dialect: Records['dialect']): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(dialect) } })
  const { error } = await migrator.migrateToLatest()
  // What a database throws is an error, whatever Kysely's type says.
  if (error !== undefined) throw error as Error
}

function migrationsFor(dialect: Records['dialect']): Record<string, Migration> {
  const words = wordsOf[dialect]
  return {
    '1-tables': {
      up: async (db: Kysely<unknown>) => {
        await createRuns(db, { words, dialect })
        await createConclusions(db, { words, dialect })
        await createBooks(db, { words, dialect })
        await createViews(db, dialect)
      },
    },
  }
}

type Making = Readonly<{ words: Words; dialect: Records['dialect'] }>

async function createRuns(db: Kysely<unknown>, { words, dialect }: Making): Promise<void> {
  await table(db, 'runs', dialect)
    .addColumn('number', words.whole, (column) => column.primaryKey())
    .addColumn('run', 'text', (column) => column.notNull().unique())
    .addColumn('engine_version', 'text', (column) => column.notNull())
    .addColumn('seq', words.whole, (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('at', words.whole, (column) => column.notNull())
    .addColumn('transfers', words.whole, (column) => column.notNull())
    .addColumn('accounts', words.whole, (column) => column.notNull())
    .execute()
  await table(db, 'assets', dialect)
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('decimals', words.whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('assets_key', ['run', 'asset'])
    .execute()
}

async function createConclusions(db: Kysely<unknown>, { words, dialect }: Making): Promise<void> {
  await table(db, 'inputs', dialect)
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('seq', words.whole, (column) => column.notNull())
    .addColumn('at', words.whole, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('json', words.json, (column) => column.notNull())
    .addPrimaryKeyConstraint('inputs_key', ['run', 'seq'])
    .execute()
  await db.schema.createIndex('inputs_by_time').on('inputs').columns(['run', 'at', 'seq']).execute()
  await table(db, 'decisions', dialect)
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('seq', words.whole, (column) => column.notNull())
    .addColumn('idx', words.whole, (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', words.whole, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('market', 'text')
    .addColumn('json', words.json, (column) => column.notNull())
    .addPrimaryKeyConstraint('decisions_key', ['run', 'seq', 'idx'])
    .execute()
  await db.schema.createIndex('decisions_by_account').on('decisions').columns(['run', 'account']).execute()
}

async function createBooks(db: Kysely<unknown>, { words, dialect }: Making): Promise<void> {
  await table(db, 'accounts', dialect)
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('number', words.whole, (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('must_stay_in_credit', words.whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('accounts_key', ['run', 'number'])
    .addUniqueConstraint('accounts_by_id', ['run', 'id'])
    .execute()
  await table(db, 'transfers', dialect)
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('number', words.whole, (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('seq', words.whole, (column) => column.notNull())
    .addColumn('idx', words.whole, (column) => column.notNull())
    .addColumn('at', words.whole, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('debit', 'text', (column) => column.notNull())
    .addColumn('credit', 'text', (column) => column.notNull())
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('minor', words.money, (column) => column.notNull())
    .addColumn('pending_id', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('transfers_key', ['run', 'number'])
    .addUniqueConstraint('transfers_by_place', ['run', 'seq', 'idx'])
    .execute()
  // SQLite keeps the rows in the order of their key: a statement reads them side by side.
  await table(db, 'entries', dialect, 'without rowid')
    .addColumn('run', words.whole, (column) => column.notNull())
    .addColumn('account', words.whole, (column) => column.notNull())
    .addColumn('transfer', words.whole, (column) => column.notNull())
    .addColumn('debits_posted', words.money, (column) => column.notNull())
    .addColumn('credits_posted', words.money, (column) => column.notNull())
    .addColumn('debits_pending', words.money, (column) => column.notNull())
    .addColumn('credits_pending', words.money, (column) => column.notNull())
    .addPrimaryKeyConstraint('entries_key', ['run', 'account', 'transfer'])
    .execute()
  await db.schema.createIndex('entries_by_transfer').on('entries').columns(['run', 'transfer']).execute()
}

async function createViews(db: Kysely<unknown>, dialect: Records['dialect']): Promise<void> {
  // SQLite has it from the connection that our program opens; PostgreSQL keeps its own.
  if (dialect === 'postgres')
    await sql`create aggregate exact_sum (numeric) (sfunc = numeric_add, stype = numeric, initcond = '0')`.execute(db)
  await sql`
    create view balances as
    select runs.run, accounts.id as account, accounts.asset, entries.debits_posted, entries.credits_posted,
      entries.debits_pending, entries.credits_pending
    from accounts
    join runs on runs.number = accounts.run
    join entries on entries.run = accounts.run and entries.account = accounts.number and entries.transfer =
      (select max(last.transfer) from entries as last where last.run = accounts.run and last.account = accounts.number)`.execute(db)
  await sql`
    create view statements as
    select runs.run, accounts.id as account, transfers.number, transfers.id as transfer, transfers.seq, transfers.at, transfers.kind,
      transfers.debit, transfers.credit, transfers.asset, transfers.minor, transfers.pending_id, transfers.reason,
      entries.debits_posted, entries.credits_posted, entries.debits_pending, entries.credits_pending
    from entries
    join runs on runs.number = entries.run
    join accounts on accounts.run = entries.run and accounts.number = entries.account
    join transfers on transfers.run = entries.run and transfers.number = entries.transfer`.execute(db)
}

/** SQLite keeps a column's type only where it is told to. */
function table<Name extends string>(
  db: Kysely<unknown>,
  name: Name,
  dialect: Records['dialect'],
  storage?: 'without rowid',
): CreateTableBuilder<Name> {
  const made = db.schema.createTable(name)
  if (dialect === 'postgres') return made
  return made.modifyEnd(storage === undefined ? sql`strict` : sql`strict, without rowid`)
}
