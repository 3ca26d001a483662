import { insuranceFundAccount } from '../../accounting/loss-chart.ts'
import { availableOf } from '../../ledger/balance.ts'
import { advanceStartStop } from '../../waterfall/deleveraging/start-stop.ts'
import { settlementAmount } from '../margin/member-books.ts'
import type { EngineState } from '../state.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { createDeleveragingState } from './deleveraging-state.ts'

/**
 * Opens what is known of deleveraging. Nothing without a policy for it, or without members.
 *
 * @example
 * startDeleveraging(state)
 */
export function startDeleveraging(state: EngineState): void {
  if (state.terms?.policy.deleveraging === undefined || state.margin === undefined) return
  state.deleveraging = createDeleveragingState()
}

/**
 * Reads the insurance fund and switches deleveraging on or off by its fall from the highest balance of the window. What is paid into the fund
 * counts as its balance does, so that a fund that is filled up again ends it.
 *
 * @returns Whether it is on.
 *
 * @example
 * if (followFund(turn)) deleverage(at, policy, event)
 */
export function followFund(turn: Turn): boolean {
  const { state } = turn
  const { deleveraging, margin } = state
  const policy = state.terms?.policy.deleveraging
  if (deleveraging === undefined || margin === undefined || policy === undefined) return false
  const fund = insuranceFundAccount(margin.settlement.asset)
  // Where there is no fund nothing stands before the winners.
  if (!state.ledger.accounts.has(fund)) return true
  const minor = availableOf(state.ledger, fund)
  const balance = Number(minor)
  const wasOn = deleveraging.startStop.isOn
  const last = deleveraging.startStop.balances.at(-1)
  if (last?.at === turn.at && last.balance === balance) return wasOn
  deleveraging.startStop = advanceStartStop(deleveraging.startStop, { at: turn.at, balance, profit: balance }, policy.levels)
  const { isOn, reason, ratio } = deleveraging.startStop
  if (isOn !== wasOn) {
    const body = { kind: 'deleveragingSwitched', isOn, why: reason, ratio, fund: settlementAmount(margin, minor) } as const
    recordDecision(turn, { body })
  }
  return isOn
}
