import type { AccountMargins, ModelMargin } from '../lab/margin/report-accounts.ts'
import type { Crossings } from '../margin/analysis/nearest-crossings.ts'
import type { MarginModel } from '../margin/margin-model.ts'
import { answerOf, card } from './answer.ts'
import { drawFigure } from './chart.ts'
import { curveFigure, scanFigure } from './margin-figures.ts'
import { markup, table, type Markup } from './markup.ts'
import { contentsOf, pageOf } from './page.ts'
import { countText, numberText } from './words.ts'

/** What the page says beside the accounts. `unknown` says why each account that is unknown is so. */
export type MarginPageAbout = Readonly<{
  market: string
  asset: string
  notes: readonly string[]
  unknown: readonly Readonly<{ account: string; model: string; text: string }>[]
}>

/**
 * Lays margins of accounts out as one self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * @example
 * writeFileSync('margin.html', renderMargin(margins, { market: 'BTC 66,400', asset: 'USD', notes: [], unknown: [] }))
 */
export function renderMargin(margins: readonly AccountMargins[], about: MarginPageAbout): string {
  const sections = margins.flatMap(({ account, models }, i) =>
    models.flatMap(({ model, outcome }, k) =>
      outcome.ok ? [{ id: `account-${i}-${k}`, title: `${account.id}, ${model.name}`, model, margin: outcome.value }] : [],
    ),
  )
  return pageOf({
    title: `Margin of ${countText(margins.length, 'account')}`,
    parts: [
      answer(margins, about),
      contentsOf(sections.map(({ id, title }) => [id, title])),
      ...sections.map((section) => accountSection(section, about)),
      unknownSection(about),
      markup`<section id="notes">
        <h2>What this rests on</h2>
        ${about.notes.map((note) => markup`<p class="note">${note}</p>`)}
      </section>`,
    ],
  })
}

function answer(margins: readonly AccountMargins[], about: MarginPageAbout): Markup {
  const outcomes = margins.flatMap(({ models }) => models.map(({ outcome }) => (outcome.ok ? outcome.value.health.status : 'unknown')))
  const count = (...statuses: readonly string[]): number => outcomes.filter((status) => statuses.includes(status)).length
  const below = count('callable', 'bankrupt')
  return answerOf({
    kind: 'margin at one moment',
    heading: `Margin of ${countText(margins.length, 'account')}`,
    verdict:
      below === 0
        ? 'No account that is known is below its maintenance margin.'
        : `${countText(below, 'requirement')} not met by the account’s equity.`,
    tone: below === 0 ? 'was-calm' : 'was-active',
    lead: about.market,
    cards: [
      card('Healthy', String(count('healthy')), 'initial margin is covered'),
      card('Restricted', String(count('restricted')), 'below initial margin'),
      card('Below maintenance', String(below), 'callable or bankrupt'),
      card('Unknown', String(count('unknown')), 'cannot be valued; not liquidated'),
    ],
  })
}

type AccountSection = Readonly<{ id: string; title: string; model: MarginModel; margin: ModelMargin }>

function accountSection({ id, title, model, margin }: AccountSection, about: MarginPageAbout): Markup {
  const { requirement, health, analysis, curve } = margin
  const ratio = health.ratio.kind === 'ratio' ? `${(100 * health.ratio.value).toFixed(1)} %` : 'no equity'
  const figures = [
    ...(curve === undefined
      ? []
      : [curveFigure(curve, { title: 'Margin against spot', asset: about.asset, prices: analysis?.prices ?? [] })]),
    ...requirement.scans.map((scan) => scanFigure(scan, about.asset)),
  ]
  return markup`<section id="${id}">
    <h2>${title}</h2>
    <p class="note">${model.title}, numbers of ${model.effectiveFrom}: ${model.source}</p>
    ${table({
      caption: `${health.status}; maintenance margin over equity is ${ratio}. Figures in ${about.asset}`,
      head: ['part', 'initial', 'maintenance'],
      numeric: [1, 2],
      rows: [
        ...requirement.parts.map((part) => [part.name, money(part.initial), money(part.maintenance)]),
        ['margin', money(requirement.initialMargin), money(requirement.maintenanceMargin)],
        ['equity', money(requirement.equity), money(requirement.equity)],
        ['equity less margin', money(health.initialBalance), money(health.maintenanceBalance)],
      ],
    })}
    ${analysis === undefined ? undefined : positionTable(margin)} ${analysis === undefined ? undefined : priceTable(margin)}
    ${figures.map(drawFigure)}
  </section>`
}

function positionTable({ analysis }: ModelMargin): Markup | undefined {
  if (analysis === undefined || analysis.positions.length === 0) return undefined
  return table({
    caption: 'What each position is worth, adds to initial margin, and would free if it were closed at its mark',
    head: ['position', 'size', 'value', 'adds', 'frees initial', 'frees maintenance'],
    numeric: [1, 2, 3, 4, 5],
    rows: analysis.positions.map(({ position, value }, i) => [
      position.contract,
      numberText(position.size, 10),
      money(value),
      known(analysis.effects[i]?.marginal?.initial),
      known(analysis.effects[i]?.freedByClosing?.initial),
      known(analysis.effects[i]?.freedByClosing?.maintenance),
    ]),
  })
}

function priceTable({ analysis, health }: ModelMargin): Markup | undefined {
  if (analysis === undefined || analysis.prices.length === 0) return undefined
  // For an account beyond a line already, the price is where it comes back.
  const cells = ({ below, above }: Crossings, balance: number): readonly string[] =>
    [below, above].map((price) => (price === undefined ? 'none' : `${balance < 0 ? 'back at ' : ''}${numberText(price, 7)}`))
  return table({
    caption: 'Prices nearest to the present where equity meets maintenance margin, and where it is gone',
    head: ['underlying', 'now', 'liquidation below', 'liquidation above', 'bankrupt below', 'bankrupt above'],
    numeric: [1, 2, 3, 4, 5],
    rows: analysis.prices.map(({ underlying, indexPrice, liquidation, bankruptcy }) => [
      underlying,
      numberText(indexPrice, 7),
      ...cells(liquidation, health.maintenanceBalance),
      ...cells(bankruptcy, health.equity),
    ]),
  })
}

function unknownSection({ unknown }: MarginPageAbout): Markup | undefined {
  if (unknown.length === 0) return undefined
  return markup`<section id="unknown">
    <h2>Unknown</h2>
    ${table({
      caption: 'Takes no new risk, and is not liquidated on missing data',
      head: ['account', 'model', 'why'],
      rows: unknown.map(({ account, model, text }) => [account, model, text]),
    })}
  </section>`
}

function money(amount: number): string {
  const digits = Math.abs(amount) >= 1_000 ? 0 : 2
  return (amount + 0).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function known(amount: number | undefined): string {
  return amount === undefined ? 'unknown' : money(amount)
}
