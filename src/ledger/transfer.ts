import type { TimeUs } from '../base/time.ts'
import type { AccountId } from './account-id.ts'

/** `seq:index`: the input that caused it and its place among that input's transfers. Ids grow, compared as two numbers. */
export type TransferId = string

/** What every request says: which, when, and why in one machine word (`orderReserved`). The ledger keeps the word, it never reads it. */
type Common = Readonly<{ id: TransferId; at: TimeUs; reason: string }>

/** Two accounts of one asset and a positive number of its minor units. */
type Movement = Readonly<{ debit: AccountId; credit: AccountId; minor: bigint }>

/** Money asked to move. */
export type TransferRequest =
  /** Moves at once. */
  | (Readonly<{ kind: 'posted' }> & Common & Movement)
  /** Reserves: the debit account can no longer spend it, the credit account does not have it yet. */
  | (Readonly<{ kind: 'pending' }> & Common & Movement)
  /** Posts a part of a reservation, or all of it. What remains stays pending until posted or voided. */
  | (Readonly<{ kind: 'postPending'; pendingId: TransferId; minor: bigint }> & Common)
  /** Releases all that is left of a reservation. */
  | (Readonly<{ kind: 'voidPending'; pendingId: TransferId }> & Common)

/** Immutable movement of one amount of one asset between two accounts, as it was booked. `minor` is always positive. */
export type Transfer = Readonly<{
  kind: TransferRequest['kind']
  id: TransferId
  at: TimeUs
  reason: string
  debit: AccountId
  credit: AccountId
  asset: string
  /** Minor units moved, reserved, posted out of the reservation, or released. */
  minor: bigint
  /** The reservation a `postPending` or `voidPending` belongs to. */
  pendingId?: TransferId
}>

/** A reservation that has something left. */
export type PendingTransfer = {
  readonly id: TransferId
  readonly at: TimeUs
  readonly reason: string
  readonly debit: AccountId
  readonly credit: AccountId
  /** Minor units reserved at first. */
  readonly minor: bigint
  /** Minor units neither posted nor voided yet; positive. */
  remaining: bigint
}

/** Why a transfer was refused, in order of precedence: the first that applies is returned. */
export type TransferRefusal = Readonly<
  | { kind: 'idNotWellFormed'; id: string }
  | { kind: 'idNotAfterLast'; last: TransferId }
  | { kind: 'amountMustBePositive' }
  // Of a movement:
  | { kind: 'accountsMustDiffer' }
  | { kind: 'debitAccountNotFound'; id: AccountId }
  | { kind: 'creditAccountNotFound'; id: AccountId }
  | { kind: 'assetsMustMatch'; debit: string; credit: string }
  | { kind: 'exceedsCredits'; available: bigint }
  // Of a reservation:
  | { kind: 'pendingNotFound'; id: TransferId }
  | { kind: 'exceedsPending'; remaining: bigint }
>
