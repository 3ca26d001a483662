import { columnsOf, untouched, type AccountColumns } from './balances.ts'
import type { Records, RunTable } from './tables.ts'

/** One transfer as one of its accounts sees it. */
export type StatementLine = Readonly<{
  transfer: string
  /** Microseconds since the epoch. */
  at: number
  kind: 'posted' | 'pending' | 'postPending' | 'voidPending'
  reason: string
  /** The account's side of it. */
  side: 'debit' | 'credit'
  /** The account on the other side. */
  other: string
  /** Minor units; above zero. */
  minor: bigint
  /** The reservation it belongs to; absent where there is none. */
  pendingId?: string
  /** The account's columns after it. */
  after: AccountColumns
}>

/** An account over a stretch of a run: its columns before the first line and after the last. */
export type Statement = Readonly<{
  account: string
  asset: string
  opening: AccountColumns
  lines: readonly StatementLine[]
  closing: AccountColumns
}>

/** Transfers that a statement tells of: numbers above `after` and not above `through`. */
export type Stretch = Readonly<{ after: number; through: number }>

/**
 * The statement of one account; `undefined` when the run has no such account.
 *
 * @example
 * (await statementOf(records, row, { account: 'reserve:USDT', after: 0, through: row.transfers }))?.closing
 */
export async function statementOf(
  records: Records,
  run: RunTable,
  asked: Stretch & Readonly<{ account: string }>,
): Promise<Statement | undefined> {
  const { db } = records
  const { account, after, through } = asked
  const found = await db.selectFrom('accounts').selectAll().where('run', '=', run.number).where('id', '=', account).executeTakeFirst()
  if (found === undefined) return undefined
  const before = await db
    .selectFrom('entries')
    .selectAll()
    .where('run', '=', run.number)
    .where('account', '=', found.number)
    .where('transfer', '<=', after)
    .orderBy('transfer', 'desc')
    .limit(1)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('entries')
    .innerJoin('transfers', (join) => join.onRef('transfers.run', '=', 'entries.run').onRef('transfers.number', '=', 'entries.transfer'))
    .where('entries.run', '=', run.number)
    .where('entries.account', '=', found.number)
    .where('entries.transfer', '>', after)
    .where('entries.transfer', '<=', through)
    .select(['transfers.id', 'transfers.at', 'transfers.kind', 'transfers.reason', 'transfers.debit', 'transfers.credit'])
    .select(['transfers.minor', 'transfers.pending_id'])
    .select(['entries.debits_posted', 'entries.credits_posted', 'entries.debits_pending', 'entries.credits_pending'])
    .orderBy('entries.transfer')
    .execute()
  const opening = before === undefined ? untouched : columnsOf(before)
  const lines = rows.map((row): StatementLine => {
    const { id, at, kind, reason, debit, credit, minor, pending_id: pendingId } = row
    const side = debit === account ? 'debit' : 'credit'
    return {
      transfer: id,
      at,
      kind: kind as StatementLine['kind'],
      reason,
      side,
      other: side === 'debit' ? credit : debit,
      minor: BigInt(minor),
      ...(pendingId === null ? {} : { pendingId }),
      after: columnsOf(row),
    }
  })
  return { account, asset: found.asset, opening, lines, closing: lines.at(-1)?.after ?? opening }
}
