import type { LiquidationAssessment } from '../lab/liquidation/assess-liquidation.ts'
import { answerOf, card } from './answer.ts'
import { drawFigure } from './chart.ts'
import { frontierFigure, partsFigure, scheduleFigure, walkFigure } from './lvar-figures.ts'
import { lossParts, spanText } from './lvar-parts.ts'
import { markup, table, type Markup } from './markup.ts'
import { pageOf } from './page.ts'
import { numberText, timeText } from './words.ts'

/**
 * Lays the assessment of a liquidation out as one self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * @example
 * writeFileSync('lvar.html', renderLiquidation(assessment, { data: 'btcusdt.jsonl.gz', notes: [] }))
 */
export function renderLiquidation(assessment: LiquidationAssessment, about: Readonly<{ data: string; notes: readonly string[] }>): string {
  return pageOf({
    title: `${assessment.question.position.text} of ${assessment.market}: the loss and the cost of leaving`,
    parts: [
      answer(assessment, about),
      figures(assessment),
      partsSection(assessment),
      scheduleSection(assessment),
      basisSection(assessment, about),
    ],
  })
}

function figures(assessment: LiquidationAssessment): Markup {
  const all = [partsFigure(assessment), scheduleFigure(assessment), frontierFigure(assessment), walkFigure(assessment)]
  return markup`<div id="figures">${all.map(drawFigure)}</div>`
}

function answer(assessment: LiquidationAssessment, about: Readonly<{ data: string }>): Markup {
  const { loss, question, value, position, leaveNow } = assessment
  const held = question.horizonDays === 0 ? 'left now' : `held ${spanText(question.horizonDays)}, then left`
  const leaving = loss.valueAtRisk.total - loss.valueAtRisk.priceRisk
  const confidence = `${Number((100 * question.confidence).toPrecision(10))} %`
  const total = loss.valueAtRisk.total
  return answerOf({
    kind: assessment.modelled ? 'modelled book' : 'book recorded at a venue',
    origin: assessment.modelled ? 'modelled' : 'recorded',
    heading: `${question.position.text} of ${assessment.market}`,
    verdict: `${position.takesBids ? 'Long' : 'Short'}, ${held}: the loss that ${confidence} of cases do not exceed is ${money(assessment, total)}, ${bps(total, value)} bps of its value.`,
    lead: `${about.data} at ${timeText(assessment.at)} UTC; mid ${numberText(position.venueMid, 8)}, value ${money(assessment, value)}.`,
    cards: [
      card(`Liquidity-adjusted VaR ${confidence}`, money(assessment, total), `${bps(total, value)} bps`),
      card(
        `Liquidity-adjusted ES ${confidence}`,
        money(assessment, loss.expectedShortfall.total),
        `${bps(loss.expectedShortfall.total, value)} bps`,
      ),
      card('Cost of leaving, in VaR', money(assessment, leaving), `${bps(leaving, value)} bps: risk while leaving, spread, impact`),
      question.horizonDays === 0
        ? atOnceCard(assessment)
        : card('VaR if left now', money(assessment, leaveNow.total), planText(assessment, leaveNow.plan)),
    ],
    more:
      assessment.warnings.length === 0 ? undefined : markup`<ul>${assessment.warnings.map((warning) => markup`<li>${warning}</li>`)}</ul>`,
  })
}

function atOnceCard(assessment: LiquidationAssessment): Markup {
  const { atOnce, depth } = assessment.loss
  if (atOnce.ok) return card('All at once, beyond the touch', money(assessment, atOnce.value), `${bps(atOnce.value, assessment.value)} bps`)
  return card('All at once', 'not possible', `the book holds ${numberText(depth)} ${assessment.position.unitAsset}`)
}

function partsSection(assessment: LiquidationAssessment): Markup {
  const { valueAtRisk, expectedShortfall } = assessment.loss
  const { value, leaveNow, position } = assessment
  const rows = lossParts.map(({ key, label, note }) => [
    markup`${label} <small>${note}</small>`,
    ...[valueAtRisk, expectedShortfall].flatMap((loss) => [moneyNumber(loss[key]), bps(loss[key], value)]),
    moneyNumber(leaveNow[key]),
  ])
  const totals = [valueAtRisk, expectedShortfall].flatMap((loss) => [moneyNumber(loss.total), bps(loss.total, value)])
  return markup`<section id="parts">
    <h2>What each part contributes</h2>
    ${table({
      caption: `In ${position.moneyAsset} and basis points of the value; the parts sum to the whole`,
      head: ['part', 'VaR', 'VaR, bps', 'ES', 'ES, bps', 'VaR if left now'],
      numeric: [1, 2, 3, 4, 5],
      rows: [...rows, [markup`<b>together</b>`, ...totals, moneyNumber(leaveNow.total)]],
    })}
  </section>`
}

function scheduleSection(assessment: LiquidationAssessment): Markup {
  const { position, loss } = assessment
  const { plan } = loss.valueAtRisk
  let left = Math.abs(position.units)
  const rows = Array.from(plan.trades, (trade, i) => {
    left = Math.max(0, left - trade)
    const cost = trade === 0 ? '' : ((1e4 * (plan.perTrade[i] as number)) / (trade * position.mid)).toFixed(2)
    const rest = i === plan.trades.length - 1 ? '0' : numberText(left)
    return [`+${spanText(plan.times[i] as number)}`, numberText(trade), cost, rest]
  })
  return markup`<section id="schedule">
    <h2>The schedule, trade by trade</h2>
    ${table({
      caption: planText(assessment, plan),
      head: ['after', `${position.takesBids ? 'sell' : 'buy'} ${position.unitAsset}`, 'impact, bps', `left, ${position.unitAsset}`],
      numeric: [1, 2, 3],
      rows,
    })}
  </section>`
}

function basisSection(assessment: LiquidationAssessment, about: Readonly<{ notes: readonly string[] }>): Markup {
  return markup`<section id="basis">
    <h2>What this rests on</h2>
    ${table({
      caption: 'Every number with where it comes from',
      head: ['what', 'number', 'origin', 'how'],
      rows: assessment.assumptions.map(({ name, value, origin, how }) => [name, value, origin, how]),
    })}
    <p>
      The loss is price risk over the horizon, half the worst spread, and the cost of the schedule through the book as it stood, which refills
      at the rate above while the price moves away by the square-root law. Schedules are those of a block-shaped book; each is priced on the
      book itself. Nobody reacts to the sale, and nobody else sells: in a crash both happen.
    </p>
    ${about.notes.map((note) => markup`<p class="note">${note}</p>`)}
  </section>`
}

function planText(assessment: LiquidationAssessment, plan: LiquidationAssessment['leaveNow']['plan']): string {
  if (plan.window === 0) return 'all at once'
  return `${plan.trades.length} trades over ${spanText(plan.window)}, ${bps(plan.temporary + plan.permanent, assessment.value)} bps of impact`
}

function money({ position }: LiquidationAssessment, amount: number): string {
  const own = `${moneyNumber(amount)} ${position.moneyAsset}`
  return position.quotePerMoney === 1 ? own : `${own} (${moneyNumber(amount * position.quotePerMoney)} ${position.unitAsset})`
}

function moneyNumber(amount: number): string {
  return Math.abs(amount) >= 1000 ? Math.round(amount).toLocaleString('en-US') : numberText(amount, 4)
}

function bps(amount: number, value: number): string {
  return value === 0 ? '' : ((1e4 * amount) / value).toFixed(2)
}
