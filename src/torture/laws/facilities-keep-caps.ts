import { loansAccount } from '../../accounting/facility-chart.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { DecisionBody } from '../../engine/decision.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { textOf, type AuditedStep, type Law, type World } from './law.ts'

/**
 * Guarantees, loans and draws keep their caps: for an account, its group, an event, an epoch and in all.
 *
 * @example
 * facilitiesKeepCaps.watch(world)(step)
 */
export const facilitiesKeepCaps: Law = {
  name: 'facilities-keep-caps',
  says: 'No facility goes beyond its caps: loans their budget, draws what an event and an epoch allow, covers what a window allows, and no claim is paid more than its cover.',
  watch: (world) => {
    const sums = new Map<string, bigint>()
    return (step) => {
      for (const decision of step.outcome.decisions) {
        for (const [name, minor, most] of uses(decision.body, { step, world, id: decision.id, sums })) {
          const sum = (sums.get(name) ?? 0n) + minor
          sums.set(name, sum)
          if (sum > most) return `${name} comes to ${sum}, at most ${most} are allowed: ${textOf(decision.body)}`
        }
      }
      return beyondBudget(step, world)
    }
  },
}

type Use = readonly [name: string, minor: bigint, most: bigint]
type About = Readonly<{ step: AuditedStep; world: World; id: string; sums: Map<string, bigint> }>

function uses(body: DecisionBody, { step, world, id, sums }: About): readonly Use[] {
  const { fundDraw, lossGuarantee } = world.setting.policy
  const startedAt = step.state.terms?.startedAt ?? 0
  const { at } = step.sequenced.input
  if (body.kind === 'fundDrawn' && fundDraw !== undefined) {
    const epoch = Math.floor((at - startedAt) / fundDraw.epochFor)
    const group = step.after.get(body.account)?.owner ?? body.account
    return [
      [`draws for ${body.event}`, body.drawn.minor, minorOf(world, fundDraw.perEvent)],
      [`draws in epoch ${epoch}`, body.drawn.minor, minorOf(world, fundDraw.perEpoch)],
      [`draws of group ${group} in epoch ${epoch}`, body.drawn.minor, minorOf(world, fundDraw.perGroup)],
    ]
  }
  if (body.kind === 'coverSold' && lossGuarantee !== undefined) {
    sums.set(`cap of ${body.account} ${id}`, body.cap.minor)
    return [
      [`covers of window ${body.window}`, body.cap.minor, minorOf(world, lossGuarantee.perWindow)],
      [`covers of group ${body.group} in window ${body.window}`, body.cap.minor, minorOf(world, lossGuarantee.perGroup)],
      [`covers of ${body.account} in window ${body.window}`, body.cap.minor, minorOf(world, lossGuarantee.perAccount)],
    ]
  }
  if (body.kind === 'claimPaid') {
    // A claim may draw on every cover that the account holds, so all of them together are its cap.
    return [[`paid to ${body.account}`, body.paid.minor, capsOf(body.account, sums)]]
  }
  return []
}

function capsOf(account: string, sums: ReadonlyMap<string, bigint>): bigint {
  let sum = 0n
  for (const [name, minor] of sums) if (name.startsWith(`cap of ${account} `)) sum += minor
  return sum
}

function beyondBudget({ state, outcome }: AuditedStep, world: World): string | undefined {
  const { collateralSupport } = world.setting.policy
  if (collateralSupport === undefined || !outcome.decisions.some(({ body }) => body.kind === 'loanGranted')) return undefined
  const lent = balanceOf(state.ledger, loansAccount(world.asset))
  const budget = minorOf(world, collateralSupport.budget)
  const size = lent < 0n ? -lent : lent
  return size <= budget ? undefined : `${size} is lent out, the budget is ${budget}`
}

function minorOf({ setting }: World, whole: number): bigint {
  return BigInt(Math.floor(whole * powerOfTen(setting.instruments[0]?.quoteDecimals ?? 0)))
}
