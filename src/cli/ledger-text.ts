import { formatDecimal } from '../base/decimal.ts'
import { timeUs } from '../base/time.ts'
import type { BooksAudit } from '../daemon/books/audit-books.ts'
import { timeText } from '../feed/parse-time.ts'
import type { AuditFinding } from '../ledger/audit.ts'
import type { AccountColumns, RecordedBalance } from '../records/balances.ts'
import type { RecordsFinding } from '../records/compare-records.ts'
import type { Statement, StatementLine } from '../records/statement.ts'
import { isInBalance, type RecordedTrial } from '../records/trial-balance.ts'
import { alignedColumns, columns } from './write.ts'

/** Decimals of each asset; one that is not there is told in minor units. */
export type Scales = ReadonlyMap<string, number>

/**
 * An amount in whole units of its asset, every digit of it, thousands separated.
 *
 * @example
 * exactText('USDT', -1_234_500_000n, new Map([['USDT', 6]])) // '-1,234.500000'
 */
export function exactText(asset: string, minor: bigint, scales: Scales): string {
  const [whole = '0', fraction] = formatDecimal(minor < 0n ? -minor : minor, scales.get(asset) ?? 0).split('.')
  const digits = BigInt(whole).toLocaleString('en-US')
  return `${minor < 0n ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`
}

/**
 * A statement as a table for people: each transfer with what it posted and what the account stood at after it.
 *
 * @example
 * printText(statementText(statement, scales))
 */
export function statementText(statement: Statement, scales: Scales): string {
  const { account, asset, opening, lines, closing } = statement
  const money = (minor: bigint): string => exactText(asset, minor, scales)
  const standing = (at: AccountColumns): readonly string[] => [
    money(at.creditsPosted - at.debitsPosted),
    money(at.debitsPending),
    money(at.creditsPending),
  ]
  const figures = alignedColumns([
    ['', 'Debit', 'Credit', 'Balance', 'Reserved', 'Expected'],
    ['', '', '', ...standing(opening)],
    ...lines.map((line) => ['', ...sides(line, money), ...standing(line.after)]),
  ]).map((row) => row.slice(2))
  const words = columns([
    ['Time (UTC)', 'Transfer', 'What', 'Other account', ''],
    ['', '', 'opening', '', ''],
    ...lines.map((line) => [timeText(timeUs(line.at)), line.transfer, whatOf(line), line.other, '']),
  ])
  const widest = Math.max(...words.map((row) => row.length))
  return [
    `${account}, in ${asset}`,
    '',
    ...words.map((row, i) => `${row.padEnd(widest)}${figures[i] ?? ''}`.trimEnd()),
    '',
    `Closing: balance ${money(closing.creditsPosted - closing.debitsPosted)} ${asset}, reserved out of it ${money(closing.debitsPending)}, expected ${money(closing.creditsPending)}; ${lines.length.toLocaleString('en-US')} transfers.`,
  ].join('\n')
}

function sides({ kind, side, minor }: StatementLine, money: (minor: bigint) => string): readonly [string, string] {
  if (kind === 'pending' || kind === 'voidPending') return ['', '']
  return side === 'debit' ? [money(minor), ''] : ['', money(minor)]
}

function whatOf({ kind, reason, pendingId }: StatementLine): string {
  if (kind === 'pending') return `${reason} (reserved)`
  if (kind === 'voidPending') return `${reason} (released of ${pendingId})`
  return kind === 'postPending' ? `${reason} (posted of ${pendingId})` : reason
}

/**
 * Balances as a table for people; accounts that no transfer has touched are counted, not listed.
 *
 * @example
 * printText(balancesText(balances, scales))
 */
export function balancesText(balances: readonly RecordedBalance[], scales: Scales): string {
  const touched = balances.filter((balance) => balance.touched)
  const rows = touched.map(({ account, asset, creditsPosted, debitsPosted, debitsPending, creditsPending }) => [
    account,
    asset,
    exactText(asset, creditsPosted - debitsPosted, scales),
    exactText(asset, debitsPending, scales),
    exactText(asset, creditsPending, scales),
  ])
  const rest = balances.length - touched.length
  return [
    ...alignedColumns([['Account', 'Asset', 'Balance', 'Reserved', 'Expected'], ...rows]),
    ...(rest === 0
      ? []
      : ['', `${rest.toLocaleString('en-US')} accounts that no transfer has touched by then are not shown; --json has them.`]),
  ].join('\n')
}

/**
 * A trial balance as a table for people.
 *
 * @example
 * printText(trialText(trials, scales))
 */
export function trialText(trials: readonly RecordedTrial[], scales: Scales): string {
  const rows = trials.map((trial) => {
    const { asset, accounts, debitsPosted, creditsPosted, moved, debitsPending, creditsPending, reserved } = trial
    const figures = [debitsPosted, creditsPosted, moved, debitsPending, creditsPending, reserved]
    const verdict = isInBalance(trial) ? 'in balance' : 'OUT OF BALANCE'
    return [asset, accounts.toLocaleString('en-US'), ...figures.map((minor) => exactText(asset, minor, scales)), verdict]
  })
  const head = ['Asset', 'Accounts', 'Debits', 'Credits', 'Transfers', 'Pending debits', 'Pending credits', 'Reservations', '']
  return alignedColumns([head, ...rows]).join('\n')
}

/**
 * An audit in words.
 *
 * @example
 * printText(auditText(audit))
 */
export function auditText(audit: BooksAudit): string {
  const { run, sound, journalProblem, recordsProblem, comparison, ledgerFindings, scales } = audit
  if (journalProblem !== undefined) return `Not sound: the journal of ${run} is not as it was written: ${journalProblem}.`
  if (recordsProblem !== undefined) {
    return `Not sound: the records of ${run} are not of this journal: ${recordsProblem}. \`seawall ledger rebuild\` makes them anew.`
  }
  if (comparison === undefined) return `Not sound: nothing of ${run} could be compared.`
  const { rows, accounts, seq, findings, found, trialBalances } = comparison
  const count = (number: number): string => number.toLocaleString('en-US')
  const all = [...ledgerFindings.map(ledgerFindingText), ...findings.map(recordsFindingText)]
  const untold = found - findings.length
  return [
    sound
      ? `Sound: ${run}. The journal is as it was written; the engine's ${count(accounts)} accounts keep the laws of double entry; ${count(rows)} rows of records agree with what the engine concludes from ${count(seq)} inputs.`
      : `Not sound: ${run}, ${count(ledgerFindings.length + found)} findings.`,
    ...all.map((line) => `  ${line}`),
    ...(untold === 0 ? [] : [`  and ${count(untold)} more`]),
    '',
    trialText(trialBalances, scales),
  ].join('\n')
}

function ledgerFindingText(finding: AuditFinding): string {
  const { kind, ...about } = finding
  const parts = Object.entries(about).map(([name, value]) => `${name} ${String(value)}`)
  return `engine: ${kind}, ${parts.join(', ')}`
}

function recordsFindingText(finding: RecordsFinding): string {
  switch (finding.kind) {
    case 'rowMissing':
      return `records: ${finding.table} ${finding.row} is missing`
    case 'rowUnexpected':
      return `records: ${finding.table} ${finding.row} follows from nothing in the journal`
    case 'rowDiffers':
      return `records: ${finding.table} ${finding.row}, ${finding.column}: expected ${shortened(finding.expected)}, found ${shortened(finding.found)}`
    case 'accountMissing':
      return `records: account ${finding.account} is missing`
    case 'accountUnexpected':
      return `records: account ${finding.account} is not the engine's`
    case 'balanceDiffers':
      return `records: account ${finding.account}, ${finding.column}: expected ${finding.inEngine} minor units as in the engine, found ${finding.inRecords}`
    case 'scaleDiffers':
      return `records: asset ${finding.asset}: expected ${finding.inEngine ?? 'no'} decimals, found ${finding.inRecords ?? 'none'}`
    case 'outOfBalance':
      return `records: ${finding.asset} is out of balance`
    default:
      return finding satisfies never
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
