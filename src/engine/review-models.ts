import { championOf, modelEvidence, type ScoredModel } from './model-bench.ts'
import type { ModelEvidence } from './decision.ts'
import type { MarketState } from './market-state.ts'
import type { MeasurePolicy } from './policy.ts'
import { recordDecision, type Turn } from './turn.ts'

type Judged = Readonly<{ place: number; entry: ScoredModel; record: ModelEvidence }>

/**
 * Looks at the champion once after each return. When its coverage is rejected at the policy's level, the challenger with the best
 * score among those whose coverage is not takes its place; without one it stays, and the engine says once that it is distrusted.
 *
 * @returns Whether the market's figures come from another model now.
 *
 * @example
 * if (reviewModels(turn, market, policy.measure)) publishRisk(market, policy.measure)
 */
export function reviewModels(turn: Turn, market: MarketState, measure: MeasurePolicy): boolean {
  const bench = market.assessment.models
  if (!bench.reviewDue || bench.entries.length === 1) return false
  bench.reviewDue = false
  const champion = championOf(bench)
  const record = modelEvidence(champion, measure)
  if (record.pValue === undefined) return false
  const common = { market: market.instrument.id, evidence: [] }
  const model = champion.model.name
  if (holds(record, measure)) {
    if (bench.distrusted) recordDecision(turn, { ...common, body: { kind: 'modelTrusted', model, record } })
    bench.distrusted = false
    return false
  }
  const successor = bestChallenger(market, measure)
  if (successor === undefined) {
    if (!bench.distrusted) recordDecision(turn, { ...common, body: { kind: 'modelDistrusted', model, record } })
    bench.distrusted = true
    return false
  }
  bench.champion = successor.place
  bench.distrusted = false
  const body = { kind: 'modelDemoted' as const, model, successor: successor.entry.model.name, record, successorRecord: successor.record }
  recordDecision(turn, { ...common, body })
  return true
}

function bestChallenger(market: MarketState, measure: MeasurePolicy): Judged | undefined {
  const { entries, champion } = market.assessment.models
  return entries
    .map((entry, place): Judged => ({ place, entry, record: modelEvidence(entry, measure) }))
    .filter(({ place, record }) => place !== champion && holds(record, measure) && record.meanScore !== undefined)
    .reduce<Judged | undefined>((best, each) => (best === undefined || scoreOf(each) < scoreOf(best) ? each : best), undefined)
}

function scoreOf(judged: Judged): number {
  return judged.record.meanScore ?? Number.POSITIVE_INFINITY
}

/** A model that has not been judged long enough neither holds nor fails: it may not take over. */
function holds(record: ModelEvidence, measure: MeasurePolicy): boolean {
  return record.pValue !== undefined && record.pValue >= measure.models.coverageLevel
}
