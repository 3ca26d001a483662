import { formatDecimal } from '../../base/decimal.ts'
import type { RecordedBalance } from '../balances.ts'
import { beancountAccounts, beancountCommodities } from './beancount-names.ts'
import type { BookedTransfer } from './booked-transfers.ts'
import { isoMicroseconds, type ExportedBooks } from './books-export.ts'

/** Names and scales of one export. */
type Chart = Readonly<{
  accountOf: (account: string) => string
  amountOf: (asset: string, minor: bigint) => string
  commodityOf: (asset: string) => string
}>

/**
 * The books of a run as a Beancount file: its commodities and accounts opened on the first day, every transfer that moved money as a
 * transaction of two postings, every reservation and release as a note with its amount as metadata, and at the end an assertion of each
 * balance with what is still pending as metadata. Our own names stand in the metadata of what is opened.
 *
 * @example
 * for await (const text of beancountLines(books)) process.stdout.write(text)
 */
export async function* beancountLines(books: ExportedBooks): AsyncIterable<string> {
  const { run, accounts, transfers, scales } = books
  const chart = chartOf(accounts, scales)
  let day: string | undefined
  for await (const transfer of transfers) {
    const date = dateOf(transfer.at)
    if (day === undefined) yield openings(run, accounts, { chart, scales, date })
    day = date
    yield transfer.kind === 'posted' || transfer.kind === 'postPending' ? transaction(transfer, chart, date) : note(transfer, chart, date)
  }
  if (day === undefined) yield openings(run, accounts, { chart, scales, date: '1970-01-01' })
  // Beancount checks an assertion at the beginning of its day.
  const end = day === undefined ? '1970-01-02' : dateOf(Date.parse(`${day}T00:00:00Z`) * 1_000 + 86_400_000_000)
  for (const account of accounts) if (account.touched) yield assertion(account, chart, end)
}

function chartOf(accounts: readonly RecordedBalance[], scales: ReadonlyMap<string, number>): Chart {
  const names = beancountAccounts(accounts)
  const commodities = beancountCommodities([...new Set(accounts.map(({ asset }) => asset))])
  const commodityOf = (asset: string): string => commodities.get(asset) ?? asset
  return {
    accountOf: (account) => names.get(account) ?? account,
    commodityOf,
    amountOf: (asset, minor) => `${formatDecimal(minor, scales.get(asset) ?? 0)} ${commodityOf(asset)}`,
  }
}

type Beginning = Readonly<{ chart: Chart; scales: ReadonlyMap<string, number>; date: string }>

function openings(run: string, accounts: readonly RecordedBalance[], { chart, scales, date }: Beginning): string {
  const assets = [...new Set(accounts.map(({ asset }) => asset))]
  const [first] = assets
  return [
    `option "title" ${text(`Books of run ${run}`)}`,
    ...(first === undefined ? [] : [`option "operating_currency" "${chart.commodityOf(first)}"`]),
    '',
    ...assets.flatMap((asset) => [
      `${date} commodity ${chart.commodityOf(asset)}`,
      `  name: ${text(asset)}`,
      `  decimals: ${scales.get(asset) ?? 0}`,
    ]),
    '',
    ...accounts.flatMap(({ account, asset }) => [
      `${date} open ${chart.accountOf(account)} ${chart.commodityOf(asset)}`,
      `  id: ${text(account)}`,
    ]),
    '',
    '',
  ].join('\n')
}

function transaction(transfer: BookedTransfer, { accountOf, amountOf }: Chart, date: string): string {
  const { reason, debit, credit, asset, minor } = transfer
  return [
    `${date} * ${text(reason)}`,
    ...origin(transfer),
    `  ${accountOf(debit)}  ${amountOf(asset, -minor)}`,
    `  ${accountOf(credit)}  ${amountOf(asset, minor)}`,
    '',
    '',
  ].join('\n')
}

function note(transfer: BookedTransfer, { accountOf, amountOf }: Chart, date: string): string {
  const { kind, reason, debit, credit, asset, minor } = transfer
  return [
    `${date} note ${accountOf(debit)} ${text(reason)}`,
    ...origin(transfer),
    `  ${kind === 'pending' ? 'reserved' : 'released'}: ${amountOf(asset, minor)}`,
    `  towards: ${accountOf(credit)}`,
    '',
    '',
  ].join('\n')
}

function origin({ id, at, pendingId }: BookedTransfer): readonly string[] {
  const reservation = pendingId === undefined ? [] : [`  reservation: ${text(pendingId)}`]
  return [`  transfer: ${text(id)}`, `  time: ${text(isoMicroseconds(at))}`, ...reservation]
}

function assertion(balance: RecordedBalance, { accountOf, amountOf }: Chart, date: string): string {
  const { account, asset, debitsPosted, creditsPosted, debitsPending, creditsPending } = balance
  return [
    `${date} balance ${accountOf(account)}  ${amountOf(asset, creditsPosted - debitsPosted)}`,
    ...(debitsPending === 0n ? [] : [`  pending-out: ${amountOf(asset, debitsPending)}`]),
    ...(creditsPending === 0n ? [] : [`  pending-in: ${amountOf(asset, creditsPending)}`]),
    '',
  ].join('\n')
}

function dateOf(at: number): string {
  return isoMicroseconds(at).slice(0, 10)
}

/** A string of Beancount: quotes and backslashes escaped, and no line ends, which would be allowed but break the file's columns. */
function text(value: string): string {
  return `"${value.replaceAll(/\s+/g, ' ').replaceAll(/[\\"]/g, String.raw`\$&`)}"`
}
