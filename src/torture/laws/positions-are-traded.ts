import { costOf, executionsOf, replay, type Executed } from './executions.ts'
import { textOf, type AuditedStep, type Law } from './law.ts'

/**
 * Positions are what was brought, traded, reduced, settled and handed over; and of each execution what was paid is in cost or in the result.
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
    const { positions, realised } = replay(step, executions)
    const wrong = executions.findIndex(({ said }, place) => said !== undefined && said !== realised[place])
    if (wrong >= 0) return `an execution realised ${realised[wrong]}: ${textOf(executions[wrong])}`
    for (const [account, standing] of after) {
      for (const contract of new Set([...standing.lots.keys(), ...(before.get(account)?.lots.keys() ?? [])])) {
        const [held, expected] = [standing.lots.get(contract) ?? 0, positions.get(`${account} ${contract}`)]
        if (held !== (expected?.lots ?? 0)) return `${account} holds ${held} lots of ${contract}, executions lead to ${expected?.lots ?? 0}`
        const cost = standing.cost.get(contract) ?? 0n
        const wanted = (expected?.lots ?? 0) < 0 ? -(expected?.costMinor ?? 0n) : (expected?.costMinor ?? 0n)
        if (cost !== wanted) return `${contract} of ${account} stands at ${cost}, executions lead to ${wanted}`
      }
    }
    return unaccounted(step, executions, realised)
  },
}

/** Of a position the cost after is the cost before, with what was paid and what was realised, within a rounding or two an execution. */
function unaccounted(
  { before, after, state }: AuditedStep,
  executions: readonly Executed[],
  realised: readonly bigint[],
): string | undefined {
  const sums = new Map<string, { account: string; contract: string; least: bigint; most: bigint; count: bigint }>()
  for (const [place, execution] of executions.entries()) {
    const { account, contract } = execution
    const instrument = state.margin?.listings.get(contract)?.instrument
    if (instrument === undefined) continue
    const [least, most] = costOf(instrument, execution)
    const result = realised[place] ?? 0n
    const sum = sums.get(`${account} ${contract}`) ?? { account, contract, least: 0n, most: 0n, count: 0n }
    sums.set(`${account} ${contract}`, { ...sum, least: sum.least + least + result, most: sum.most + most + result, count: sum.count + 1n })
  }
  for (const { account, contract, least, most, count } of sums.values()) {
    const change = (after.get(account)?.cost.get(contract) ?? 0n) - (before.get(account)?.cost.get(contract) ?? 0n)
    if (change < least - 2n * count || change > most + 2n * count) {
      return `${account} paid for ${contract} what is neither in cost nor in the result: ${textOf({ change, least, most })}`
    }
  }
  return undefined
}
