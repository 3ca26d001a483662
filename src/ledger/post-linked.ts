import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { AccountId, Ledger } from './account.ts'
import { postTransfer } from './post.ts'
import type { Transfer, TransferId, TransferRefusal, TransferRequest } from './transfer.ts'

/** Which request of a linked group was refused first, counted from 0, and why. */
export type LinkedRefusal = Readonly<{ index: number; refusal: TransferRefusal }>

/**
 * Applies several transfers, all or none, each seeing the ones before it. A refusal changes nothing, not even an order of keys.
 *
 * @example
 * postLinked(ledger, [voidOldOrder, reserveNewOrder])
 */
export function postLinked(ledger: Ledger, requests: readonly TransferRequest[]): Result<readonly Transfer[], LinkedRefusal> {
  // Rehearsed on a copy of the part it touches: undoing in place would put a reservation back at the end of its map, and
  // so change the bytes of the state.
  const rehearsal = copyTouched(ledger, requests)
  for (const [index, request] of requests.entries()) {
    const outcome = postTransfer(rehearsal, request)
    if (!outcome.ok) return refuse({ index, refusal: outcome.refusal })
  }
  return accept(requests.map((request) => mustPost(ledger, request)))
}

function mustPost(ledger: Ledger, request: TransferRequest): Transfer {
  const outcome = postTransfer(ledger, request)
  invariant(outcome.ok, 'what passed the rehearsal is accepted')
  return outcome.value
}

function copyTouched(ledger: Ledger, requests: readonly TransferRequest[]): Ledger {
  const copy: Ledger = { accounts: new Map(), pending: new Map() }
  if (ledger.lastId !== undefined) copy.lastId = ledger.lastId
  for (const request of requests) {
    if (request.kind === 'posted' || request.kind === 'pending') copyAccounts(ledger, copy, request)
    else copyPending(ledger, copy, request.pendingId)
  }
  return copy
}

function copyPending(ledger: Ledger, copy: Ledger, id: TransferId): void {
  const pending = ledger.pending.get(id)
  if (pending === undefined || copy.pending.has(id)) return
  copy.pending.set(id, { ...pending })
  copyAccounts(ledger, copy, pending)
}

function copyAccounts(ledger: Ledger, copy: Ledger, sides: Readonly<{ debit: AccountId; credit: AccountId }>): void {
  for (const id of [sides.debit, sides.credit]) {
    const account = ledger.accounts.get(id)
    if (account !== undefined && !copy.accounts.has(id)) copy.accounts.set(id, { ...account })
  }
}
