import { sql } from 'kysely'
import type { Records, RunTable } from './tables.ts'

/** One asset's books in one line, in minor units: what the accounts say, and what the transfers add up to. */
export type RecordedTrial = Readonly<{
  asset: string
  accounts: number
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
  /** Sum of all transfers that moved money. Equals the posted columns in sound books. */
  moved: bigint
  /** Sum reserved less what was posted out of it or released. Equals the pending columns in sound books. */
  reserved: bigint
}>

/**
 * The trial balance of a run by asset, added up by the database: of the accounts' last columns, and of the transfers, which know nothing of
 * each other.
 *
 * @example
 * (await trialBalancesOf(records, row)).every(isInBalance) // true
 */
export async function trialBalancesOf(records: Records, run: RunTable): Promise<readonly RecordedTrial[]> {
  const { rows } = await sql<StoredTrial>`
    with columns as (
      select accounts.asset, count(*) as accounts, min(accounts.number) as place,
        exact_sum(entries.debits_posted) as debits_posted, exact_sum(entries.credits_posted) as credits_posted,
        exact_sum(entries.debits_pending) as debits_pending, exact_sum(entries.credits_pending) as credits_pending
      from accounts
      left join entries on entries.run = accounts.run and entries.account = accounts.number and entries.transfer =
        (select max(last.transfer) from entries as last where last.run = accounts.run and last.account = accounts.number)
      where accounts.run = ${run.number}
      group by accounts.asset
    ), sums as (
      select asset,
        exact_sum(case when kind in ('posted', 'postPending') then minor end) as moved,
        exact_sum(case when kind = 'pending' then minor end) as reserved,
        exact_sum(case when kind in ('postPending', 'voidPending') then minor end) as settled
      from transfers
      where run = ${run.number}
      group by asset
    )
    select columns.*, sums.moved, sums.reserved, sums.settled
    from columns
    left join sums on sums.asset = columns.asset
    order by columns.place`.execute(records.db)
  return rows.map((row) => ({
    asset: row.asset,
    accounts: row.accounts,
    debitsPosted: BigInt(row.debits_posted),
    creditsPosted: BigInt(row.credits_posted),
    debitsPending: BigInt(row.debits_pending),
    creditsPending: BigInt(row.credits_pending),
    moved: BigInt(row.moved ?? 0),
    reserved: BigInt(row.reserved ?? 0) - BigInt(row.settled ?? 0),
  }))
}

type StoredTrial = Readonly<{
  asset: string
  accounts: number
  debits_posted: string
  credits_posted: string
  debits_pending: string
  credits_pending: string
  moved: string | null
  reserved: string | null
  settled: string | null
}>

/**
 * Whether debits equal credits, posted and pending, and both equal what the transfers add up to.
 *
 * @example
 * isInBalance(trial) // true
 */
export function isInBalance(trial: RecordedTrial): boolean {
  const { debitsPosted, creditsPosted, debitsPending, creditsPending, moved, reserved } = trial
  return debitsPosted === creditsPosted && debitsPosted === moved && debitsPending === creditsPending && debitsPending === reserved
}
