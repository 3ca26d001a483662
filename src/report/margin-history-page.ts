import type { MarginHistoryResult, MeasuredSeries, ModelRecord } from '../lab/margin-history/history-result.ts'
import { answerOf, card } from './answer.ts'
import { drawFigure, drawHalfFigure } from './chart.ts'
import { marketFigure, portfolioFigure } from './margin-history-figures.ts'
import { markup, table, type Markup } from './markup.ts'
import { pageOf } from './page.ts'
import { countText, numberText, timeText } from './words.ts'

const ownStyle = `
.portfolios { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 16px; }
@media (max-width: 1100px) { .portfolios { grid-template-columns: 1fr; } }
`

/**
 * Lays the margin of standard portfolios through time out as one self-contained HTML page: no script, nothing loaded from elsewhere.
 *
 * @example
 * writeFileSync('margin.html', renderMarginHistory(result))
 */
export function renderMarginHistory(result: MarginHistoryResult): string {
  const [first, last] = [result.market[0]?.at ?? 0, result.market.at(-1)?.at ?? 0]
  const { records } = result
  return pageOf({
    title: `Margin of ${result.underlying} portfolios, ${timeText(first).slice(0, 10)} to ${timeText(last).slice(0, 10)}`,
    ownStyle,
    parts: [
      answer(result, records),
      modelSection(result, records),
      drawFigure(marketFigure(result)),
      markup`<section id="portfolios">
        <h2>Portfolios</h2>
        <p class="note">
          Initial margin in thousand dollars. Each portfolio was struck in the first snapshot and not touched again: what moves is the market,
          and each model's answer to it.
        </p>
        <div class="portfolios">${result.portfolios.map((portfolio) => drawHalfFigure(portfolioFigure(result, portfolio)))}</div>
      </section>`,
      measuresSection(result),
      methodSection(result),
    ],
  })
}

function answer(result: MarginHistoryResult, records: readonly ModelRecord[]): Markup {
  const prices = result.market.map(({ indexPrice }) => indexPrice)
  const [first = 0, lowest, highest] = [prices[0], Math.min(...prices), Math.max(...prices)]
  const ranked = records
    .filter(({ peakToTrough }) => peakToTrough !== undefined)
    .toSorted((a, b) => (a.peakToTrough ?? 0) - (b.peakToTrough ?? 0))
  const [calmest, wildest] = [ranked[0], ranked.at(-1)]
  const steepest = result.series
    .flatMap((series) => (series.measures?.oneDayIncrease === undefined ? [] : [{ series, rise: series.measures.oneDayIncrease }]))
    .toSorted((a, b) => b.rise - a.rise)[0]
  const breaches = records.reduce((sum, record) => sum + record.breaches, 0)
  return answerOf({
    kind: 'recorded option chains, margins computed',
    origin: 'recorded',
    heading: `What ${countText(result.models.length, 'model')} would have asked: ${result.underlying}`,
    verdict:
      calmest === undefined || wildest === undefined
        ? 'No portfolio had a margin that could be compared.'
        : `The median portfolio's margin peaked at ${numberText(calmest.peakToTrough ?? 0, 3)} times its lowest under ${calmest.model.name}, and at ${numberText(wildest.peakToTrough ?? 0, 3)} times under ${wildest.model.name}.`,
    tone: breaches > 0 ? 'was-active' : 'was-calm',
    lead: `${result.market.length} snapshots from ${timeText(result.market[0]?.at ?? 0)} to ${timeText(result.market.at(-1)?.at ?? 0)} UTC; ${countText(result.portfolios.length, 'portfolio')} struck in the first.`,
    cards: [
      card('Index', `${numberText(first, 6)} to ${numberText(lowest, 6)}`, `lowest; highest ${numberText(highest, 6)}`),
      card(
        'Steepest rise in a day',
        steepest === undefined ? 'none' : percent(steepest.rise),
        steepest === undefined ? '' : `${steepest.series.account} under ${steepest.series.model}`,
      ),
      costCard(records),
      card('Losses beyond margin', `${breaches}`, 'portfolio, model and moment whose loss within a day was more than the initial margin'),
    ],
  })
}

function costCard(records: readonly ModelRecord[]): Markup {
  const byCost = records.toSorted((a, b) => a.meanMargin - b.meanMargin)
  const [cheapest, dearest] = [byCost[0], byCost.at(-1)]
  if (cheapest === undefined || dearest === undefined) return card('Holding all portfolios', 'none', '')
  const span = `${numberText(cheapest.meanMargin / 1000, 3)} to ${numberText(dearest.meanMargin / 1000, 3)}`
  return card('Mean margin of all together', span, `thousand dollars; ${cheapest.model.name} to ${dearest.model.name}`)
}

function modelSection(result: MarginHistoryResult, records: readonly ModelRecord[]): Markup {
  return markup`<section id="models">
    <h2>Models side by side</h2>
    <p class="note">
      Medians over the ${result.portfolios.length} portfolios. A margin that rises in the crash is asked of members when they can pay least: low
      ratios are good, if losses stay within the margin and holding the portfolios does not cost more.
    </p>
    ${table({
      caption: 'Procyclicality and cover by model',
      head: [
        'model',
        'peak over trough',
        'largest rise in a day',
        'in five days',
        'mean margin of all, dollars',
        'losses beyond margin',
        'unknown',
      ],
      rows: records.map((record) => [
        markup`<b>${record.model.name}</b>`,
        ratio(record.peakToTrough),
        percent(record.oneDayIncrease),
        percent(record.fiveDayIncrease),
        numberText(record.meanMargin, 5),
        `${record.breaches} of ${record.judged}`,
        `${record.gaps}`,
      ]),
      numeric: [1, 2, 3, 4, 5, 6],
    })}
  </section>`
}

function measuresSection(result: MarginHistoryResult): Markup {
  return markup`<section id="measures">
    <h2>Every portfolio under every model</h2>
    ${result.portfolios.map(
      (portfolio) =>
        markup`<details>
          <summary>${portfolio.title}</summary>
          ${table({
            caption: portfolio.held,
            head: [
              'model',
              'lowest',
              'highest',
              'peak over trough',
              'rise in a day',
              'in five',
              'largest call in a day',
              'loss over margin',
              'beyond',
              'worst scenario at the peak',
            ],
            rows: result.series.filter(({ account }) => account === portfolio.name).map(measuresRow),
            numeric: [1, 2, 3, 4, 5, 6, 7, 8],
          })}
        </details>`,
    )}
  </section>`
}

function measuresRow(series: MeasuredSeries): readonly (string | Markup)[] {
  const { measures, gaps } = series
  const name = markup`<b>${series.model}</b>`
  const refusal = gaps[0]?.refusal
  if (measures === undefined)
    return [name, ...Array.from({ length: 8 }, () => ''), `unknown: ${refusal?.reason ?? ''} ${refusal?.subject ?? ''}`]
  const peak = series.points.find(({ initialMargin }) => initialMargin === measures.highest)
  return [
    name,
    numberText(measures.lowest, 5),
    numberText(measures.highest, 5),
    ratio(measures.peakToTrough),
    percent(measures.oneDayIncrease),
    percent(measures.fiveDayIncrease),
    numberText(measures.oneDayCall, 5),
    ratio(measures.worstUse),
    `${measures.breaches} of ${measures.judged}`,
    peak?.worst ?? '',
  ]
}

function methodSection(result: MarginHistoryResult): Markup {
  return markup`<section id="method">
    <h2>Method</h2>
    <p>
      Options of the near expiry end ${timeText(result.near).slice(0, 10)}, of the far one ${timeText(result.far).slice(0, 10)}; each leg is the
      listed strike nearest to the one wanted. Options are valued by Black-76 at the venue's mark volatility, on its forward, at the index. Peak
      over trough is the highest margin over the lowest, where margins below a hundredth of the first index count as that: a rise from next
      to nothing is a large number that hurts nobody. A rise in a day is the largest relative rise between two snapshots no more than a day
      (and an hour) apart. A loss goes beyond the margin when equity falls within a day by more than the initial margin asked before. Margins
      are those of the models as delivered, without the anti-procyclicality tools.
    </p>
    <ul>
      ${result.models.map(({ name, title, effectiveFrom, source }) => markup`<li><b>${name}</b>: ${title}. Numbers of ${effectiveFrom}, ${source}.</li>`)}
      ${result.notes.map((note) => markup`<li>${note}</li>`)}
    </ul>
    <p class="note">File: ${result.file}</p>
  </section>`
}

function ratio(value: number | undefined): string {
  return value === undefined ? 'none' : numberText(value, 3)
}

function percent(value: number | undefined): string {
  return value === undefined ? 'none' : `${numberText(100 * value, 3)} %`
}
