import type { RunInfo, RunSession } from '../api/session.ts'
import { assertNever } from '../base/assert.ts'
import type { Decision } from '../engine/decision.ts'
import type { Effect } from '../engine/effect.ts'
import { queueContractsOf, queuePlacesOf, type QueuePlace } from '../engine/loss/deleveraging-view.ts'
import { accountPageOf, marginViewOf } from '../engine/margin/margin-view-of.ts'
import type { EngineState } from '../engine/state.ts'
import { viewOf } from '../engine/view-of.ts'
import type { Transfer } from '../ledger/transfer.ts'
import type { Rule } from '../trigger/rule.ts'
import type { ControlDesk } from './control.ts'
import { keepView } from './kept-view.ts'
import type { Recorder } from './recorder.ts'

/** What a session shows. */
export type SessionParts = Readonly<{
  state: EngineState
  recorder: Recorder
  control: ControlDesk
  info: () => RunInfo
  listeners: Set<() => void>
  /** A clock that only goes forward: margin of all accounts is made at most once a second while the run moves. */
  nowMs: () => number
}>

/**
 * A run as the API reads it: copies and finished things only.
 *
 * @example
 * const session = createSession({ state, recorder, control, info, listeners, nowMs: () => performance.now() })
 */
export function createSession(parts: SessionParts): RunSession {
  const { state, recorder, control, listeners, nowMs } = parts
  const kept = <View>(make: () => View | undefined): (() => View | undefined) =>
    keepView({ make, seq: () => state.seq, isMoving: () => parts.info().progress.status === 'running', nowMs })
  const margin = kept(() => marginViewOf(state))
  const queues = new Map<string, () => readonly QueuePlace[] | undefined>()
  return {
    info: parts.info,
    view: () => viewOf(state),
    history: (market) => recorder.history.of(market),
    decisions: (from, limit) => ({ total: recorder.decisions.length, decisions: recorder.decisions.slice(from, from + limit) }),
    decision: (id) => {
      const index = recorder.decisionIndex(id)
      const decision = index === undefined ? undefined : recorder.decisions[index]
      if (index === undefined || decision === undefined) return undefined
      const rule = state.terms?.policy.triggers.find((candidate) => candidate.name === decision.trigger)
      const input = recorder.inputOf(decision.seq)
      return {
        decision,
        index,
        input: input ?? { seq: decision.seq, at: decision.at, kind: 'unknown', text: '' },
        ...(rule && { rule: { name: rule.name, text: ruleText(rule) } }),
        transfers: transfersOf(decision, recorder),
        effects: recorder.effectsOf(decision.seq).map(({ effect, outcome }) => ({
          effectId: effect.effectId,
          text: effectText(effect),
          outcome,
        })),
      }
    },
    margin,
    marginAccount: (account) => accountPageOf(state, account),
    queue: (contract, side) => {
      const key = `${side} ${contract}`
      const queue = queues.get(key) ?? kept(() => queuePlacesOf(state, contract, side))
      // Only contracts there are: whoever asks for others fills no memory.
      if (state.margin?.listings.has(contract) === true) queues.set(key, queue)
      return queue()
    },
    queueContracts: () => queueContractsOf(state),
    control: control.take,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Work asked of the world, in words. */
function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'placeOrder':
      return `${effect.side} ${effect.lots} lots at ${effect.ticks} ticks, ${effect.timeInForce}`
    case 'reducePosition':
      return `${effect.side} ${effect.lots} lots for ${effect.account}, no worse than ${effect.ticks} ticks`
    case 'cancelOrder':
      return `cancel ${effect.orderId}`
    default:
      return assertNever(effect)
  }
}

/**
 * A rule in words.
 *
 * @example
 * ruleText(rule) // 'at least 2 of 5 conditions for 10 s; released after 60 s; then cooling down for 300 s'
 */
export function ruleText(rule: Rule): string {
  const inSeconds = (us: number): string => `${us / 1e6} s`
  const needed =
    rule.agreeing === rule.conditions.length ? `all ${rule.agreeing}` : `at least ${rule.agreeing} of ${rule.conditions.length}`
  return `${needed} conditions for ${inSeconds(rule.holdFor)}; released after ${inSeconds(rule.releaseHoldFor)}; then cooling down for ${inSeconds(rule.coolDownFor)}`
}

function transfersOf(decision: Decision, recorder: Recorder): NonNullable<ReturnType<RunSession['decision']>>['transfers'] {
  return decision.transfers.flatMap((id) => {
    const transfer = recorder.transfer(id)
    if (transfer === undefined) return []
    const { debit, credit, asset, minor } = transfer
    return { id, debit, credit, amount: { asset, minor }, state: stateOf(transfer) }
  })
}

/**
 * How a transfer reads to people: reserved, moved, or released.
 *
 * @example
 * stateOf(transfer) // 'pending'
 */
export function stateOf(transfer: Transfer): 'pending' | 'posted' | 'voided' {
  if (transfer.kind === 'pending') return 'pending'
  return transfer.kind === 'voidPending' ? 'voided' : 'posted'
}
