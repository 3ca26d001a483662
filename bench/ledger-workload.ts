import { createPrng, nextUniform } from '../src/base/prng.ts'
import { createBatchLedger, openBatchAccount, type BatchLedger } from '../src/ledger/batch/batch-ledger.ts'
import { transferBytes } from '../src/ledger/batch/layout.ts'
import { addTransfer, batchOf, createBatch, type TransferBatch } from '../src/ledger/batch/transfer-batch.ts'

/** Accounts of the workload; the first is the world, the others must stay in credit. */
export const workloadAccounts = 10_000

/** Transfers in one batch. */
export const workloadBatch = 8_190

/**
 * Transfers as a venue's books see them: the world pays in, accounts pay each other, one in ten reserves first and posts or voids later, and
 * some are refused because the money is not there. Drawn from a seed, 64 bytes each.
 *
 * @example
 * ledgerWorkload(1_000_000).count
 */
export function ledgerWorkload(count: number): TransferBatch {
  const draws = createPrng(7)
  const draw = (below: number): number => Math.floor(nextUniform(draws) * below)
  const batch = createBatch(count)
  const open: number[] = []
  for (let i = 0; i < count; i++) {
    const common = { seq: 1 + Math.floor(i / 8), index: i % 8, atUs: 1_700_000_000_000_000 + i, reason: i % 16 }
    const [kind, minor] = [nextUniform(draws), BigInt(1 + draw(1_000_000))]
    const other = 1 + draw(workloadAccounts - 1)
    const pending = kind < 0.1 ? open.shift() : undefined
    if (pending !== undefined) {
      const named = { ...common, pendingSeq: 1 + Math.floor(pending / 8), pendingIndex: pending % 8 }
      addTransfer(batch, kind < 0.05 ? { ...named, kind: 'voidPending' } : { ...named, kind: 'postPending', minor: 1n })
    } else if (kind < 0.2) {
      open.push(i)
      addTransfer(batch, { ...common, kind: 'pending', debit: 0, credit: other, minor })
    } else {
      const from = kind < 0.5 ? 0 : 1 + draw(workloadAccounts - 1)
      addTransfer(batch, { ...common, kind: 'posted', debit: from, credit: other, minor })
    }
  }
  return batch
}

/**
 * Fast books with the workload's accounts.
 *
 * @example
 * const ledger = openWorkloadBooks()
 */
export function openWorkloadBooks(): BatchLedger {
  const ledger = createBatchLedger()
  for (let i = 0; i < workloadAccounts; i++) openBatchAccount(ledger, { id: `account-${i}`, asset: 'USDT', mustStayInCredit: i !== 0 })
  return ledger
}

/**
 * The workload cut into batches; their bytes are shared with it.
 *
 * @example
 * for (const batch of batchesOf(workload)) postBatch(ledger, batch)
 */
export function batchesOf({ bytes, count }: TransferBatch): readonly TransferBatch[] {
  const batches: TransferBatch[] = []
  for (let from = 0; from < count; from += workloadBatch) {
    const to = Math.min(from + workloadBatch, count)
    batches.push(batchOf(bytes.subarray(from * transferBytes, to * transferBytes)))
  }
  return batches
}
