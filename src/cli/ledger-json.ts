import { formatDecimal } from '../base/decimal.ts'
import type { BooksAudit } from '../daemon/books/audit-books.ts'
import { timeUs } from '../base/time.ts'
import { timeText } from '../feed/parse-time.ts'
import type { AccountColumns, RecordedBalance } from '../records/balances.ts'
import type { Statement } from '../records/statement.ts'
import { isInBalance, type RecordedTrial } from '../records/trial-balance.ts'
import type { Scales } from './ledger-text.ts'

/**
 * What `ledger statement --json` prints: amounts as decimal text in whole units of the asset, times as ISO text.
 *
 * @example
 * printJson(statementJson(run, statement, scales))
 */
export function statementJson(run: string, statement: Statement, scales: Scales): unknown {
  const { account, asset, opening, lines, closing } = statement
  return {
    ...{ run, account, asset, decimals: scales.get(asset) ?? 0 },
    opening: standingJson(asset, opening, scales),
    lines: lines.map(({ transfer, at, kind, reason, side, other, minor, pendingId, after }) => ({
      ...{ transfer, at: timeText(timeUs(at)), kind, reason, side, other },
      amount: amount(asset, minor, scales),
      reservation: pendingId ?? null,
      ...standingJson(asset, after, scales),
    })),
    closing: standingJson(asset, closing, scales),
  }
}

/**
 * What `ledger balance --json` prints.
 *
 * @example
 * printJson(balancesJson(run, balances, scales))
 */
export function balancesJson(run: string, balances: readonly RecordedBalance[], scales: Scales): unknown {
  return {
    run,
    accounts: balances.map(({ account, asset, mustStayInCredit, touched, ...columns }) => ({
      ...{ account, asset, decimals: scales.get(asset) ?? 0, mustStayInCredit, touched },
      ...standingJson(asset, columns, scales),
      ...columnsJson(asset, columns, scales),
    })),
  }
}

/**
 * A trial balance as `ledger check --json` and `ledger audit --json` print it.
 *
 * @example
 * printJson({ trialBalances: trialsJson(trials, scales) })
 */
export function trialsJson(trials: readonly RecordedTrial[], scales: Scales): readonly unknown[] {
  return trials.map((trial) => {
    const { asset, accounts, moved, reserved, ...columns } = trial
    return {
      ...{ asset, decimals: scales.get(asset) ?? 0, accounts, inBalance: isInBalance(trial) },
      ...columnsJson(asset, columns, scales),
      transfers: amount(asset, moved, scales),
      reservations: amount(asset, reserved, scales),
    }
  })
}

/**
 * What `ledger audit --json` prints. Findings keep their minor units: what is wrong is told as it was found.
 *
 * @example
 * printJson(auditJson(audit))
 */
export function auditJson({ run, sound, journalProblem, recordsProblem, comparison, ledgerFindings, scales }: BooksAudit): unknown {
  return {
    ...{ run, sound, journalProblem: journalProblem ?? null, recordsProblem: recordsProblem ?? null },
    seq: comparison?.seq ?? null,
    rows: comparison?.rows ?? null,
    accounts: comparison?.accounts ?? null,
    trialBalances: trialsJson(comparison?.trialBalances ?? [], scales),
    findings: [...ledgerFindings, ...(comparison?.findings ?? [])],
    found: ledgerFindings.length + (comparison?.found ?? 0),
  }
}

function standingJson(asset: string, at: AccountColumns, scales: Scales): Readonly<Record<string, string>> {
  return {
    balance: amount(asset, at.creditsPosted - at.debitsPosted, scales),
    reserved: amount(asset, at.debitsPending, scales),
    expected: amount(asset, at.creditsPending, scales),
  }
}

function columnsJson(asset: string, columns: AccountColumns, scales: Scales): Readonly<Record<string, string>> {
  return {
    debitsPosted: amount(asset, columns.debitsPosted, scales),
    creditsPosted: amount(asset, columns.creditsPosted, scales),
    debitsPending: amount(asset, columns.debitsPending, scales),
    creditsPending: amount(asset, columns.creditsPending, scales),
  }
}

function amount(asset: string, minor: bigint, scales: Scales): string {
  return formatDecimal(minor, scales.get(asset) ?? 0)
}
