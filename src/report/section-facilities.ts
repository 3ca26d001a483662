import { markup, table, type Markup } from './markup.ts'
import type { FacilityFigures } from './report-facilities.ts'
import type { ReportDecision, ReportInput } from './report-input.ts'
import { headlineMoney, timeText } from './words.ts'

/** Rows of a table beyond this are left out; the journal has them all. */
const mostRows = 200

const lists: readonly Readonly<{ caption: string; kinds: readonly string[] }>[] = [
  { caption: 'Covers', kinds: ['coverSold', 'coverRefused', 'coverEnded'] },
  { caption: 'Claims and their verdicts', kinds: ['claimPaid', 'claimRefused'] },
  {
    caption: 'Loans',
    kinds: [
      ...['loanGranted', 'loanRefused', 'loanReduced', 'repaymentRefused'],
      ...['loanCalled', 'loanCallMet', 'loanDefaulted', 'loanRecovered'],
    ],
  },
  { caption: 'Draws', kinds: ['fundDrawn', 'drawRefused'] },
  { caption: 'Gains under review', kinds: ['gainHeld', 'heldGainPaid', 'gainDecided', 'reviewRefused'] },
]

/**
 * What guarantees, loans and draws have left, promised, paid and earned at the end of the run, and what was decided of each. Nothing for a run without
 * them.
 *
 * @example
 * facilitiesSection(input)?.markup
 */
export function facilitiesSection({ facilities, decisions }: ReportInput): Markup | undefined {
  if (facilities === undefined) return undefined
  const { asset, decimals, rows } = facilities
  const money = (minor: bigint | undefined): string => (minor === undefined ? '' : headlineMoney(minor, decimals, 'unsigned'))
  const row = ({ name, left, promised, paid, earned, lost }: FacilityFigures): readonly string[] => [
    ...[name, money(left), money(promised), money(paid), money(earned), money(lost)],
  ]
  return markup`<section id="facilities">
    <h2>Guarantees, loans and draws</h2>
    ${table({
      caption: `At the end of the run; money in ${asset}. Left is what the limits of the last window or epoch, or of the budget, still allow`,
      head: ['facility', 'left', 'promised', 'paid', 'earned', 'lost'],
      numeric: [1, 2, 3, 4, 5],
      rows: rows.map(row),
    })}
    ${lists.map((list) => listTable(list, decisions))}
  </section>`
}

function listTable({ caption, kinds }: (typeof lists)[number], decisions: readonly ReportDecision[]): Markup | undefined {
  const ours = decisions.filter(({ kind }) => kinds.includes(kind))
  if (ours.length === 0) return undefined
  const rows = ours.slice(0, mostRows).map(({ at, title, text, id }) => [timeText(at), title, text, markup`<code>${id}</code>`])
  const told = ours.length > mostRows ? `${caption}: the first ${mostRows} of ${ours.length}` : caption
  return table({ caption: told, head: ['time (UTC)', 'verdict', 'what', 'decision'], rows })
}
