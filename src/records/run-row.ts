import type { Kysely } from 'kysely'
import type { RecordSource } from './source.ts'
import { rowTables, type Records, type RecordTables, type RunTable } from './tables.ts'

/** The hash of a journal without inputs. */
const hashOfNothing = '0'.repeat(64)

/**
 * What the records say of a run; `undefined` when they hold nothing of it.
 *
 * @example
 * (await runRow(records, '2020-03-12'))?.seq // 40_312
 */
export async function runRow(records: Records, run: string): Promise<RunTable | undefined> {
  return records.db.selectFrom('runs').selectAll().where('run', '=', run).executeTakeFirst()
}

/**
 * Why what the records hold of a run may not be trusted; `undefined` when it may, as far as it goes.
 *
 * @example
 * distrustOf(row, source) // 'the journal has another input 40312 than the one they were made of'
 */
export function distrustOf(row: RunTable, source: RecordSource): string | undefined {
  if (row.engine_version !== source.engineVersion) return `they were made by engine ${row.engine_version}, this is ${source.engineVersion}`
  if (row.seq > source.head.seq) return `they go to input ${row.seq}, and the journal ends at ${source.head.seq}`
  const hash = row.seq === 0 ? hashOfNothing : source.hashAt(row.seq)
  return row.hash === hash ? undefined : `the journal up to input ${row.seq} is not the one they were made of`
}

/**
 * Puts a run's row at the beginning, without any other row of it.
 *
 * @example
 * const row = await beginRun(records, source)
 */
export async function beginRun(records: Records, source: RecordSource): Promise<RunTable> {
  const { run, engineVersion } = source
  const start = { engine_version: engineVersion, seq: 0, hash: hashOfNothing, at: 0, transfers: 0, accounts: 0 }
  await records.db.transaction().execute(async (db) => {
    const number = (await db.selectFrom('runs').select('number').where('run', '=', run).executeTakeFirst())?.number
    if (number === undefined) {
      await db
        .insertInto('runs')
        .columns(['number', 'run', 'engine_version', 'seq', 'hash', 'at', 'transfers', 'accounts'])
        .expression((from) =>
          from
            .selectFrom('runs')
            .select((eb) => [
              eb(eb.fn.coalesce(eb.fn.max<number>('number'), eb.val(0)), '+', 1).as('number'),
              eb.val(run).as('run'),
              eb.val(engineVersion).as('engine_version'),
              eb.val(0).as('seq'),
              eb.val(hashOfNothing).as('hash'),
              eb.val(0).as('at'),
              eb.val(0).as('transfers'),
              eb.val(0).as('accounts'),
            ]),
        )
        .execute()
      return
    }
    await db.updateTable('runs').set(start).where('number', '=', number).execute()
    await removeRows(db, number)
  })
  const row = await runRow(records, run)
  if (row === undefined) throw new Error('a row that was just stored is there')
  return row
}

async function removeRows(db: Kysely<RecordTables>, run: number): Promise<void> {
  for (const table of [...rowTables, 'assets'] as const) await db.deleteFrom(table).where('run', '=', run).execute()
}
