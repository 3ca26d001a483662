import { sql } from 'kysely'
import type { Records, RunTable } from './tables.ts'

/** An account's four columns at a moment, in minor units. */
export type AccountColumns = Readonly<{ debitsPosted: bigint; creditsPosted: bigint; debitsPending: bigint; creditsPending: bigint }>

/** An account as it stood at a moment. */
export type RecordedBalance = AccountColumns &
  Readonly<{
    account: string
    asset: string
    mustStayInCredit: boolean
    /** Whether any transfer had touched it by then. */
    touched: boolean
  }>

/** The columns of an account that no transfer has touched. */
export const untouched: AccountColumns = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n }

/** Columns as a database gives them. */
export type StoredColumns = Readonly<{ debits_posted: string; credits_posted: string; debits_pending: string; credits_pending: string }>

/**
 * Reads stored columns as money.
 *
 * @example
 * columnsOf(row).creditsPosted // 5_000_000n
 */
export function columnsOf(stored: StoredColumns): AccountColumns {
  return {
    debitsPosted: BigInt(stored.debits_posted),
    creditsPosted: BigInt(stored.credits_posted),
    debitsPending: BigInt(stored.debits_pending),
    creditsPending: BigInt(stored.credits_pending),
  }
}

/** Which balances are asked for. */
export type BalanceQuestion = Readonly<{
  /** Number of the last transfer that counts; see `transfersThrough`. Default: the last there is. */
  through?: number
  /** Accounts whose whole name it fits: `*` stands for any characters, `?` for one. Default: all. */
  pattern?: string
}>

/**
 * Balances of a run's accounts at a moment, in the order in which they were opened.
 *
 * @example
 * await balancesOf(records, row, { pattern: 'memberCash:*' })
 */
export async function balancesOf(records: Records, run: RunTable, question: BalanceQuestion = {}): Promise<readonly RecordedBalance[]> {
  const { through = run.transfers, pattern } = question
  const rows = await records.db
    .with('placed', (db) =>
      db
        .selectFrom('accounts')
        .where('accounts.run', '=', run.number)
        .$if(pattern !== undefined, (query) => query.where(fitting(records, pattern ?? '')))
        .select(['accounts.run', 'accounts.number', 'accounts.id', 'accounts.asset', 'accounts.must_stay_in_credit'])
        .select((eb) =>
          eb
            .selectFrom('entries as last')
            .select(({ fn }) => fn.max<number>('last.transfer').as('transfer'))
            .whereRef('last.run', '=', 'accounts.run')
            .whereRef('last.account', '=', 'accounts.number')
            .where('last.transfer', '<=', through)
            .as('transfer'),
        ),
    )
    .selectFrom('placed')
    .leftJoin('entries', (join) =>
      join
        .onRef('entries.run', '=', 'placed.run')
        .onRef('entries.account', '=', 'placed.number')
        .onRef('entries.transfer', '=', 'placed.transfer'),
    )
    .select(['placed.id', 'placed.asset', 'placed.must_stay_in_credit'])
    .select(['entries.debits_posted', 'entries.credits_posted', 'entries.debits_pending', 'entries.credits_pending'])
    .orderBy('placed.number')
    .execute()
  return rows.map(({ id, asset, must_stay_in_credit, debits_posted, credits_posted, debits_pending, credits_pending }) => {
    const about = { account: id, asset, mustStayInCredit: must_stay_in_credit === 1 }
    // The four come from one row: they are there together or not at all.
    if (debits_posted === null || credits_posted === null || debits_pending === null || credits_pending === null) {
      return { ...about, ...untouched, touched: false }
    }
    return { ...about, ...columnsOf({ debits_posted, credits_posted, debits_pending, credits_pending }), touched: true }
  })
}

/** SQLite's `like` takes capitals for small letters, so there it is `glob`; both are told to take every other sign for itself. */
function fitting(records: Records, pattern: string): ReturnType<typeof sql<boolean>> {
  if (records.dialect === 'sqlite') return sql<boolean>`accounts.id glob ${pattern.replaceAll('[', '[[]')}`
  const like = pattern
    .replaceAll(/[\\%_]/g, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_')
  return sql<boolean>`accounts.id like ${like}`
}
