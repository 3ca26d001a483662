import type { AccountId } from './account-id.ts'
import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { PendingTransfer, TransferId } from './transfer.ts'
export type { AccountId } from './account-id.ts'

/**
 * Named balance of one asset, in minor units. The posted columns only grow; the pending ones grow with a reservation and
 * shrink as it is posted or voided. None is ever negative.
 */
export type Account = {
  readonly id: AccountId
  readonly asset: string
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
  /** Whether a debit beyond what was credited is refused. What is pending counts as spent, never as received. */
  readonly mustStayInCredit: boolean
}

/** What an account is opened with. */
export type AccountOpening = Readonly<{ id: AccountId; asset: string; mustStayInCredit: boolean }>

/** Why an account was not opened, in order of precedence. */
export type AccountRefusal = Readonly<
  { kind: 'idMustNotBeEmpty' } | { kind: 'assetMustNotBeEmpty' } | { kind: 'accountExists'; id: AccountId }
>

/**
 * The books: plain data with one owner, saved by the codec. It holds balances and what is still undecided, not the history:
 * transfers follow from the journal's inputs, and keeping them here would let the state grow without bound.
 */
export type Ledger = {
  readonly accounts: Map<AccountId, Account>
  /** Reservations with something left in them. */
  readonly pending: Map<TransferId, PendingTransfer>
  /** Id of the last transfer accepted; absent before the first. */
  lastId?: TransferId
}

/**
 * Makes an empty ledger.
 *
 * @example
 * const ledger = createLedger()
 */
export function createLedger(): Ledger {
  return { accounts: new Map(), pending: new Map() }
}

/**
 * Opens an account with nothing in it. A refusal changes nothing.
 *
 * @example
 * openAccount(ledger, { id: 'reserve:USDT', asset: 'USDT', mustStayInCredit: true })
 */
export function openAccount(ledger: Ledger, opening: AccountOpening): Result<void, AccountRefusal> {
  const { id, asset, mustStayInCredit } = opening
  if (id === '') return refuse({ kind: 'idMustNotBeEmpty' })
  if (asset === '') return refuse({ kind: 'assetMustNotBeEmpty' })
  if (ledger.accounts.has(id)) return refuse({ kind: 'accountExists', id })
  ledger.accounts.set(id, { id, asset, debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n, mustStayInCredit })
  return accept(undefined)
}

/**
 * The account of that name, to read.
 *
 * @throws InvariantError when it was never opened.
 *
 * @example
 * accountOf(ledger, 'reserve:USDT').asset // 'USDT'
 */
export function accountOf(ledger: Ledger, id: AccountId): Readonly<Account> {
  const account = ledger.accounts.get(id)
  invariant(account !== undefined, `an account is opened before it is read, ${id} was not`)
  return account
}
