import type { FacilityName } from '../backstop/facility.ts'
import { advanceTrigger, conditionStates, type TriggerMove, type TriggerState } from '../trigger/evaluate.ts'
import { readingAt } from '../trigger/reading.ts'
import type { Rule } from '../trigger/rule.ts'
import type { SignalEvidence } from './decision.ts'
import { detectorEvidenceOf } from './detector-evidence.ts'
import type { MarketState } from './market-state.ts'
import type { Policy } from './policy.ts'
import { signalCatalogue } from './signal-catalogue.ts'
import { recordDecision, type Turn } from './turn.ts'

/**
 * Lets every trigger of a market take in its signals as they stand, and records each move, activation and release.
 *
 * @example
 * advanceTriggers(turn, market, policy)
 */
export function advanceTriggers(turn: Turn, market: MarketState, policy: Policy): void {
  policy.triggers.forEach((rule, place) => {
    const trigger = market.triggers[place]
    if (trigger === undefined) return
    const moves = advanceTrigger(trigger, rule, market.signals, turn.at)
    if (moves.length > 0) recordMoves(turn, { market, rule, trigger, policy }, moves)
  })
}

/**
 * Whether a phase is one in which the trigger has fired and not been released.
 *
 * @example
 * isFired('recovering') // true
 */
export function isFired(phase: TriggerState['phase']): boolean {
  return phase === 'active' || phase === 'recovering'
}

/**
 * The rule's signals as they stand, each beside its thresholds.
 *
 * @example
 * evidenceOf(market, rule, trigger)[0].condition // 'met'
 */
export function evidenceOf(market: MarketState, rule: Rule, trigger: TriggerState): readonly SignalEvidence[] {
  const states = conditionStates(trigger, rule, market.signals)
  return rule.conditions.map((condition, place) => ({
    signal: condition.signal,
    reading: readingAt(market.signals, condition.index),
    direction: condition.direction,
    fire: condition.fire,
    release: condition.release,
    condition: states[place] ?? 'unknown',
    modelled: market.instrument.bookSource === 'modelled' && isOfModel(condition.index),
    ...detectorEvidenceOf(condition, trigger, place),
  }))
}

type Moved = Readonly<{ market: MarketState; rule: Rule; trigger: TriggerState; policy: Policy }>

function recordMoves(turn: Turn, moved: Moved, moves: readonly TriggerMove[]): void {
  const { market, rule, trigger, policy } = moved
  const common = { market: market.instrument.id, trigger: rule.name, evidence: evidenceOf(market, rule, trigger) }
  for (const move of moves) {
    recordDecision(turn, { ...common, body: { kind: 'triggerMoved', ...move } })
    if (move.to === 'active' && !isFired(move.from)) {
      market.activations.push({ trigger: rule.name, firedAt: turn.at })
      recordDecision(turn, { ...common, body: { kind: 'backstopActivated', facilities: facilitiesOf(policy, rule.name) } })
    }
    if (isFired(move.from) && !isFired(move.to)) {
      const activation = market.activations.findLast((candidate) => candidate.trigger === rule.name)
      if (activation === undefined) continue
      activation.releasedAt = turn.at
      recordDecision(turn, { ...common, body: { kind: 'backstopReleased', activeForUs: turn.at - activation.firedAt } })
    }
  }
}

function facilitiesOf(policy: Policy, trigger: string): readonly FacilityName[] {
  const names: FacilityName[] = []
  if (policy.depthDeployment?.trigger === trigger) names.push('depthDeployment')
  if (policy.assetPurchase?.trigger === trigger) names.push('assetPurchase')
  return names
}

/** Whether a signal is made of what a book model makes: the path of prices and the fund are not. */
function isOfModel(index: number): boolean {
  const origin = signalCatalogue[index]?.origin
  return origin === 'book' || origin === 'trades'
}
