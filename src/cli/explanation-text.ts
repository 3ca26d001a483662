import { accountLife, accountReasons } from './account-explanation-text.ts'
import { decisionLine } from '../api/decision-line.ts'
import { detectorText } from '../api/detector-text.ts'
import { formatNumber } from '../api/format.ts'
import type { Amount } from '../base/amount.ts'
import { formatDecimal } from '../base/decimal.ts'
import type { BookedTransfer, DecisionExplanation } from '../daemon/run-types.ts'
import type { Budget, SignalEvidence } from '../engine/decision.ts'
import type { EngineView } from '../engine/view.ts'
import { timeText } from '../feed/parse-time.ts'
import { lossLines } from './loss-explanation-text.ts'
import { moneyText } from './run-text.ts'
import { columns } from './write.ts'

/** Longest text of an input that is shown whole. */
const inputWidth = 160

/**
 * The answer to "why was this decided?", for people.
 *
 * @example
 * printText(explanationText(await explainDecision(folder, '1234:0')))
 */
export function explanationText(explanation: DecisionExplanation): string {
  const { decision, run } = explanation
  const { title, text } = decisionLine(decision, 0, scalesOf(explanation))
  const where = decision.market === undefined ? '' : ` in ${decision.market}`
  return [
    `${title}${where} at ${timeText(decision.at)}`,
    `  ${text}`,
    `  decision ${decision.id} of run ${run}, caused by input ${decision.seq}`,
    ...section('Why', [...ruleLines(explanation), ...accountReasons(explanation), ...signalLines(decision.evidence)]),
    ...section('Budget', budgetLines(explanation)),
    ...section('Booked', transferLines(explanation.transfers)),
    ...(explanation.facility === undefined ? [] : section(explanation.facility.title, accountLife(explanation.facility))),
    ...(explanation.account === undefined
      ? []
      : section(`Life of the account, ${explanation.account.account}`, accountLife(explanation.account))),
    ...(explanation.loss === undefined ? [] : section(`Loss event ${explanation.loss.event}`, lossLines(explanation.loss))),
    ...section('Inputs, the last one is the cause', inputLines(explanation)),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`.trimEnd())]
}

function ruleLines({ rule, decision, account }: DecisionExplanation): readonly string[] {
  if (account !== undefined) return []
  if (decision.body.kind.startsWith('model')) {
    return [
      'It follows from the record of the forecasts: after each return the policy holds the losses beyond value at risk against its coverageLevel.',
    ]
  }
  if (rule === undefined)
    return decision.evidence.length > 0 ? [] : ['It follows from money, orders or time, not from a rule over signals.']
  const { name, agreeing, conditions, holdSeconds, releaseHoldSeconds, coolDownSeconds } = rule
  const met = decision.evidence.filter(({ condition }) => condition === 'met').length
  return [
    `Rule ${name} fires when ${agreeing} of its ${conditions} conditions are met for ${holdSeconds} s; ${met} were met.`,
    `It releases after ${releaseHoldSeconds} s without, and then cools down for ${coolDownSeconds} s.`,
  ]
}

function signalLines(evidence: readonly SignalEvidence[]): readonly string[] {
  if (evidence.length === 0) return []
  const rows = evidence.map(({ signal, reading, direction, fire, release, condition, modelled, detector }) => [
    signal,
    reading.kind === 'known' ? formatNumber(reading.value) : `unknown: ${reading.reason}`,
    detector === undefined ? `${direction} ${formatNumber(fire)}` : 'by detector',
    `${direction === 'above' ? 'below' : 'above'} ${formatNumber(release)}`,
    `${condition}${modelled ? ', modelled' : ''}`,
  ])
  return ['', ...columns([['Signal', 'Value', 'Fires', 'Clears', 'Condition'], ...rows]), ...detectorLines(evidence)]
}

function detectorLines(evidence: readonly SignalEvidence[]): readonly string[] {
  return evidence.flatMap(({ signal, detector }) => (detector === undefined ? [] : [`${signal}: ${detectorText(detector)}`]))
}

function budgetLines({ decision, assets }: DecisionExplanation): readonly string[] {
  const { budgetBefore: before, budgetAfter: after } = decision
  const either = after ?? before
  if (either === undefined) return []
  const money = (amount: Amount | undefined): string => {
    if (amount === undefined) return ''
    const decimals = assets.find(({ asset }) => asset === amount.asset)?.decimals
    return decimals === undefined ? `${amount.minor} minor` : moneyText(formatDecimal(amount.minor, decimals))
  }
  const row = (label: string, key: keyof Budget): readonly string[] => [label, money(before?.[key]), money(after?.[key])]
  return columns([
    [either.limit.asset, 'Before', 'After'],
    row('Limit', 'limit'),
    row('Committed', 'committed'),
    row('Deployed', 'deployed'),
    row('Available', 'available'),
  ])
}

function transferLines(transfers: readonly BookedTransfer[]): readonly string[] {
  return columns(
    transfers.map(({ stage, amount, asset, debit, credit, id }) => [stage, `${moneyText(amount)} ${asset}`, `${debit} to ${credit}`, id]),
  )
}

function inputLines({ inputs }: DecisionExplanation): readonly string[] {
  return columns(inputs.map(({ seq, at, text }) => [String(seq), at, text.length > inputWidth ? `${text.slice(0, inputWidth)}...` : text]))
}

/** A decision's line asks the engine's view for names and steps only; those are all an explanation has of it. */
function scalesOf({ decision, market, assets }: DecisionExplanation): EngineView {
  const { base, tickSize, lotSize } = market ?? {}
  const markets = market === undefined ? [] : [{ market: decision.market, base, tickSize, lotSize }]
  return { markets, reserves: assets } as unknown as EngineView
}
