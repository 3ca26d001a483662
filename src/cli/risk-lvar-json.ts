import type { LiquidationAssessment } from '../lab/liquidation/assess-liquidation.ts'
import type { AdjustedLoss, LiquidationPlan } from '../risk/liquidation/liquidity-adjusted-loss.ts'

const dayUs = 86_400_000_000

/**
 * The assessment of a liquidation as one JSON object. Money in `moneyAsset`, units in `unitAsset`, times in microseconds.
 *
 * @example
 * printJson(liquidationJson(assessment, { data: 'btcusdt.jsonl.gz', notes: [] }))
 */
export function liquidationJson(assessment: LiquidationAssessment, about: Readonly<{ data: string; notes: readonly string[] }>): unknown {
  const { position, question, loss } = assessment
  return {
    market: assessment.market,
    bookSource: assessment.modelled ? 'modelled' : 'recorded',
    data: about.data,
    atUs: assessment.at,
    position: {
      asked: question.position.text,
      side: position.takesBids ? 'long' : 'short',
      units: Math.abs(position.units),
      unitAsset: position.unitAsset,
      moneyAsset: position.moneyAsset,
      quotePerMoney: position.quotePerMoney,
      value: assessment.value,
      venueMid: position.venueMid,
    },
    confidence: question.confidence,
    horizonUs: question.horizonDays * dayUs,
    valueAtRisk: lossJson(loss.valueAtRisk),
    expectedShortfall: lossJson(loss.expectedShortfall),
    leaveNow: lossJson(assessment.leaveNow),
    frontier: loss.frontier.map(({ window, temporary, permanent, deviation }) => ({
      windowUs: window * dayUs,
      impact: temporary + permanent,
      temporary,
      permanent,
      deviation,
    })),
    book: { depth: loss.depth, atOnce: loss.atOnce.ok ? loss.atOnce.value : null },
    assumptions: assessment.assumptions,
    warnings: assessment.warnings,
    notes: about.notes,
  }
}

function lossJson(loss: AdjustedLoss): unknown {
  const { total, plan, ...parts } = loss
  return { total, parts, schedule: scheduleJson(plan) }
}

function scheduleJson(plan: LiquidationPlan): unknown {
  return {
    windowUs: plan.window * dayUs,
    deviation: plan.deviation,
    trades: Array.from(plan.trades, (units, i) => ({
      afterUs: Math.round((plan.times[i] as number) * dayUs),
      units,
      impact: plan.perTrade[i],
    })),
  }
}
