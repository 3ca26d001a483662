import { markup, table, type Markup } from './markup.ts'
import type { ReportAccount, ReportInput, ReportReserve } from './report-input.ts'
import { countText, moneyText } from './words.ts'

/**
 * The books: reserves at the start, at the end and at their busiest, and the trial balance.
 *
 * @example
 * booksSection(input).markup
 */
export function booksSection(input: ReportInput): Markup {
  return markup`<section id="books">
    <h2>Books</h2>
    ${table({
      caption: 'Reserves, in whole units of the asset',
      head: ['asset', 'opening', 'most at work', 'available', 'committed', 'deployed', 'realised', 'unrealised', 'fees'],
      numeric: [1, 2, 3, 4, 5, 6, 7, 8],
      rows: input.reserves.map(reserveRow),
    })}${table({
      caption: `Trial balance: in sound books debits equal credits, per asset. More than ${mostOfAKind} accounts of a kind are summed; seawall ledger statement shows each`,
      head: ['account', 'asset', 'debits', 'credits', 'debits pending', 'credits pending'],
      numeric: [2, 3, 4, 5],
      rows: [
        ...lines(input.accounts).map(({ account, name }) => accountRow(account, name)),
        ...totals(input.accounts).map((total) => accountRow(total, markup`<b>Total</b> ${balanceWord(total)}`)),
      ],
    })}
  </section>`
}

function reserveRow(reserve: ReportReserve) {
  const { asset, decimals, opening, peakUse, available, committed, deployed, realised, unrealised, fees } = reserve
  return [
    asset,
    ...[opening, peakUse, available, committed, deployed, realised, unrealised, fees].map((minor) => moneyText(minor, decimals)),
  ]
}

function accountRow(account: ReportAccount, name: string | Markup) {
  const columns = [account.debitsPosted, account.creditsPosted, account.debitsPending, account.creditsPending]
  return [name, account.asset, ...columns.map((minor) => moneyText(minor, account.decimals))]
}

/** Accounts of one kind and asset, such as members' cash, that are listed one by one. */
const mostOfAKind = 20

/** A line an account, in the order they were opened; of many of a kind, one line where the first of them stands. */
function lines(accounts: readonly ReportAccount[]): readonly Readonly<{ account: ReportAccount; name: string }>[] {
  const kindOf = ({ id, asset }: ReportAccount): string => `${id.slice(0, id.indexOf(':'))}:${asset}`
  const kinds = Map.groupBy(accounts, kindOf)
  return accounts.flatMap((account) => {
    const kind = kinds.get(kindOf(account)) ?? []
    if (kind.length <= mostOfAKind) return [{ account, name: account.id }]
    const [word = ''] = account.id.split(':')
    return account === kind[0] ? [{ account: sumOf(kind), name: `${word}, ${countText(kind.length, 'account')}` }] : []
  })
}

function totals(accounts: readonly ReportAccount[]): ReportAccount[] {
  return [...Map.groupBy(accounts, ({ asset }) => asset).values()].map(sumOf)
}

function sumOf(accounts: readonly ReportAccount[]): ReportAccount {
  return accounts.reduce((sum, account) => ({
    ...sum,
    debitsPosted: sum.debitsPosted + account.debitsPosted,
    creditsPosted: sum.creditsPosted + account.creditsPosted,
    debitsPending: sum.debitsPending + account.debitsPending,
    creditsPending: sum.creditsPending + account.creditsPending,
  }))
}

function balanceWord(total: ReportAccount): Markup {
  const balanced = total.debitsPosted === total.creditsPosted && total.debitsPending === total.creditsPending
  return balanced ? markup`<span class="good">balanced</span>` : markup`<span class="bad">out of balance</span>`
}
