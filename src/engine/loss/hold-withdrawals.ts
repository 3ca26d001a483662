import { insuranceFundAccount } from '../../accounting/loss-chart.ts'
import { availableOf } from '../../ledger/balance.ts'
import { withdrawalsBlocked } from '../../waterfall/auction/portfolio-auction.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { EngineState } from '../state.ts'

/**
 * Whether withdrawals wait: portfolios sold as insolvent may cost more than the insurance fund holds. Never without such a fund.
 *
 * @example
 * withdrawalsHeld(state) // true
 */
export function withdrawalsHeld(state: EngineState): boolean {
  const { auctions, margin, ledger } = state
  if (auctions === undefined || margin === undefined || auctions.closings.size === 0) return false
  const account = insuranceFundAccount(margin.settlement.asset)
  const fund = ledger.accounts.has(account) ? Number(availableOf(ledger, account)) / powerOfTen(margin.settlement.decimals) : undefined
  const total = [...auctions.closings.values()].reduce((sum, { deficit }) => sum + deficit, 0)
  return withdrawalsBlocked(total, fund)
}
