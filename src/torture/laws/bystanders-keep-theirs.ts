import { bodiesOf, type Law } from './law.ts'

/**
 * Whoever holds no position and owes nothing never pays for another's loss: it has less only where it took money out itself.
 *
 * @example
 * bystandersKeepTheirs.watch(world)(step)
 */
export const bystandersKeepTheirs: Law = {
  name: 'bystanders-keep-theirs',
  says: 'An account without positions that owes nothing never shares a loss: it has less of nothing, but for what it withdrew itself.',
  watch:
    () =>
    ({ outcome, before, after }) => {
      for (const [account, standing] of before) {
        if (standing.lots.size > 0 || standing.owes > 0n) continue
        for (const [asset, had] of standing.wealth) {
          const has = after.get(account)?.wealth.get(asset) ?? 0n
          const took = bodiesOf(outcome.decisions, 'withdrawalPaid')
            .filter((body) => body.account === account && body.withdrawn.asset === asset)
            .reduce((sum, { withdrawn }) => sum + withdrawn.minor, 0n)
          // A trade of its own, or a late fill of its own order, may open a position and cost a fee: that is nobody else's loss.
          const traded = outcome.decisions.some(
            ({ body }) => (body.kind === 'tradeAccepted' || body.kind === 'positionReduced') && body.account === account,
          )
          if (has < had - took && !traded) return `${account} holds nothing and lost ${had - took - has} of ${asset}`
        }
      }
      return undefined
    },
}
