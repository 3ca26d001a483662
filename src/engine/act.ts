import type { Desk } from './desks.ts'
import type { AssetPurchasePolicy, DepthDeploymentPolicy } from '../backstop/facility.ts'
import { invariant } from '../base/assert.ts'
import { later } from '../base/time.ts'
import type { TriggerState } from '../trigger/evaluate.ts'
import { budgetOf, wholeToMinor } from './books.ts'
import { deployDepth } from './deploy-depth.ts'
import { disposeInventory, withdrawQuotes, withhold } from './desk.ts'
import { isLetThrough } from './facilities/randomised-activation.ts'
import { markInventory, resultOf } from './mark.ts'
import type { MarketState } from './market-state.ts'
import type { Policy } from './policy.ts'
import { purchaseAssets } from './purchase-assets.ts'
import { isFired } from './triggers.ts'
import { recordDecision, type Turn } from './turn.ts'

/**
 * Lets each facility of a market do what its trigger calls for now: act, give way, or bring inventory back.
 *
 * @example
 * actInMarket(turn, market, policy)
 */
export function actInMarket(turn: Turn, market: MarketState, policy: Policy): void {
  const { depthDeployment, assetPurchase } = policy
  if (depthDeployment !== undefined && market.depthDeployment !== undefined) {
    const desk = { market, facility: market.depthDeployment, limits: depthDeployment.limits }
    runDepthDeployment(turn, desk, depthDeployment, triggerNamed(policy, market, depthDeployment.trigger))
  }
  if (assetPurchase !== undefined && market.assetPurchase !== undefined) {
    const desk = { market, facility: market.assetPurchase, limits: assetPurchase.limits }
    runAssetPurchase(turn, desk, assetPurchase, triggerNamed(policy, market, assetPurchase.trigger))
  }
}

/** A trigger beside the release hold of its rule, in microseconds. */
type Armed = Readonly<{ trigger: TriggerState; name: string; releaseHoldUs: number }>

function runDepthDeployment(turn: Turn, desk: Desk, policy: DepthDeploymentPolicy, armed: Armed): void {
  const { trigger } = armed
  if (!isFired(trigger.phase)) {
    withdrawQuotes(turn, desk, 'released')
    return rest(turn, desk, policy, armed)
  }
  if (!mayAct(turn, desk, armed.name)) return
  if (trigger.phase === 'active') return deployDepth(turn, desk, policy, { phase: 'active' })
  const progress = armed.releaseHoldUs === 0 ? 1 : trigger.heldFor / armed.releaseHoldUs
  deployDepth(turn, desk, policy, { phase: 'recovering', progress })
}

function runAssetPurchase(turn: Turn, desk: Desk, policy: AssetPurchasePolicy, armed: Armed): void {
  if (!isFired(armed.trigger.phase)) return rest(turn, desk, policy, armed)
  if (!mayAct(turn, desk, armed.name)) return
  if (armed.trigger.phase === 'active') purchaseAssets(turn, desk, policy)
}

/** Between activations inventory is given back. */
function rest(turn: Turn, desk: Desk, policy: DepthDeploymentPolicy | AssetPurchasePolicy, armed: Armed): void {
  const { facility, market } = desk
  facility.suspended = false
  if (facility.position.lots === 0 || turn.state.halted) return
  markWhenDue(turn, desk)
  const released = market.activations.findLast((activation) => activation.trigger === armed.name)?.releasedAt
  if (released !== undefined) disposeInventory(turn, desk, policy.disposal, released)
}

/** Checks everything that keeps a facility from acting although its trigger calls for it, and says why. */
function mayAct(turn: Turn, desk: Desk, trigger: string): boolean {
  const { facility, market } = desk
  noteActivation(turn, desk, trigger)
  if (market.instrument.payoff !== 'linear') {
    withhold(turn, desk, 'payoffNotSupported')
    return false
  }
  if (!isLetThrough(turn, market, { policy: policyOf(turn), trigger, firedAt: facility.activatedAt })) return false
  markWhenDue(turn, desk)
  if (turn.state.halted) {
    withdrawQuotes(turn, desk, 'halted')
    withhold(turn, desk, 'halted')
    return false
  }
  if (!facility.suspended && beyondLossLimit(turn, desk)) {
    facility.suspended = true
    recordDecision(turn, {
      market: market.instrument.id,
      budgetBefore: budgetOf(turn.state, desk),
      body: { kind: 'facilitySuspended', facility: facility.facility, why: 'lossLimit' },
    })
    withdrawQuotes(turn, desk, 'suspended')
  }
  return !facility.suspended
}

function policyOf(turn: Turn): Policy {
  const { terms } = turn.state
  invariant(terms !== undefined, 'a run starts with its terms')
  return terms.policy
}

/** A new activation starts afresh: not suspended, nothing withheld, its loss counted from here. */
function noteActivation(turn: Turn, desk: Desk, trigger: string): void {
  const { facility, market } = desk
  const firedAt = market.activations.findLast((activation) => activation.trigger === trigger)?.firedAt
  if (firedAt === undefined || firedAt === facility.activatedAt) return
  facility.activatedAt = firedAt
  facility.resultAtActivationMinor = market.instrument.payoff === 'linear' ? resultOf(turn.state, desk) : 0n
  facility.suspended = false
  facility.withheld = ''
}

function beyondLossLimit(turn: Turn, desk: Desk): boolean {
  const lost = desk.facility.resultAtActivationMinor - resultOf(turn.state, desk)
  return lost >= wholeToMinor(desk.limits.lossLimit, desk.market.instrument.quoteDecimals)
}

function markWhenDue(turn: Turn, desk: Desk): void {
  const { terms } = turn.state
  if (terms === undefined || turn.at < desk.facility.nextMarkAt) return
  desk.facility.nextMarkAt = later(turn.at, terms.policy.markEvery)
  markInventory(turn, desk)
}

function triggerNamed(policy: Policy, market: MarketState, name: string): Armed {
  const place = policy.triggers.findIndex((rule) => rule.name === name)
  const [rule, trigger] = [policy.triggers[place], market.triggers[place]]
  if (rule === undefined || trigger === undefined) throw new TypeError(`a facility's trigger is one of the policy's, ${name} is not`)
  return { trigger, name, releaseHoldUs: rule.releaseHoldFor }
}
