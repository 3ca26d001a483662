import { accountOf, type Account, type AccountId, type Ledger } from './account.ts'
import type { TransferId } from './transfer.ts'

/**
 * Posted credits minus posted debits, in minor units; negative when more went out than came in. What is pending does not count.
 *
 * @throws InvariantError when the account was never opened.
 *
 * @example
 * balanceOf(ledger, 'reserve:USDT') // 5_000_000n
 */
export function balanceOf(ledger: Ledger, id: AccountId): bigint {
  const account = accountOf(ledger, id)
  return account.creditsPosted - account.debitsPosted
}

/**
 * What may still be debited: the balance less what is reserved out of it, in minor units. Money on its way in does not count.
 * Never negative for an account that must stay in credit; for others it is a figure, not a limit.
 *
 * @throws InvariantError when the account was never opened.
 *
 * @example
 * availableOf(ledger, 'reserve:USDT') // 4_000_000n while 1_000_000n are reserved
 */
export function availableOf(ledger: Ledger, id: AccountId): bigint {
  return available(accountOf(ledger, id))
}

/**
 * What is reserved out of an account and neither posted nor voided yet, in minor units, never negative.
 *
 * @throws InvariantError when the account was never opened.
 *
 * @example
 * pendingOf(ledger, 'reserve:USDT') // 1_000_000n
 */
export function pendingOf(ledger: Ledger, id: AccountId): bigint {
  return accountOf(ledger, id).debitsPending
}

/**
 * What is left of one reservation, in minor units; zero once its last unit was posted or it was voided, and for an id that never was one.
 *
 * @example
 * remainingOf(ledger, '1042:0') // 250_000n
 */
export function remainingOf(ledger: Ledger, pendingId: TransferId): bigint {
  return ledger.pending.get(pendingId)?.remaining ?? 0n
}

/**
 * What may still be debited from an account at hand; see `availableOf`.
 *
 * @example
 * if (minor > available(account)) return refuse({ kind: 'exceedsCredits', available: available(account) })
 */
export function available(account: Readonly<Account>): bigint {
  return account.creditsPosted - account.debitsPosted - account.debitsPending
}
