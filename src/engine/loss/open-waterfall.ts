import { reserveAccounts } from '../../accounting/chart.ts'
import { insuranceFundAccount, lossMoneyOpening, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { putUpPostings } from '../../accounting/loss-postings.ts'
import { invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import type { Policy } from '../policy.ts'
import { bookPostings, type Turn } from '../turn.ts'
import { minorOfWhole, tranchesOf } from './waterfall-policy.ts'
import { createWaterfallState } from './waterfall-state.ts'

/**
 * Opens the layers that hold the operator's money, each with what the policy says, from its equity. Nothing without a waterfall or without
 * members.
 *
 * @example
 * openWaterfall(turn, policy)
 */
export function openWaterfall(turn: Turn, { waterfall }: Policy): void {
  const { state } = turn
  const { margin } = state
  if (waterfall === undefined || margin === undefined) return
  const { asset, decimals } = margin.settlement
  const fund = waterfall.layers.flatMap((layer) =>
    layer.kind === 'insuranceFund' ? [{ id: insuranceFundAccount(asset), opening: layer.opening }] : [],
  )
  const tranches = tranchesOf(waterfall).map(({ tranche, opening }) => ({ id: ownMoneyAccount(tranche, asset), opening }))
  for (const { id, opening } of [...fund, ...tranches]) {
    invariant(openAccount(state.ledger, lossMoneyOpening(id, asset)).ok, 'what is put up against losses is opened once')
    bookPostings(turn, putUpPostings(reserveAccounts(asset).equity, id, minorOfWhole(opening, decimals)))
  }
  state.waterfall = createWaterfallState()
}
