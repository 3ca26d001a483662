import { houseAccounts } from '../../accounting/member-chart.ts'
import type { DecisionBody } from '../../engine/decision.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { bodiesOf, type Law } from './law.ts'

/**
 * Every unit that a member fails to pay is in a named account, and only once nothing of the member's is left.
 *
 * @example
 * lossesHaveOwners.watch(world)(step)
 */
export const lossesHaveOwners: Law = {
  name: 'losses-have-owners',
  says: 'Every unit that a member fails to pay is named by a decision and lies in a named account, and only once nothing of the member is left.',
  watch: ({ asset }) => {
    let [lost, paid] = [0n, 0n]
    return ({ outcome, state, after }) => {
      if (state.margin === undefined) return undefined
      for (const { account, amount } of bodiesOf(outcome.decisions, 'shortfallRealised')) {
        lost += amount.minor
        if (amount.minor <= 0n) return `a shortfall of ${amount.minor} is none`
        // What it was given later in the same input, for taking over another's portfolio, it did not have when it failed.
        if (outcome.decisions.some(({ body }) => 'to' in body && body.to === account)) continue
        const standing = after.get(account)
        const left = [...(standing?.wealth ?? [])].find(([, minor]) => minor > 0n)
        // Collateral without a price is worth nothing to anybody who would have to take it.
        if (left !== undefined && (left[0] === asset || state.margin.collateral.has(left[0]))) {
          return `${account} failed to pay ${amount.minor} and still has ${left[1]} of ${left[0]}`
        }
        if ((standing?.lots.size ?? 0) > 0) return `${account} failed to pay while it held positions`
      }
      for (const { body } of outcome.decisions) paid += paidBy(body)
      const booked = -balanceOf(state.ledger, houseAccounts(asset).shortfall)
      if (booked !== lost - paid) return `${lost} was not paid by members and ${paid} of it by layers, the books say ${booked} is left`
      const { shortfallMinor } = state.margin.counts
      if (shortfallMinor !== lost) return `${lost} was not paid by members, the count says ${shortfallMinor}`
      if (state.waterfall === undefined) return undefined
      const uncovered = state.waterfall.uncovered.reduce((sum, { minor }) => sum + minor, 0n)
      return uncovered === booked ? undefined : `${booked} is left uncovered in the books, ${uncovered} in the list of losses`
    }
  },
}

/** What a decision says that a layer paid of what members could not. */
function paidBy(body: DecisionBody): bigint {
  switch (body.kind) {
    case 'lossAllocated':
      return body.loss.minor - body.uncovered.minor
    case 'lossRecovered':
      return body.paid.minor
    case 'withdrawalCut':
      return body.kept.minor
    case 'fundDrawn':
      return body.drawn.minor
    default:
      return 0n
  }
}
