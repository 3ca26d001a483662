import { formatNumber } from '../api/format.ts'
import { figuresText } from '../api/margin-decision-text.ts'
import type { AccountEvent, AccountExplanation, DecisionExplanation } from '../daemon/run-types.ts'
import type { MarginEvidence, MarginFigures } from '../engine/margin/margin-decision.ts'
import { moneyText } from './run-text.ts'
import { columns } from './write.ts'

/**
 * Why a decision about an account was taken: the rule, the figures, and the marks behind them with the inputs that brought those.
 *
 * @example
 * accountReasons(explanation) // lines of the section "Why"
 */
export function accountReasons({ decision, account }: DecisionExplanation): readonly string[] {
  const { body } = decision
  if (account === undefined) return []
  const rules = [
    `Model ${account.model}, numbers of ${account.effectiveFrom} (${account.source}).`,
    `Equity below initial margin restricts; below maintenance margin it is called, due in ${formatNumber(account.callDueSeconds)} s; not met then, it is liquidated.`,
  ]
  const evidence: MarginFigures | undefined = 'evidence' in body ? body.evidence : 'figures' in body ? body.figures : undefined
  if (evidence === undefined) return rules
  return [...rules, `It stood at ${figuresText(evidence)} (${account.settlement.asset}).`, ...markLines(evidence, account.lots)]
}

/**
 * An account's life as a table, with every transfer; fills of one order in a row are added up.
 *
 * @example
 * accountLife(explanation.account)
 */
export function accountLife({ life }: Pick<AccountExplanation, 'life'>): readonly string[] {
  const rows = folded(life).flatMap(({ event, more }) => [
    [event.id, event.at, event.title, more === 0 ? event.text : `${event.text} (and ${more} more fills before)`],
    ...event.transfers.map(({ stage, amount, asset, debit, credit, id }) => [
      '',
      '',
      `  ${stage}`,
      `${moneyText(amount)} ${asset}, ${debit} to ${credit} (${id})`,
    ]),
  ])
  return columns(rows)
}

function markLines(evidence: MarginFigures | MarginEvidence, lotsOf: AccountExplanation['lots']): readonly string[] {
  if (!('positions' in evidence)) return []
  const rows = evidence.positions.map(({ contract, lots, mark, volatility, markSeq, value }) => [
    contract,
    sizeOf(lots, lotsOf[contract]),
    mark === undefined ? '' : formatNumber(mark),
    volatility === undefined ? '' : formatNumber(volatility),
    String(markSeq),
    formatNumber(value),
  ])
  const left = evidence.positionsHeld - evidence.positions.length
  // With it the column adds up to equity.
  const rest = evidence.equity - evidence.positions.reduce((sum, { value }) => sum + value, 0)
  const name = left > 0 ? `Cash, collateral, ${left} smaller ones` : 'Cash and collateral'
  return [
    '',
    ...columns([
      ['Position', 'Size', 'Mark', 'Volatility', 'Mark from input', 'Adds to equity'],
      ...rows,
      [name, '', '', '', '', formatNumber(rest)],
    ]),
  ]
}

function sizeOf(lots: number, lot: AccountExplanation['lots'][string] | undefined): string {
  return lot === undefined ? `${formatNumber(lots)} lots` : `${formatNumber(lots * lot.size)} ${lot.base}`
}

type Folded = Readonly<{ event: AccountEvent; more: number }>

function folded(life: readonly AccountEvent[]): readonly Folded[] {
  const found: { event: AccountEvent; more: number }[] = []
  for (const event of life) {
    const before = found.at(-1)
    if (before?.event.kind === 'positionReduced' && event.kind === 'positionReduced') {
      found[found.length - 1] = { event: { ...event, transfers: [...before.event.transfers, ...event.transfers] }, more: before.more + 1 }
    } else found.push({ event, more: 0 })
  }
  return found
}
