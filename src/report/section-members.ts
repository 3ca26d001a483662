import { card } from './answer.ts'
import { markup, table, type Markup, type Part } from './markup.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportCall, ReportLiquidation, ReportMembers, ReportReduction } from './report-members.ts'
import { countText, durationText, headlineMoney, numberText, timeText } from './words.ts'

/** Rows of a table beyond this are left out in the middle; the journal has them all. */
const mostRows = 60
/** Names of a standing that are written out. */
const mostNames = 24

const endings = { restored: 'equity is enough again', closed: 'nothing left to close' } as const
const causes = { callNotMet: 'call not met', bankrupt: 'equity below 0' } as const

/**
 * Members' margin over the run: totals, where the accounts stand at the end, every margin call and every liquidation. Nothing for a run
 * without margin.
 *
 * @example
 * membersSection(input)?.markup
 */
export function membersSection({ members }: ReportInput): Markup | undefined {
  if (members === undefined) return undefined
  return markup`<section id="members">
    <h2>Members' margin</h2>
    <div class="cards">${totals(members)}</div>
    ${table({
      caption: 'Accounts by standing at the end',
      head: ['standing', 'accounts', 'which'],
      numeric: [1],
      rows: members.standings.map(({ standing, accounts }) => [standing, countOf(accounts.length), names(accounts)]),
    })}${callTable(members)}${liquidationTable(members)}
  </section>`
}

function totals(members: ReportMembers): Markup[] {
  const { asset, calls, callsMet, liquidations, shortfall, mostCarried } = members
  const open = calls.filter(({ ended }) => ended === undefined).length
  const atWork = liquidations.filter(({ ended }) => ended === undefined).length
  return [
    card('Margin calls', countOf(calls.length), `${countOf(callsMet)} met${open === 0 ? '' : `, ${countOf(open)} open at the end`}`),
    card('Liquidations', countOf(liquidations.length), atWork === 0 ? 'all ended' : `${countOf(atWork)} at work at the end`),
    card(`Shortfall, ${asset}`, moneyOf(members, shortfall), 'what members could not pay'),
    ...(mostCarried === undefined
      ? []
      : [card(`Most the fund carried, ${asset}`, moneyOf(members, mostCarried), 'reserved for margins held back by the speed limit')]),
  ]
}

function callTable(members: ReportMembers): Markup {
  if (members.calls.length === 0) return markup`<p>No margin call was issued.</p>`
  const { shown, note } = cut(members.calls, 'call')
  return markup`${note}${table({
    caption: `Margin calls; asked in ${members.asset}`,
    head: ['account', 'issued (UTC)', 'asked', 'due (UTC)', 'how it ended', 'decision'],
    numeric: [2],
    rows: shown.map((call) => [
      call.account,
      time(call.issuedAt),
      moneyOf(members, call.asked),
      time(call.dueAt),
      callEnd(call),
      markup`<code>${call.decisionId}</code>`,
    ]),
  })}`
}

function callEnd({ issuedAt, ended }: ReportCall): string {
  if (ended === undefined) return 'open at the end of the data'
  const after = `after ${durationText(ended.at - issuedAt)}`
  if (ended.kind === 'met') return `met ${after}: ${ended.how === 'paid' ? 'paid' : 'equity recovered'}`
  return ended.kind === 'lapsed' ? `lapsed ${after}: liquidated` : `liquidated ${after}: equity fell below 0`
}

function liquidationTable(members: ReportMembers): Markup {
  if (members.liquidations.length === 0) return markup`<p>No account was liquidated.</p>`
  const { shown, note } = cut(members.liquidations, 'liquidation')
  const isPenalised = members.liquidations.some(({ penalties }) => penalties !== undefined)
  return markup`${note}${table({
    caption: `Liquidations; prices are means over the fills, money in ${members.asset}`,
    head: [
      ...['account', 'started (UTC)', 'because', 'reduced', 'realised', 'fees'],
      ...(isPenalised ? ['penalties'] : []),
      ...['ended', 'shortfall', 'decision'],
    ],
    numeric: isPenalised ? [4, 5, 6, 8] : [4, 5, 7],
    rows: shown.map((liquidation) => [
      liquidation.account,
      time(liquidation.startedAt),
      causes[liquidation.cause],
      reduced(liquidation),
      moneyOf(members, liquidation.realised),
      moneyOf(members, liquidation.fees),
      ...(isPenalised ? [moneyOf(members, liquidation.penalties ?? 0n)] : []),
      liquidationEnd(liquidation),
      liquidation.shortfall === 0n ? 'none' : markup`<span class="bad">${moneyOf(members, liquidation.shortfall)}</span>`,
      markup`<code>${liquidation.decisionId}</code>`,
    ]),
  })}`
}

function reduced({ reductions }: ReportLiquidation): Part {
  if (reductions.length === 0) return 'nothing'
  const [first, ...more] = reductions.map(reductionText)
  return more.length === 0
    ? first
    : markup`<ul class="evidence">
        ${[first, ...more].map((text) => markup`<li>${text}</li>`)}
      </ul>`
}

function reductionText({ contract, side, orders, filled }: ReportReduction): Markup {
  const [verb, by] = [side === 'sell' ? 'sold' : 'bought', countText(orders, 'order')]
  if (filled === undefined) return markup`<span>nothing of ${contract} ${verb} in ${by}</span>`
  const { size, base, meanPrice, meanBankruptcyPrice } = filled
  return markup`<span
    >${verb} ${numberText(size)} ${base} of ${contract} in ${by} at <b>${numberText(meanPrice, 6)}</b>, bankruptcy price
    ${numberText(meanBankruptcyPrice, 6)}</span
  >`
}

function liquidationEnd({ startedAt, ended }: ReportLiquidation): string {
  return ended === undefined ? 'at work at the end of the data' : `after ${durationText(ended.at - startedAt)}: ${endings[ended.how]}`
}

function cut<Row>(rows: readonly Row[], noun: string): Readonly<{ shown: readonly Row[]; note?: Markup }> {
  const left = rows.length - mostRows
  if (left <= 0) return { shown: rows }
  return {
    shown: [...rows.slice(0, mostRows / 2), ...rows.slice(-mostRows / 2)],
    note: markup`<p class="note">The first and last ${mostRows / 2} are listed; ${countText(left, noun)} between them are in the journal.</p>`,
  }
}

function names(accounts: readonly string[]): string {
  const left = accounts.length - mostNames
  const listed = accounts.slice(0, mostNames).join(', ')
  return left > 0 ? `${listed} and ${countOf(left)} more` : listed
}

function moneyOf({ decimals }: ReportMembers, minor: bigint): string {
  return headlineMoney(minor, decimals, 'unsigned')
}

function countOf(count: number): string {
  return count.toLocaleString('en-US')
}

function time(at: number): Markup {
  return markup`<span class="time">${timeText(at)}</span>`
}
