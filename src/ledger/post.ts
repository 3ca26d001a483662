import { assertNever, invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { Account, Ledger } from './account.ts'
import { available } from './balance.ts'
import { isAfter, parseTransferId } from './transfer-id.ts'
import type { PendingTransfer, Transfer, TransferRefusal, TransferRequest } from './transfer.ts'

type Of<Kind extends TransferRequest['kind']> = Extract<TransferRequest, { kind: Kind }>
type Outcome = Result<Transfer, TransferRefusal>

/**
 * Applies one transfer to the ledger, in place. Every check comes before any change, so a refusal changes nothing.
 *
 * Ids must grow. One that is not after the last accepted id is refused as `idNotAfterLast`, whether it is a repetition or
 * out of order: doing twice is the same as doing once, and the ledger need not remember every id it has seen. The price is
 * that a repetition is refused, not accepted silently, and that an id passed over is gone. A refused request uses no id up.
 *
 * @example
 * postTransfer(ledger, { kind: 'pending', id: '7:0', debit: 'reserve:USDT', credit: 'orders:USDT', minor: 500n, at, reason: 'orderReserved' })
 * postTransfer(ledger, { kind: 'postPending', id: '9:0', pendingId: '7:0', minor: 200n, at, reason: 'orderFilled' })
 * postTransfer(ledger, { kind: 'voidPending', id: '9:1', pendingId: '7:0', at, reason: 'orderEnded' }) // releases 300n
 */
export function postTransfer(ledger: Ledger, request: TransferRequest): Outcome {
  const refusal = checkId(ledger, request.id)
  if (refusal !== undefined) return refuse(refusal)
  switch (request.kind) {
    case 'posted':
    case 'pending':
      return move(ledger, request)
    case 'postPending':
      return postPending(ledger, request)
    case 'voidPending':
      return voidPending(ledger, request)
    default:
      return assertNever(request)
  }
}

function checkId(ledger: Ledger, id: string): TransferRefusal | undefined {
  const place = parseTransferId(id)
  if (place === undefined) return { kind: 'idNotWellFormed', id }
  if (ledger.lastId === undefined) return undefined
  const last = parseTransferId(ledger.lastId)
  invariant(last !== undefined, 'only a well-formed id is ever accepted')
  return isAfter(place, last) ? undefined : { kind: 'idNotAfterLast', last: ledger.lastId }
}

function move(ledger: Ledger, request: Of<'posted' | 'pending'>): Outcome {
  const { id, at, reason, minor } = request
  if (minor <= 0n) return refuse({ kind: 'amountMustBePositive' })
  if (request.debit === request.credit) return refuse({ kind: 'accountsMustDiffer' })
  const debit = ledger.accounts.get(request.debit)
  if (debit === undefined) return refuse({ kind: 'debitAccountNotFound', id: request.debit })
  const credit = ledger.accounts.get(request.credit)
  if (credit === undefined) return refuse({ kind: 'creditAccountNotFound', id: request.credit })
  if (debit.asset !== credit.asset) return refuse({ kind: 'assetsMustMatch', debit: debit.asset, credit: credit.asset })
  if (debit.mustStayInCredit && minor > available(debit)) return refuse({ kind: 'exceedsCredits', available: available(debit) })

  // From here the transfer must succeed.
  ledger.lastId = id
  if (request.kind === 'posted') {
    debit.debitsPosted += minor
    credit.creditsPosted += minor
  } else {
    debit.debitsPending += minor
    credit.creditsPending += minor
    ledger.pending.set(id, { id, at, reason, debit: debit.id, credit: credit.id, minor, remaining: minor })
  }
  return accept({ kind: request.kind, id, at, reason, debit: debit.id, credit: credit.id, asset: debit.asset, minor })
}

function postPending(ledger: Ledger, request: Of<'postPending'>): Outcome {
  const { minor } = request
  if (minor <= 0n) return refuse({ kind: 'amountMustBePositive' })
  const pending = ledger.pending.get(request.pendingId)
  if (pending === undefined) return refuse({ kind: 'pendingNotFound', id: request.pendingId })
  if (minor > pending.remaining) return refuse({ kind: 'exceedsPending', remaining: pending.remaining })

  // From here the transfer must succeed. What was reserved was checked against the balance when it was reserved.
  const { debit, credit } = takeFromPending(ledger, pending, minor)
  debit.debitsPosted += minor
  credit.creditsPosted += minor
  return settled(ledger, request, { pending, asset: debit.asset, minor })
}

function voidPending(ledger: Ledger, request: Of<'voidPending'>): Outcome {
  const pending = ledger.pending.get(request.pendingId)
  if (pending === undefined) return refuse({ kind: 'pendingNotFound', id: request.pendingId })

  // From here the transfer must succeed.
  const minor = pending.remaining
  const { debit } = takeFromPending(ledger, pending, minor)
  return settled(ledger, request, { pending, asset: debit.asset, minor })
}

function takeFromPending(ledger: Ledger, pending: PendingTransfer, minor: bigint): { debit: Account; credit: Account } {
  const debit = ledger.accounts.get(pending.debit)
  const credit = ledger.accounts.get(pending.credit)
  invariant(debit !== undefined && credit !== undefined, 'accounts are never closed')
  debit.debitsPending -= minor
  credit.creditsPending -= minor
  pending.remaining -= minor
  if (pending.remaining === 0n) ledger.pending.delete(pending.id)
  return { debit, credit }
}

function settled(
  ledger: Ledger,
  request: Of<'postPending' | 'voidPending'>,
  taken: { pending: PendingTransfer; asset: string; minor: bigint },
): Outcome {
  const { kind, id, at, reason, pendingId } = request
  const { debit, credit } = taken.pending
  ledger.lastId = id
  return accept({ kind, id, at, reason, debit, credit, asset: taken.asset, minor: taken.minor, pendingId })
}
