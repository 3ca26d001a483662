import type { DeleveragingDecisionBody } from '../engine/loss/deleveraging-decision.ts'
import type { DeleverageRule } from '../waterfall/deleveraging/deleverage-rule.ts'
import type { StartStopReason } from '../waterfall/deleveraging/start-stop.ts'
import { formatNumber } from './format.ts'
import type { MarginScales } from './margin-decision-text.ts'

type Kind = DeleveragingDecisionBody['kind']
type Body<Name extends Kind> = Extract<DeleveragingDecisionBody, { kind: Name }>

const titles: Readonly<Record<Kind, string>> = {
  deleveragingSwitched: 'Deleveraging switched',
  positionsDeleveraged: 'Positions deleveraged',
}

const reasons: Readonly<Record<StartStopReason, string>> = {
  exhausted: 'the insurance fund holds nothing',
  fell: 'the insurance fund fell to the start level',
  held: 'the insurance fund stands between the levels',
  recovered: 'the insurance fund stands above the stop level',
}

/** What people call the rules by which winners are closed. */
export const deleverageRuleLabels: Readonly<Record<DeleverageRule['kind'], string>> = {
  queue: 'queue',
  proRata: 'pro rata in gains',
  cappedProRata: 'pro rata in gains with a cap',
  equalLoss: 'equal loss',
  equalAwards: 'equal awards',
  talmud: 'Talmud',
  equityWeighted: 'weighted by equity',
  riskAware: 'weighted by risk',
  hedgeAware: 'hedges last',
}

/**
 * Whether a decision is about deleveraging.
 *
 * @example
 * isDeleveragingDecision({ kind: 'engineHalted', by: 'desk', reason: 'test' }) // false
 */
export function isDeleveragingDecision(body: Readonly<{ kind: string }>): body is DeleveragingDecisionBody {
  return Object.hasOwn(titles, body.kind)
}

/**
 * The title of a decision about deleveraging.
 *
 * @example
 * deleveragingTitle(body) // 'Positions deleveraged'
 */
export function deleveragingTitle(body: DeleveragingDecisionBody): string {
  return titles[body.kind]
}

/**
 * A decision about deleveraging as a sentence.
 *
 * @example
 * deleveragingText(body, scales) // 'fund-7: 12 winners of 340 ...'
 */
export function deleveragingText(body: DeleveragingDecisionBody, scales: MarginScales): string {
  if (body.kind === 'positionsDeleveraged') return closedText(body, scales)
  const word = body.isOn ? 'on' : 'off'
  return `${word}, as ${reasons[body.why]}: ${formatNumber(body.ratio * 100)} % from its highest, ${scales.money(body.fund)}`
}

function closedText(body: Body<'positionsDeleveraged'>, scales: MarginScales): string {
  const taken = body.closed.reduce((sum, { lots }) => sum + lots, 0)
  const parts = [
    `${defaultersText(body)}: wave ${body.wave}, ${body.closed.length} of ${body.candidates} winners take ${scales.size(body.contract, taken)} ${body.contract} at ${scales.price(body.contract, body.markTicks)}`,
    `they give ${scales.money(body.covered)} of ${scales.money(body.needed)} (${deleverageRuleLabels[body.rule]})`,
  ]
  if (body.isBounded) parts.push('the price bound holds the rest back')
  if (body.tornUp.length > 0) parts.push(`${body.tornUp.length} that had won nothing end at the mark`)
  if (body.lotsLeft !== 0) parts.push(`${scales.size(body.contract, body.lotsLeft)} are left`)
  return parts.join('; ')
}

function defaultersText({ defaulters }: Body<'positionsDeleveraged'>): string {
  const more = defaulters.length - 1
  return `${defaulters[0]?.account ?? 'nobody'}${more > 0 ? ` and ${more} more` : ''}`
}
