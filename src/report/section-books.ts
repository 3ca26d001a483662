import { markup, table, type Markup } from './markup.ts'
import type { ReportAccount, ReportInput, ReportReserve } from './report-input.ts'
import { moneyText } from './words.ts'

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
      caption: 'Trial balance: in sound books debits equal credits, per asset',
      head: ['account', 'asset', 'debits', 'credits', 'debits pending', 'credits pending'],
      numeric: [2, 3, 4, 5],
      rows: [
        ...input.accounts.map((account) => accountRow(account, account.id)),
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

function totals(accounts: readonly ReportAccount[]): ReportAccount[] {
  return [...Map.groupBy(accounts, ({ asset }) => asset).values()].map((group) =>
    group.reduce((sum, account) => ({
      ...sum,
      debitsPosted: sum.debitsPosted + account.debitsPosted,
      creditsPosted: sum.creditsPosted + account.creditsPosted,
      debitsPending: sum.debitsPending + account.debitsPending,
      creditsPending: sum.creditsPending + account.creditsPending,
    })),
  )
}

function balanceWord(total: ReportAccount): Markup {
  const balanced = total.debitsPosted === total.creditsPosted && total.debitsPending === total.creditsPending
  return balanced ? markup`<span class="good">balanced</span>` : markup`<span class="bad">out of balance</span>`
}
