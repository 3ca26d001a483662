import { notionalDown, notionalUp } from '../../market/notional.ts'
import type { DecisionBody } from '../../engine/decision.ts'
import type { AuditedStep, Law } from './law.ts'
import { textOf } from './law.ts'

/** One execution of a member: signed lots at a price, and what it is said to have realised. */
type Execution = Readonly<{ account: string; contract: string; lots: number; ticks: number; realised: bigint }>

/**
 * Positions are what was brought, traded, reduced and settled; and of each execution what was paid is in cost or in the result.
 *
 * @example
 * positionsAreTraded.watch(world)(step)
 */
export const positionsAreTraded: Law = {
  name: 'positions-are-traded',
  says: 'Lots and cost of every position change by exactly the executions that decisions name; what an execution cost is in the position or in its result.',
  watch: () => (step) => {
    const { before, after } = step
    const executions = executionsOf(step)
    for (const [account, standing] of after) {
      const contracts = new Set([...standing.lots.keys(), ...(before.get(account)?.lots.keys() ?? [])])
      for (const contract of contracts) {
        const mine = executions.filter((each) => each.account === account && each.contract === contract)
        const lots = (before.get(account)?.lots.get(contract) ?? 0) + mine.reduce((sum, each) => sum + each.lots, 0)
        const held = standing.lots.get(contract) ?? 0
        if (held !== lots) return `${account} holds ${held} lots of ${contract}, executions lead to ${lots}: ${textOf(mine)}`
        const found = costFault(step, { account, contract, mine })
        if (found !== undefined) return found
      }
    }
    return undefined
  },
}

function executionsOf({ sequenced, outcome }: AuditedStep): readonly Execution[] {
  const brought =
    sequenced.input.kind === 'accountOpened' && outcome.decisions[0]?.body.kind === 'accountOpened'
      ? sequenced.input.positions.map((each) => ({ account: (sequenced.input as { account: string }).account, realised: 0n, ...each }))
      : []
  return [...brought, ...outcome.decisions.flatMap(({ body }) => executionOf(body))]
}

function executionOf(body: DecisionBody): readonly Execution[] {
  switch (body.kind) {
    case 'tradeAccepted':
      return [{ account: body.account, contract: body.contract, lots: body.lots, ticks: body.ticks, realised: body.realised.minor }]
    case 'positionSettled':
      return [{ account: body.account, contract: body.contract, lots: -body.lots, ticks: body.ticks, realised: body.realised.minor }]
    case 'positionReduced': {
      const lots = body.side === 'buy' ? body.lots : -body.lots
      return [{ account: body.account, contract: body.contract, lots, ticks: body.ticks, realised: body.realised.minor }]
    }
    default:
      return []
  }
}

/** Of an execution the cost after is the cost before, with what was paid and what was realised, within one minor unit against the member. */
function costFault(step: AuditedStep, at: Readonly<{ account: string; contract: string; mine: readonly Execution[] }>): string | undefined {
  const { account, contract, mine } = at
  const cost = (of: AuditedStep['before']): bigint => of.get(account)?.cost.get(contract) ?? 0n
  const instrument = step.state.margin?.listings.get(contract)?.instrument
  if (instrument === undefined) return undefined
  const change = cost(step.after) - cost(step.before)
  let [least, most] = [0n, 0n]
  for (const { lots, ticks, realised } of mine) {
    const size = { ticks, lots: Math.abs(lots) }
    const [down, up] = ticks === 0 ? [0n, 0n] : [notionalDown(instrument, size).minor, notionalUp(instrument, size).minor]
    least += (lots > 0 ? down : -up) + realised
    most += (lots > 0 ? up : -down) + realised
  }
  // Closing a part and opening the other way round in one execution rounds twice.
  const slack = BigInt(2 * mine.length)
  if (change >= least - slack && change <= most + slack) return undefined
  return `${account} paid for ${contract} what is neither in cost nor in the result: ${textOf({ change, least, most, mine })}`
}
