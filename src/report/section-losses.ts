import { card } from './answer.ts'
import { markup, table, type Markup } from './markup.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportLoss, ReportLosses } from './report-losses.ts'
import { headlineMoney, timeText } from './words.ts'

/** Rows of a table beyond this are left out; the journal has them all. */
const mostRows = 200

/**
 * Losses over the run: what each layer holds and has paid, and every loss with those who bore it. Nothing for a run without a waterfall.
 *
 * @example
 * lossesSection(input)?.markup
 */
export function lossesSection({ losses }: ReportInput): Markup | undefined {
  if (losses === undefined) return undefined
  const deficits = losses.losses.reduce((sum, { deficit }) => sum + deficit, 0n)
  return markup`<section id="losses">
    <h2>Losses</h2>
    <div class="cards">${[
      card('Losses', String(losses.losses.length), 'accounts that could not pay'),
      card(`Lost in all, ${losses.asset}`, moneyOf(losses, deficits), 'what they could not pay'),
      card(`Uncovered at the end, ${losses.asset}`, moneyOf(losses, losses.uncovered), 'what no layer has paid yet'),
    ]}</div>
    ${table({
      caption: `Layers at the end, the first to pay first; money in ${losses.asset}`,
      head: ['layer', 'holds', 'has paid'],
      numeric: [1, 2],
      rows: losses.layers.map(({ layer, holds, paid }) => [
        layerWords(layer),
        holds === undefined ? '' : moneyOf(losses, holds),
        moneyOf(losses, paid),
      ]),
    })}${lossTable(losses)}
  </section>`
}

function lossTable(losses: ReportLosses): Markup {
  if (losses.losses.length === 0) return markup`<p>Every account could pay what it owed.</p>`
  const left = losses.losses.length - mostRows
  const note = left > 0 ? markup`<p>The first ${mostRows} of ${losses.losses.length} losses.</p>` : ''
  return markup`${note}${table({
    caption: `Losses and who bore them; money in ${losses.asset}`,
    head: ['account', 'when (UTC)', 'could not pay', 'who bore it', 'uncovered', 'loss event', 'decision'],
    numeric: [2, 4],
    rows: losses.losses
      .slice(0, mostRows)
      .map((loss) => [
        loss.account,
        markup`<time>${timeText(loss.at)}</time>`,
        moneyOf(losses, loss.deficit),
        bearers(losses, loss),
        moneyOf(losses, loss.uncovered),
        markup`<code>${loss.event}</code>`,
        markup`<code>${loss.decisionId}</code>`,
      ]),
  })}`
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

/** `ownMoney:equity` as `own money equity`, `mutualFund` as `mutual fund`. */
function layerWords(layer: string): string {
  const [kind = '', ...tranche] = layer.split(':')
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return [words, ...tranche].join(' ')
}

function moneyOf({ decimals }: ReportLosses, minor: bigint): string {
  return headlineMoney(minor, decimals, 'unsigned')
}
