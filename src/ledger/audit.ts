import type { Account, AccountId, Ledger } from './account.ts'
import { available } from './balance.ts'
import type { TransferId } from './transfer.ts'

/** The four columns summed over every account of one asset, in minor units. In sound books debits equal credits, posted and pending. */
export type TrialBalance = Readonly<{
  asset: string
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
}>

/** Something wrong with the books. */
export type AuditFinding = Readonly<
  | { kind: 'postedOutOfBalance'; asset: string; debits: bigint; credits: bigint }
  | { kind: 'pendingOutOfBalance'; asset: string; debits: bigint; credits: bigint }
  | { kind: 'columnBelowZero'; account: AccountId }
  | { kind: 'spentBeyondCredits'; account: AccountId; available: bigint }
  | { kind: 'pendingDisagrees'; account: AccountId; column: 'debitsPending' | 'creditsPending'; inAccount: bigint; inTransfers: bigint }
  | { kind: 'pendingWithoutAccount'; id: TransferId; account: AccountId }
  | { kind: 'remainingOutOfRange'; id: TransferId; remaining: bigint }
>

/** What an audit says: sound when there is no finding. Assets are in the order their first account was opened. */
export type Audit = Readonly<{ trialBalances: readonly TrialBalance[]; findings: readonly AuditFinding[] }>

type Columns = { -readonly [Column in keyof TrialBalance]: TrialBalance[Column] }
type PendingSums = { debitsPending: bigint; creditsPending: bigint }

/**
 * Checks the books from the ground: debits equal credits per asset, posted and pending; the reservations add up to what the
 * accounts say is pending; no account that must stay in credit has spent more than it has. Changes nothing.
 *
 * @example
 * auditLedger(ledger).findings.length // 0
 */
export function auditLedger(ledger: Ledger): Audit {
  const trialBalances = sumByAsset(ledger)
  const findings: AuditFinding[] = trialBalances.flatMap(checkBalance)
  const sums = sumPending(ledger, findings)
  for (const account of ledger.accounts.values()) checkAccount(account, sums.get(account.id), findings)
  return { trialBalances, findings }
}

function sumByAsset(ledger: Ledger): TrialBalance[] {
  const byAsset = new Map<string, Columns>()
  for (const account of ledger.accounts.values()) {
    const { asset } = account
    const sum = byAsset.get(asset) ?? { asset, debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n }
    sum.debitsPosted += account.debitsPosted
    sum.creditsPosted += account.creditsPosted
    sum.debitsPending += account.debitsPending
    sum.creditsPending += account.creditsPending
    byAsset.set(asset, sum)
  }
  return [...byAsset.values()]
}

function checkBalance(sum: TrialBalance): AuditFinding[] {
  const { asset, debitsPosted, creditsPosted, debitsPending, creditsPending } = sum
  const findings: AuditFinding[] = []
  if (debitsPosted !== creditsPosted) findings.push({ kind: 'postedOutOfBalance', asset, debits: debitsPosted, credits: creditsPosted })
  if (debitsPending !== creditsPending)
    findings.push({ kind: 'pendingOutOfBalance', asset, debits: debitsPending, credits: creditsPending })
  return findings
}

function sumPending(ledger: Ledger, findings: AuditFinding[]): Map<AccountId, PendingSums> {
  const sums = new Map<AccountId, PendingSums>()
  for (const { id, debit, credit, minor, remaining } of ledger.pending.values()) {
    if (remaining <= 0n || remaining > minor) findings.push({ kind: 'remainingOutOfRange', id, remaining })
    for (const account of [debit, credit]) {
      if (!ledger.accounts.has(account)) findings.push({ kind: 'pendingWithoutAccount', id, account })
      const sum = sums.get(account) ?? { debitsPending: 0n, creditsPending: 0n }
      if (account === debit) sum.debitsPending += remaining
      if (account === credit) sum.creditsPending += remaining
      sums.set(account, sum)
    }
  }
  return sums
}

function checkAccount(account: Account, sums: PendingSums | undefined, findings: AuditFinding[]): void {
  const { id, debitsPosted, creditsPosted, debitsPending, creditsPending } = account
  if ([debitsPosted, creditsPosted, debitsPending, creditsPending].some((column) => column < 0n)) {
    findings.push({ kind: 'columnBelowZero', account: id })
  }
  if (account.mustStayInCredit && available(account) < 0n) {
    findings.push({ kind: 'spentBeyondCredits', account: id, available: available(account) })
  }
  for (const column of ['debitsPending', 'creditsPending'] as const) {
    const inTransfers = sums?.[column] ?? 0n
    if (account[column] !== inTransfers) {
      findings.push({ kind: 'pendingDisagrees', account: id, column, inAccount: account[column], inTransfers })
    }
  }
}
