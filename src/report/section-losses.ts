import { card } from './answer.ts'
import { drawFigure } from './chart.ts'
import { layerWords, lossFigure } from './figure-losses.ts'
import { markup, table, type Markup } from './markup.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportLoss, ReportLosses } from './report-losses.ts'
import { countText, headlineMoney, moneyText, timeText } from './words.ts'

/** Losses beyond the largest of this many stand in one row; the journal has them all. */
const mostRows = 40

/**
 * Losses over the run: what each layer holds and has paid, to the last unit, how positions were closed beyond the order book, losses over time, and the
 * largest of them with those who bore it. Nothing for a run without a waterfall.
 *
 * @example
 * lossesSection(input)?.markup
 */
export function lossesSection({ losses, markets }: ReportInput): Markup | undefined {
  if (losses === undefined) return undefined
  const deficits = losses.losses.reduce((sum, { deficit }) => sum + deficit, 0n)
  return markup`<section id="losses">
    <h2>Losses</h2>
    <div class="cards">${[
      card('Losses', countOf(losses.losses.length), 'accounts that could not pay'),
      card(`Lost in all, ${losses.asset}`, moneyOf(losses, deficits), 'what they could not pay'),
      card(`Uncovered at the end, ${losses.asset}`, moneyOf(losses, losses.uncovered), 'what no layer has paid yet'),
    ]}</div>
    ${layerTable(losses, deficits)}${closingTable(losses)}${losses.losses.length < 2 ? '' : drawFigure(lossFigure(losses, spanOf(losses, markets)))}${lossTable(losses, deficits)}
  </section>`
}

/** The run as far as its markets were recorded, and no shorter than its losses. */
function spanOf({ losses }: ReportLosses, markets: ReportInput['markets']): readonly [number, number] {
  const times = [...losses.map(({ at }): number => at), ...markets.flatMap(({ history: { atUs } }) => [atUs[0] ?? 0, atUs.at(-1) ?? 0])]
  const known = times.filter((time) => time > 0)
  return [known.reduce((least, time) => Math.min(least, time), Infinity), known.reduce((most, time) => Math.max(most, time), 0)]
}

/** To the last unit: what layers paid and what is uncovered is what was lost. */
function layerTable(losses: ReportLosses, deficits: bigint): Markup {
  const exact = (minor: bigint): string => moneyText(minor, losses.decimals)
  const rows = losses.layers.map(({ layer, holds, paid }) => [layerWords(layer), holds === undefined ? '' : exact(holds), exact(paid)])
  return table({
    caption: `Layers at the end, the first to pay first; money in ${losses.asset}`,
    head: ['layer', 'holds', 'has paid'],
    numeric: [1, 2],
    rows: [...rows, ['uncovered', '', exact(losses.uncovered)], ['lost in all', '', exact(deficits)]],
  })
}

function closingTable(losses: ReportLosses): Markup | string {
  const { auctions, sales, salesGave, takeovers, takeoversGave, winners, winnersGave, tornUp } = losses.closings
  if (auctions + takeovers + winners + tornUp === 0) return ''
  const gave = (minor: bigint): string => moneyOf(losses, minor)
  return table({
    caption: `Positions closed beyond the order book; money in ${losses.asset}`,
    head: ['how', 'times', 'given with them'],
    numeric: [1, 2],
    rows: [
      [`sold to bidders, in ${countText(auctions, 'auction')}`, countOf(sales), gave(salesGave)],
      ['taken over by providers', countOf(takeovers), gave(takeoversGave)],
      ['winners closed, who gave it', countOf(winners), gave(winnersGave)],
      ['ended at the mark with holders who had won nothing', countOf(tornUp), ''],
    ],
  })
}

function lossTable(losses: ReportLosses, deficits: bigint): Markup {
  if (losses.losses.length === 0) return markup`<p>Every account could pay what it owed.</p>`
  const largest = losses.losses.toSorted((a, b) => (a.deficit === b.deficit ? 0 : a.deficit > b.deficit ? -1 : 1)).slice(0, mostRows)
  const left = losses.losses.length - largest.length
  const rest = deficits - largest.reduce((sum, { deficit }) => sum + deficit, 0n)
  const uncovered = losses.losses.reduce((sum, each) => sum + each.uncovered, 0n) - largest.reduce((sum, each) => sum + each.uncovered, 0n)
  return table({
    caption: `${left > 0 ? `The ${mostRows} largest losses` : 'Losses, the largest first,'} and who bore them; money in ${losses.asset}`,
    head: ['account', 'when (UTC)', 'could not pay', 'who bore it', 'uncovered', 'loss event', 'decision'],
    numeric: [2, 4],
    rows: [
      ...largest.map((loss) => [
        loss.account,
        markup`<time>${timeText(loss.at)}</time>`,
        moneyOf(losses, loss.deficit),
        bearers(losses, loss),
        moneyOf(losses, loss.uncovered),
        markup`<code>${loss.event}</code>`,
        markup`<code>${loss.decisionId}</code>`,
      ]),
      ...(left > 0 ? [[`${countOf(left)} more`, '', moneyOf(losses, rest), '', moneyOf(losses, uncovered), '', '']] : []),
    ],
  })
}

function bearers(losses: ReportLosses, { parts }: ReportLoss): string {
  if (parts.length === 0) return 'nobody'
  return parts
    .map(({ layer, paid, members }) => {
      const many = members === 0 ? '' : members === 1 ? ' (1 member)' : ` (${members} members)`
      return `${layerWords(layer)} ${moneyOf(losses, paid)}${many}`
    })
    .join(', ')
}

function moneyOf({ decimals }: ReportLosses, minor: bigint): string {
  return headlineMoney(minor, decimals, 'unsigned')
}

function countOf(many: number): string {
  return many.toLocaleString('en-US')
}
