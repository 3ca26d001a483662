// Double-entry books in bigint: accounts, two-phase transfers, balances, audits. A public subpath: other folders import the files themselves.

export {
  createLedger,
  openAccount,
  accountOf,
  type AccountId,
  type Account,
  type AccountOpening,
  type AccountRefusal,
  type Ledger,
} from './account.ts'
export { auditLedger, type TrialBalance, type AuditFinding, type Audit } from './audit.ts'
export {
  createBatchLedger,
  openBatchAccount,
  postBatch,
  outcomeOf,
  batchColumnsOf,
  type BatchLedger,
  type BatchColumns,
  type BatchResult,
} from './batch/batch-ledger.ts'
export { createBatch, batchOf, addTransfer, transferAt, type BatchTransfer, type TransferBatch } from './batch/transfer-batch.ts'
export { type BatchOutcome } from './batch/layout.ts'
export { balanceOf, availableOf, pendingOf, remainingOf, available } from './balance.ts'
export { postLinked, type LinkedRefusal } from './post-linked.ts'
export { postTransfer } from './post.ts'
export { transferId, parseTransferId, isAfter, type TransferPlace } from './transfer-id.ts'
export { type TransferId, type TransferRequest, type Transfer, type PendingTransfer, type TransferRefusal } from './transfer.ts'
