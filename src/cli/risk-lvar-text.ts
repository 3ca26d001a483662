import type { LiquidationAssessment } from '../lab/liquidation/assess-liquidation.ts'
import type { AdjustedLoss, LiquidationPlan } from '../risk/liquidation/liquidity-adjusted-loss.ts'
import { lossParts, spanText } from '../report/lvar-parts.ts'
import { numberText, timeText } from '../report/words.ts'
import { alignedColumns, columns } from './write.ts'

/**
 * The assessment of a liquidation as text.
 *
 * @example
 * printText(liquidationText(assessment, { data: 'btcusdt.jsonl.gz', notes: [] }))
 */
export function liquidationText(assessment: LiquidationAssessment, about: Readonly<{ data: string; notes: readonly string[] }>): string {
  const { loss, question } = assessment
  const confidence = `${Number((100 * question.confidence).toPrecision(10))} %`
  return [
    headline(assessment, about.data),
    '',
    ...partsTable(assessment, confidence),
    '',
    ...scheduleText(assessment, loss.valueAtRisk.plan),
    '',
    ...frontierText(assessment),
    '',
    ...assumptionsText(assessment),
    ...assessment.warnings.map((warning) => `! ${warning}`),
    ...about.notes.map((note) => `note: ${note}`),
  ].join('\n')
}

function headline(assessment: LiquidationAssessment, data: string): string {
  const { position, value, loss, question } = assessment
  const held = question.horizonDays === 0 ? 'left now' : `held ${spanText(question.horizonDays)}, then left`
  const inverse = position.quotePerMoney === 1 ? '' : ` (settled in ${position.moneyAsset})`
  return [
    `${question.position.text} of ${assessment.market}, ${position.takesBids ? 'long' : 'short'}${inverse}, at ${timeText(assessment.at)} UTC`,
    `  data ${data}, mid ${numberText(position.venueMid, 8)}, value ${money(assessment, value)}`,
    `  ${held}: liquidity-adjusted VaR ${money(assessment, loss.valueAtRisk.total)}, ES ${money(assessment, loss.expectedShortfall.total)}`,
  ].join('\n')
}

function partsTable(assessment: LiquidationAssessment, confidence: string): readonly string[] {
  const { valueAtRisk, expectedShortfall } = assessment.loss
  const { leaveNow } = assessment
  const cell = (loss: AdjustedLoss, amount: number): readonly string[] => [
    moneyNumber(amount),
    bps(amount, assessment.value),
    loss.total === 0 ? '' : `${((100 * amount) / loss.total).toFixed(1)} %`,
  ]
  const unit = assessment.position.moneyAsset
  const rows = lossParts.map(({ key, label }) => [
    label,
    ...cell(valueAtRisk, valueAtRisk[key]),
    ...cell(expectedShortfall, expectedShortfall[key]),
    moneyNumber(leaveNow[key]),
  ])
  const total = [
    'together',
    ...cell(valueAtRisk, valueAtRisk.total),
    ...cell(expectedShortfall, expectedShortfall.total),
    moneyNumber(leaveNow.total),
  ]
  return alignedColumns([
    [`what it is made of, in ${unit}`, `VaR ${confidence}`, 'bps', 'share', `ES ${confidence}`, 'bps', 'share', 'VaR if left now'],
    ...rows,
    total,
  ])
}

function scheduleText(assessment: LiquidationAssessment, plan: LiquidationPlan): readonly string[] {
  const { position, loss } = assessment
  const at = loss.atOnce.ok
    ? `taking all of it at once costs ${money(assessment, loss.atOnce.value)} beyond the touch`
    : `the book holds ${numberText(loss.depth)} ${position.unitAsset} on that side: all of it at once is not possible`
  const verb = position.takesBids ? 'sell' : 'buy'
  const title =
    plan.window === 0 ? 'best schedule: all at once' : `best schedule: ${plan.trades.length} trades over ${spanText(plan.window)}`
  const unit = position.unitAsset
  let left = Math.abs(position.units)
  const rows = Array.from(plan.trades, (trade, i) => {
    left = Math.max(0, left - trade)
    const cost = trade === 0 ? '' : ((1e4 * (plan.perTrade[i] as number)) / (trade * position.mid)).toFixed(2)
    return [`+${spanText(plan.times[i] as number)}`, numberText(trade), cost, i === plan.trades.length - 1 ? '0' : numberText(left)]
  })
  return [`${title} (${at})`, ...alignedColumns([['when', `${verb} ${unit}`, 'impact bps', 'left'], ...rows])]
}

function frontierText(assessment: LiquidationAssessment): readonly string[] {
  const { frontier, valueAtRisk } = assessment.loss
  const shown = telling(frontier, valueAtRisk.plan)
  const rows = shown.map((plan) => [
    plan.window === 0 ? 'at once' : spanText(plan.window),
    moneyNumber(plan.temporary + plan.permanent),
    bps(plan.temporary + plan.permanent, assessment.value),
    moneyNumber(plan.deviation),
    bps(plan.deviation, assessment.value),
    plan === valueAtRisk.plan ? '<- best' : '',
  ])
  return [
    'efficient frontier: impact against the deviation of what is still held',
    ...alignedColumns([['window', 'impact', 'bps', 'deviation', 'bps', ''], ...rows]),
  ]
}

/** Plans far enough apart to tell from each other, with the ends and the best one. */
function telling(frontier: readonly LiquidationPlan[], best: LiquidationPlan): readonly LiquidationPlan[] {
  let last = Infinity
  return frontier.filter((plan) => {
    const tells =
      plan === best || plan.deviation === 0 || (plan.deviation < 0.6 * last && plan.deviation > 1e-3 * (frontier[0]?.deviation ?? 0))
    if (tells) last = plan.deviation
    return tells
  })
}

function assumptionsText(assessment: LiquidationAssessment): readonly string[] {
  return ['what this rests on', ...columns(assessment.assumptions.map(({ name, value, origin, how }) => [`  ${name}`, value, origin, how]))]
}

function money(assessment: LiquidationAssessment, amount: number): string {
  const { moneyAsset, quotePerMoney } = assessment.position
  const own = `${moneyNumber(amount)} ${moneyAsset}`
  return quotePerMoney === 1 ? own : `${own} (${moneyNumber(amount * quotePerMoney)} ${assessment.position.unitAsset})`
}

function moneyNumber(amount: number): string {
  return Math.abs(amount) >= 1000 ? Math.round(amount).toLocaleString('en-US') : numberText(amount, 4)
}

function bps(amount: number, value: number): string {
  return value === 0 ? '' : ((1e4 * amount) / value).toFixed(2)
}
