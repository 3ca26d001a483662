import { resultPostings } from '../../accounting/member-postings.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { invariant } from '../../base/assert.ts'
import type { Position } from '../../backstop/position.ts'
import type { Bidder } from '../../waterfall/auction/bid-refusal.ts'
import { assessMember, figuresOf } from '../margin/assess-member.ts'
import { beforeChange, supposeCharge } from '../margin/charge-member.ts'
import { groupOf } from '../margin/group-of.ts'
import { indexMember } from '../margin/index-accounts.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing, MarginState, MemberState } from '../margin/margin-state.ts'
import { bookFor, type MemberTurn } from '../margin/member-books.ts'
import { outcomeOf, takePosition } from '../margin/take-position.ts'
import { standingRefusal } from '../margin/take-trade.ts'
import type { MovedPosition } from './auction-decision.ts'
import { giverSide, takerSide } from './portfolio-parts.ts'

/** What changes hands: positions at their marks, and what the taker is given beyond them. */
export type HandedOver = Readonly<{ positions: readonly MovedPosition[]; discountMinor: bigint }>

/**
 * Moves positions from one member to another in one step: each closes on one side and opens on the other at the same price, and the discount goes
 * the way the positions go, all through clearing. Nothing is reviewed: the caller does, once everything it means to do is done.
 *
 * @returns The transfers that booked it.
 *
 * @example
 * handOver({ turn, margin, member: defaulter }, bidder, { given, policy: policy.margin })
 */
export function handOver(
  from: MemberTurn,
  taker: MemberState,
  { given, policy }: Readonly<{ given: HandedOver; policy: MarginPolicy }>,
): readonly string[] {
  invariant(taker.id !== from.member.id, 'nobody takes over from itself')
  const to: MemberTurn = { ...from, member: taker }
  beforeChange(from, policy)
  beforeChange(to, policy)
  const transfers = given.positions.flatMap((moved) => {
    const listing = listingOf(from.margin, moved.contract)
    return [...takePosition(from, listing, giverSide(moved)).transfers, ...takePosition(to, listing, takerSide(moved)).transfers]
  })
  const { discountMinor } = given
  const paid =
    discountMinor === 0n
      ? []
      : [
          ...bookFor(from, (books) => resultPostings(books, -discountMinor, 'portfolioDiscount')),
          ...bookFor(to, (books) => resultPostings(books, discountMinor, 'portfolioDiscount')),
        ]
  indexMember(from.margin, from.member, policy)
  indexMember(to.margin, taker, policy)
  return [...transfers, ...paid]
}

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

function listingOf(margin: MarginState, contract: string): Listing {
  const listing = margin.listings.get(contract)
  invariant(listing !== undefined, 'a position is in a contract that is listed')
  return listing
}
