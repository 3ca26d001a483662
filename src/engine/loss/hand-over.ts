import { resultPostings } from '../../accounting/member-postings.ts'
import { invariant } from '../../base/assert.ts'
import { beforeChange } from '../margin/charge-member.ts'
import { indexMember } from '../margin/index-accounts.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing, MarginState, MemberState } from '../margin/margin-state.ts'
import { bookFor, type MemberTurn } from '../margin/member-books.ts'
import { takePosition } from '../margin/take-position.ts'
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
 * The listing of a contract that is held.
 *
 * @throws InvariantError when it is not listed.
 *
 * @example
 * listingOf(margin, 'BTC/USDT:USDT').instrument
 */
export function listingOf(margin: MarginState, contract: string): Listing {
  const listing = margin.listings.get(contract)
  invariant(listing !== undefined, 'a position is in a contract that is listed')
  return listing
}
