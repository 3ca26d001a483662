import { hashFrom, type Hash } from '../../base/hash.ts'
import type { TimeUs } from '../../base/time.ts'
import { epochAt } from '../../backstop/allowance.ts'
import { drawThreshold, propensityAt, seedOfEpoch, verifyThresholds } from '../../trigger/committed-threshold.ts'
import type { Condition, Rule } from '../../trigger/rule.ts'
import type { MarketState } from '../market-state.ts'
import type { Policy } from '../policy.ts'
import { recordDecision, type Turn } from '../turn.ts'
import type { RandomisedActivation, ThresholdsState } from './facilities-state.ts'
import type { ThresholdSeedGiven } from './facility-input.ts'
import type { RandomisedPolicy } from './facility-policy.ts'

/**
 * How far a rule is beyond what it needs: of its conditions' distances from release to fire, the one that is exceeded by as many as must agree. 1 when it
 * just fires, 2 at twice the distance. A condition that is unknown counts as 0, one with a detector as 1 while it is met.
 *
 * @example
 * scoreOf(rule, market.signals, trigger.met) // 1.25
 */
export function scoreOf(rule: Rule, table: MarketState['signals'], met: Uint8Array): number {
  const scores = rule.conditions.map((condition, place) => conditionScore(condition, table, met[place] === 1))
  scores.sort((a, b) => b - a)
  return scores[rule.agreeing - 1] ?? 0
}

/**
 * Whether a facility whose trigger is active may act: without committed thresholds always; with them once the highest score of the activation reaches
 * the threshold drawn for the epoch it began in. Each activation records its probability when it begins and when it is let through.
 *
 * @example
 * if (!isLetThrough(turn, market, { policy, trigger: 'fireSale', firedAt })) return
 */
export function isLetThrough(
  turn: Turn,
  market: MarketState,
  about: Readonly<{ policy: Policy; trigger: string; firedAt: TimeUs }>,
): boolean {
  const { policy, trigger, firedAt } = about
  const thresholds = turn.state.facilities?.thresholds
  const { terms } = turn.state
  if (policy.randomised === undefined || thresholds === undefined || terms === undefined) return true
  const key = `${market.instrument.id} ${trigger}`
  const before = thresholds.activations.get(key)
  const isNew = before?.firedAt !== firedAt
  const epoch = epochAt(firedAt, { startedAt: terms.startedAt, epochFor: policy.randomised.epochFor })
  const activation: RandomisedActivation = isNew ? { firedAt, epoch, score: Number.NEGATIVE_INFINITY, activated: false } : before
  thresholds.activations.set(key, activation)
  if (activation.activated) return true
  const place = policy.triggers.findIndex((rule) => rule.name === trigger)
  const [rule, state] = [policy.triggers[place], market.triggers[place]]
  if (rule === undefined || state === undefined) return true
  const score = scoreOf(rule, market.signals, state.met)
  if (score <= activation.score) return false
  activation.score = score
  const seed = seedFor(thresholds, policy.randomised, activation.epoch)
  // A backstop is not kept from acting because nobody gave the seed.
  const threshold = seed === undefined ? undefined : drawThreshold(seed, { trigger, distribution: policy.randomised.distribution })
  const propensity = seed === undefined ? 1 : propensityAt(policy.randomised.distribution, score)
  activation.activated = threshold === undefined || (propensity > 0 && threshold <= score)
  if (isNew || activation.activated) {
    const body = { kind: 'activationRandomised', epoch: activation.epoch, score, propensity, activated: activation.activated } as const
    recordDecision(turn, { market: market.instrument.id, trigger, body: { ...body, seeded: seed !== undefined } })
  }
  return activation.activated
}

/**
 * Takes the seed of the epoch that runs, if it is the committed one.
 *
 * @example
 * takeSeed(turn, policy, input)
 */
export function takeSeed(turn: Turn, policy: Policy, input: ThresholdSeedGiven): void {
  const { epoch, seed } = input
  const { terms, facilities } = turn.state
  const { randomised } = policy
  const refused = { kind: 'thresholdSeedRefused', epoch } as const
  if (randomised === undefined || facilities?.thresholds === undefined || terms === undefined) {
    return void recordDecision(turn, { body: { ...refused, reason: 'facilityOff' } })
  }
  if (epoch !== epochAt(turn.at, { startedAt: terms.startedAt, epochFor: randomised.epochFor })) {
    return void recordDecision(turn, { body: { ...refused, reason: 'otherEpoch' } })
  }
  if (verifyThresholds(randomised, { trigger: '', epoch, seed, records: [] }) !== undefined) {
    return void recordDecision(turn, { body: { ...refused, reason: 'seedNotCommitted' } })
  }
  facilities.thresholds.seed = { epoch, seed: hashFrom(seed) }
  recordDecision(turn, { body: { kind: 'thresholdSeedTaken', epoch } })
}

function seedFor({ seed }: ThresholdsState, { root, epochs }: RandomisedPolicy, epoch: number): Hash | undefined {
  if (seed?.epoch === epoch) return seed.seed
  return root === undefined || epoch >= epochs ? undefined : seedOfEpoch(root, { epoch, epochs })
}

function conditionScore(condition: Condition, table: MarketState['signals'], isMet: boolean): number {
  const { index, fire, release } = condition
  if (table.status[index] !== 0) return 0
  if (condition.detector !== undefined || fire === release) return isMet ? 1 : 0
  return ((table.value[index] ?? 0) - release) / (fire - release)
}
