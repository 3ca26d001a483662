import pg from 'pg'
import { transferAt, type TransferBatch } from '../src/ledger/batch/transfer-batch.ts'

/** Columns of the rows a batch becomes, each a list; made before the clock starts. */
export type TransferColumns = readonly (readonly (number | string)[])[]

const columns = ['seq', 'idx', 'kind', 'debit', 'credit', 'pending_seq', 'pending_idx', 'minor', 'reason', 'at_us'] as const
const types = ['bigint', 'int', 'int', 'int', 'int', 'bigint', 'int', 'numeric', 'int', 'bigint'] as const

/**
 * A batch as columns for one statement.
 *
 * @example
 * columnsOf(batch)[0]?.length // 8_190
 */
export function columnsOf(batch: TransferBatch): TransferColumns {
  const rows = Array.from({ length: batch.count }, (_, i) => {
    const transfer = transferAt(batch, i)
    const [debit, credit] = 'debit' in transfer ? [transfer.debit, transfer.credit] : [0, 0]
    const [pendingSeq, pendingIndex] = 'pendingSeq' in transfer ? [transfer.pendingSeq, transfer.pendingIndex] : [0, 0]
    const minor = 'minor' in transfer ? transfer.minor.toString() : '0'
    const kind = ['posted', 'pending', 'postPending', 'voidPending'].indexOf(transfer.kind)
    return [transfer.seq, transfer.index, kind, debit, credit, pendingSeq, pendingIndex, minor, transfer.reason, transfer.atUs]
  })
  return columns.map((_, column) => rows.map((row) => row[column] ?? 0))
}

/**
 * Seconds it takes PostgreSQL to insert batches, one transaction each, on a server that says it is done when it is on the disk. The table has
 * the transfers' id as its key and nothing else: no balance is kept and nothing is checked, which is less than the ledger does.
 *
 * @param url - Of an empty database.
 * @throws Error when the server does not commit synchronously.
 *
 * @example
 * await insertSeconds(url, batches.map(columnsOf))
 */
export async function insertSeconds(url: string, batches: readonly TransferColumns[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const settings = ['synchronous_commit', 'fsync', 'full_page_writes']
    for (const setting of settings) {
      const { rows } = await client.query<Record<string, string>>(`show ${setting}`)
      if (rows[0]?.[setting] !== 'on') throw new Error(`the peer is measured with ${setting} on`)
    }
    const named = columns.map((name, i) => `${name} ${types[i]} not null`).join(', ')
    await client.query(`create table transfers (${named}, primary key (seq, idx))`)
    const lists = types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')
    const text = `insert into transfers (${columns.join(', ')}) select * from unnest(${lists})`
    const start = performance.now()
    for (const batch of batches) await client.query({ name: 'insert-batch', text, values: batch.map((column) => [...column]) })
    return (performance.now() - start) / 1_000
  } finally {
    await client.end()
  }
}
