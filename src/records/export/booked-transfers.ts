import type { Records, RunTable } from '../tables.ts'

/** A transfer as it was booked. */
export type BookedTransfer = Readonly<{
  number: number
  id: string
  seq: number
  /** Microseconds since the epoch. */
  at: number
  kind: string
  debit: string
  credit: string
  asset: string
  /** Minor units; above zero. */
  minor: bigint
  pendingId?: string
  reason: string
}>

/** Transfers read at a time. */
const pageRows = 5_000

/**
 * All transfers of a run in the order in which they were booked, a page at a time.
 *
 * @example
 * for await (const { id, minor } of bookedTransfers(records, row)) sum += minor
 */
export async function* bookedTransfers(records: Records, run: RunTable): AsyncIterable<BookedTransfer> {
  let after = 0
  while (after < run.transfers) {
    const rows = await records.db
      .selectFrom('transfers')
      .selectAll()
      .where('run', '=', run.number)
      .where('number', '>', after)
      .where('number', '<=', run.transfers)
      .orderBy('number')
      .limit(pageRows)
      .execute()
    for (const { number, id, seq, at, kind, debit, credit, asset, minor, pending_id: pendingId, reason } of rows) {
      const booked = { number, id, seq, at, kind, debit, credit, asset, minor: BigInt(minor), reason }
      yield pendingId === null ? booked : { ...booked, pendingId }
    }
    after = rows.at(-1)?.number ?? run.transfers
  }
}
