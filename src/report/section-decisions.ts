import { markup, table, type Markup } from './markup.ts'
import type { ReportDecision, ReportInput } from './report-input.ts'
import { countText, timeText } from './words.ts'

/** Rows of a group beyond this are left out in the middle; the journal has them all. */
const mostRows = 200

const groups: readonly Readonly<{ title: string; kinds: readonly string[]; open: boolean }>[] = [
  {
    title: 'Backstop, operator and limits',
    open: true,
    kinds: ['backstopActivated', 'backstopReleased', 'facilitySuspended', 'facilityWithheld', 'engineHalted', 'engineResumed'],
  },
  {
    title: 'Margin calls and liquidations',
    open: true,
    kinds: [
      'marginCallIssued',
      'marginCallMet',
      'liquidationStarted',
      'ordersCancelled',
      'liquidationWaited',
      'liquidationEnded',
      'shortfallRealised',
      'collateralTaken',
      'carryingRefused',
    ],
  },
  {
    title: 'Accounts restricted and unknown',
    open: false,
    kinds: [
      'accountRestricted',
      'restrictionLifted',
      'accountUnknown',
      'accountKnown',
      'inputRefused',
      'tradeRefused',
      'withdrawalRefused',
      'ordersRefused',
    ],
  },
  { title: 'Margin carried by the fund', open: false, kinds: ['fundCarried'] },
  { title: 'Positions reduced', open: false, kinds: ['reductionOrdered', 'positionReduced', 'reductionEnded'] },
  {
    title: 'Guarantees, loans and draws',
    open: true,
    kinds: [
      'coverSold',
      'coverRefused',
      'coverEnded',
      'claimPaid',
      'claimRefused',
      'loanGranted',
      'loanRefused',
      'loanReduced',
      'repaymentRefused',
      'loanCalled',
      'loanCallMet',
      'loanDefaulted',
      'loanRecovered',
      'fundDrawn',
      'drawRefused',
      'gainHeld',
      'heldGainPaid',
      'gainDecided',
      'reviewRefused',
      'requestRefused',
    ],
  },
  { title: 'Committed thresholds', open: false, kinds: ['activationRandomised', 'thresholdSeedTaken', 'thresholdSeedRefused'] },
  { title: 'Models', open: true, kinds: ['modelDemoted', 'modelDistrusted', 'modelTrusted'] },
  { title: 'Triggers', open: false, kinds: ['triggerMoved'] },
  { title: 'Quotes', open: false, kinds: ['quotesPlaced', 'quotesWithdrawn'] },
  { title: 'Purchases and disposals', open: false, kinds: ['purchaseOrdered', 'disposalOrdered'] },
  { title: 'Fills and ended orders', open: false, kinds: ['orderFilled', 'orderEnded'] },
  { title: 'Marks of the inventory', open: false, kinds: ['inventoryMarked'] },
]

/**
 * The decisions in groups; all but the first, and long ones, are folded.
 *
 * @example
 * decisionSection(input).markup
 */
export function decisionSection(input: ReportInput): Markup {
  const named = new Set(groups.flatMap(({ kinds }) => kinds))
  const rest = {
    title: 'Others',
    open: false,
    kinds: [...new Set(input.decisions.map(({ kind }) => kind))].filter((kind) => !named.has(kind)),
  }
  const parts = [...groups, rest].map((group) =>
    groupPart(
      group,
      input.decisions.filter(({ kind }) => group.kinds.includes(kind)),
    ),
  )
  const example = input.activations[0]?.decisionId ?? input.decisions[0]?.id ?? 'DECISION'
  return markup`<section id="decisions">
    <h2>Decisions</h2>
    <p>
      ${countText(input.counts.decisions, 'decision')}, ${countText(input.counts.transfers, 'transfer')},
      ${countText(input.counts.effects, 'effect')}. Each can be explained in full: <code>npx seawall explain ${input.run} ${example}</code>.
    </p>
    ${parts}
  </section>`
}

function groupPart(group: (typeof groups)[number], decisions: readonly ReportDecision[]): Markup | undefined {
  if (decisions.length === 0) return undefined
  const shown = decisions.length <= mostRows ? decisions : [...decisions.slice(0, mostRows / 2), ...decisions.slice(-mostRows / 2)]
  const left = decisions.length - shown.length
  const rows = shown.map((decision) => [timeText(decision.at), decision.title, decision.text, markup`<code>${decision.id}</code>`])
  const note =
    left > 0
      ? markup`<p class="note">
          The first and last ${mostRows / 2} are listed; ${countText(left, 'decision')} between them are in the journal.
        </p>`
      : undefined
  return markup`<details${group.open && decisions.length <= 60 ? markup` open` : undefined}><summary>${group.title} <span class="count">${decisions.length.toLocaleString('en-US')}</span></summary>${note}${table({ caption: group.title, head: ['time (UTC)', 'decision', 'what', 'id'], rows })}</details>`
}
