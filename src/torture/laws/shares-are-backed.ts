import { insuranceFundAccount } from '../../accounting/loss-chart.ts'
import type { DecisionBody } from '../../engine/decision.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { bodiesOf, textOf, type Law } from './law.ts'

/** After these a share may be worth less: the fund paid a loss, or shares were counted anew. */
const lowers: readonly DecisionBody['kind'][] = ['lossAllocated', 'lossRecovered', 'fundSharesRebased']

/**
 * Shares of the fund are what stakers hold; coming and going never lowers what a share is worth; who leaves gets no more than asked for.
 *
 * @example
 * sharesAreBacked.watch(world)(step)
 */
export const sharesAreBacked: Law = {
  name: 'shares-are-backed',
  says: "Stakers' shares add up; nobody's coming or going lowers what a share of the fund is worth, only losses do; who leaves is paid no more than the shares were worth when it asked.",
  watch: ({ asset }) => {
    let [vault, shares] = [0n, 0n]
    return ({ state, outcome }) => {
      const { fund } = state
      if (fund === undefined) return undefined
      for (const body of bodiesOf(outcome.decisions, 'unstakeSettled')) {
        if (body.paid.minor > body.asked.minor) return `paid more than was asked for: ${textOf(body)}`
      }
      let staked = 0n
      for (const stake of fund.stakes.values()) staked += stake.shares / 10n ** BigInt(fund.shares.exponent - stake.exponent)
      if (staked > fund.shares.totalShares) return `${staked} shares are held of ${fund.shares.totalShares}`
      const [vaultBefore, sharesBefore] = [vault, shares]
      vault = balanceOf(state.ledger, insuranceFundAccount(asset))
      shares = fund.shares.totalShares
      const mayFall = outcome.decisions.some(({ body }) => lowers.includes(body.kind))
      // Where everybody has left, those who come after begin anew.
      const left = bodiesOf(outcome.decisions, 'unstakeSettled').reduce((sum, body) => sum + BigInt(body.shares), 0n)
      if (mayFall || left >= sharesBefore || shares === 0n) return undefined
      if (vault * sharesBefore < vaultBefore * shares) {
        return `a share was worth ${vaultBefore} of ${sharesBefore} and is worth ${vault} of ${shares}: ${textOf(outcome.decisions.map(({ body }) => body))}`
      }
      return undefined
    }
  },
}
