import { drawFigure } from './chart.ts'
import { liquidityFigure } from './figure-liquidity.ts'
import { priceFigure } from './figure-price.ts'
import { reserveFigure } from './figure-reserves.ts'
import { activityFigure, tailFigure } from './figure-risk.ts'
import { markup, type Markup } from './markup.ts'
import { contentsOf, pageOf } from './page.ts'
import type { ReportInput, ReportMarket } from './report-input.ts'
import { activationSection } from './section-activations.ts'
import { answerSection } from './section-answer.ts'
import { booksSection } from './section-books.ts'
import { decisionSection } from './section-decisions.ts'
import { facilitiesSection } from './section-facilities.ts'
import { lossesSection } from './section-losses.ts'
import { membersSection } from './section-members.ts'
import { dataSection, methodSection, reproduceSection } from './section-method.ts'

const contents = [
  ['figures', 'Figures'],
  ['activations', 'Activations'],
  ['members', "Members' margin"],
  ['losses', 'Losses'],
  ['facilities', 'Guarantees, loans and draws'],
  ['decisions', 'Decisions'],
  ['books', 'Books'],
  ['data', 'Data'],
  ['method', 'Method and limits'],
  ['reproduce', 'How to reproduce'],
] as const

/**
 * Lays a run out as one self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * The same input gives the same bytes.
 *
 * @example
 * writeFileSync('runs/7/report.html', renderReport(input))
 */
export function renderReport(input: ReportInput): string {
  return pageOf({
    title: `${input.data.label}: run ${input.run}`,
    parts: [
      answerSection(input),
      contentsOf(contents.filter(([id]) => (id !== 'members' && id !== 'losses' && id !== 'facilities') || input[id] !== undefined)),
      markup`<div id="figures">${input.markets.map((market) => figures(market, input))}</div>`,
      activationSection(input),
      membersSection(input),
      lossesSection(input),
      facilitiesSection(input),
      decisionSection(input),
      booksSection(input),
      dataSection(input),
      methodSection(input),
      reproduceSection(input),
    ],
  })
}

function figures(market: ReportMarket, input: ReportInput): Markup | Markup[] {
  const { history } = market
  if (history.atUs.length < 2)
    return markup`<figure>
      <h3>${market.market}</h3>
      <p>Too little was recorded to draw.</p>
    </figure>`
  const reserves = history.reserves.map((stack) => reserveFigure(market, stack))
  return [priceFigure(market, input.decisions), liquidityFigure(market), activityFigure(market), tailFigure(market), ...reserves].map(
    drawFigure,
  )
}
