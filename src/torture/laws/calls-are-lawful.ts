import type { DecisionBody } from '../../engine/decision.ts'
import { textOf, type AuditedStep, type Law, type World } from './law.ts'

type Call = { dueAt: number }

/**
 * Who is called, liquidated and let go follows from what decisions say of it: below maintenance margin, and not before time.
 *
 * @example
 * callsAreLawful.watch(world)(step)
 */
export const callsAreLawful: Law = {
  name: 'calls-are-lawful',
  says: 'Nobody is called or liquidated at or above maintenance margin, nor liquidated before a call is due unless it is bankrupt; one call and one liquidation at a time.',
  watch: (world) => {
    const calls = new Map<string, Call>()
    const liquidations = new Set<string>()
    return (step) => {
      for (const { body } of step.outcome.decisions) {
        const found = judged(body, { step, world, calls, liquidations })
        if (found !== undefined) return `${found}: ${textOf(body)}`
      }
      const { margin } = step.state
      for (const [id, { call, liquidation }] of margin?.members ?? []) {
        if (call?.dueAt !== calls.get(id)?.dueAt) return `the call of ${id} is due at ${call?.dueAt}, decisions say ${calls.get(id)?.dueAt}`
        if ((liquidation !== undefined) !== liquidations.has(id)) return `${id} is in liquidation or not, decisions say otherwise`
      }
      return undefined
    }
  },
}

type Docket = Readonly<{ step: AuditedStep; world: World; calls: Map<string, Call>; liquidations: Set<string> }>

function judged(body: DecisionBody, { step, world, calls, liquidations }: Docket): string | undefined {
  const { at } = step.sequenced.input
  switch (body.kind) {
    case 'marginCallIssued': {
      if (calls.has(body.account) || liquidations.has(body.account)) return 'called twice'
      calls.set(body.account, { dueAt: body.dueAt })
      if (body.dueAt !== at + (world.setting.policy.margin?.callDueFor ?? 0)) return 'due when the policy does not say'
      return body.evidence.equity < body.evidence.maintenanceMargin ? undefined : 'called at or above maintenance margin'
    }
    case 'marginCallMet':
      return calls.delete(body.account) ? undefined : 'a call that was not open is met'
    case 'accountKnown': {
      const call = calls.get(body.account)
      if (call !== undefined) call.dueAt += body.unknownFor
      return undefined
    }
    case 'liquidationStarted': {
      const call = calls.get(body.account)
      calls.delete(body.account)
      if (liquidations.has(body.account)) return 'liquidated twice'
      liquidations.add(body.account)
      if (body.cause === 'callNotMet' && !(call !== undefined && at > call.dueAt)) return 'liquidated before its call was due'
      if (body.cause === 'bankrupt' && body.evidence.equity >= 0) return 'liquidated as bankrupt with equity'
      return body.evidence.equity < body.evidence.maintenanceMargin ? undefined : 'liquidated at or above maintenance margin'
    }
    case 'liquidationEnded':
      return liquidations.delete(body.account) ? undefined : 'a liquidation that was not under way ended'
    case 'reductionOrdered':
      return liquidations.has(body.account) ? undefined : 'reduced without a liquidation'
    default:
      return undefined
  }
}
