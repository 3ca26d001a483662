import { fewestCancelled } from '../../margin/liquidation/fewest-cancelled.ts'
import { recordDecision } from '../turn.ts'
import { assessMember } from './assess-member.ts'
import { supposeCharge } from './charge-member.ts'
import { liquidationTarget } from './liquidation-target.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { minorUp, settlementAmount, type MemberTurn } from './member-books.ts'
import type { MemberOrder } from './member-input.ts'

/**
 * Cancels resting orders of an account whose liquidation has just begun, before anything is closed: as few as bring equity to the target, those
 * that free most margin first. Where that is not enough without closing positions, all go, so that none fills against the liquidation.
 *
 * @param event - The decision that started the liquidation.
 *
 * @example
 * cancelOrders(at, policy, '17982:0')
 */
export function cancelOrders(at: MemberTurn, policy: MarginPolicy, event: string): void {
  const { turn, margin, member } = at
  if (member.orders.length === 0) return
  const { cancelled, left, shortBy } = fewestCancelled(member.orders, (orders) => missing(at, policy, orders))
  const before = missing(at, policy, member.orders)
  member.orders = left
  recordDecision(turn, {
    body: {
      kind: 'ordersCancelled',
      account: member.id,
      event,
      orders: cancelled,
      left: left.length,
      why: shortBy <= 0 ? 'restores' : 'positionsClose',
      ...(Number.isFinite(before) && { shortBy: settlementAmount(margin, minorUp(margin, Math.max(0, before))) }),
    },
  })
}

/** What is missing to the target; past any number where the account cannot be valued, so that all orders go. */
function missing(at: MemberTurn, policy: MarginPolicy, orders: readonly MemberOrder[]): number {
  const { turn, margin, member } = at
  const found = assessMember(turn.state, margin, member, { orders })
  if (!found.ok) return Number.POSITIVE_INFINITY
  const { requirement } = supposeCharge(at, policy, found.value)
  return liquidationTarget(requirement, policy) - requirement.equity
}
