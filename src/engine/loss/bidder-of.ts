import type { Position } from '../../backstop/position.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { Bidder } from '../../waterfall/auction/bid-refusal.ts'
import { assessMember, figuresOf } from '../margin/assess-member.ts'
import { supposeCharge } from '../margin/charge-member.ts'
import { groupOf } from '../margin/group-of.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import { outcomeOf } from '../margin/take-position.ts'
import { standingRefusal } from '../margin/take-trade.ts'
import { listingOf, type HandedOver } from './hand-over.ts'
import { takerSide } from './portfolio-parts.ts'

/**
 * Who bids: whether the account is open, and whether it would have initial margin with what it bids for.
 *
 * @param from - The account that gives up.
 * @param account - The bidder's name, which may be nobody's.
 *
 * @example
 * bidderOf(from, 'maker-1', { given, policy }).standing // 'open'
 */
export function bidderOf(
  from: MemberTurn,
  account: string,
  { given, policy }: Readonly<{ given: HandedOver; policy: MarginPolicy }>,
): Bidder {
  const { margin } = from
  const party = { account, group: groupOf(margin, account) }
  const member = margin.members.get(account)
  if (member === undefined || member.unknown !== undefined) return { ...party, standing: 'notOpen' }
  if (standingRefusal(member) !== undefined) return { ...party, standing: 'underMargin' }
  return { ...party, standing: standingAfter({ ...from, member }, given, policy) }
}

function standingAfter(to: MemberTurn, given: HandedOver, policy: MarginPolicy): Bidder['standing'] {
  const { turn, margin, member } = to
  const positions = new Map<string, Position>(member.positions)
  let cashMinor = given.discountMinor
  for (const moved of given.positions) {
    const outcome = outcomeOf(listingOf(margin, moved.contract), member.positions.get(moved.contract), takerSide(moved))
    cashMinor += outcome.cashMinor
    if (outcome.position.lots === 0) positions.delete(moved.contract)
    else positions.set(moved.contract, outcome.position)
  }
  const cash = Number(cashMinor) / powerOfTen(margin.settlement.decimals)
  const assessed = assessMember(turn.state, margin, member, { positions, cash })
  if (!assessed.ok) return 'notOpen'
  const { equity, initialMargin } = figuresOf(supposeCharge(to, policy, assessed.value))
  return equity >= initialMargin ? 'open' : 'underMargin'
}
