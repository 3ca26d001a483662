import { resultPostings } from '../../accounting/member-postings.ts'
import { invariant } from '../../base/assert.ts'
import { closableLots } from '../../waterfall/deleveraging/close-terms.ts'
import type { Allocation, Need } from '../../waterfall/deleveraging/allocate.ts'
import { shareMinor } from '../../waterfall/deleveraging/minor-shares.ts'
import { beforeChange } from '../margin/charge-member.ts'
import { indexMember } from '../margin/index-accounts.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing, MarginState, MemberState } from '../margin/margin-state.ts'
import { bookFor, settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { takePosition } from '../margin/take-position.ts'
import type { Turn } from '../turn.ts'
import type { OtherSide } from './deleverage-candidates.ts'
import type { HolderTornUp, WinnerClosed } from './deleveraging-decision.ts'

/** One side of a contract that is closed against the other: signed lots of all together, what they need and may bring, and who stands on the other side. */
export type SideClosing = Readonly<{
  turn: Turn
  margin: MarginState
  policy: MarginPolicy
  listing: Listing
  markTicks: number
  lots: number
  neededMinor: bigint
  boundedMinor: bigint
  side: OtherSide
}>

/**
 * The lots that are asked for, and the most each winner can take: no more than its gain pays for.
 *
 * @param costPerLot - Minor units that each lot has to bring.
 *
 * @example
 * needOf({ lots: 250, side }, 100_000).caps
 */
export function needOf({ lots, side }: Pick<SideClosing, 'lots' | 'side'>, costPerLot: number): Need {
  const { gain } = side.winners
  const caps = side.lots.map((each, index) => closableLots({ lots: each, gain: gain[index] as number, costPerLot }))
  return { total: Math.abs(lots), caps }
}

/**
 * Closes each winner once, at the mark: it gives what its lots have to bring, never more than it has won.
 *
 * @example
 * closeWinners(closing, allocation).closed
 */
export function closeWinners(
  closing: SideClosing,
  allocation: Allocation,
): Readonly<{ closed: readonly WinnerClosed[]; gaveMinor: bigint; transfers: readonly string[] }> {
  const { winners } = closing.side
  const taken = Array.from(allocation.shares.keys()).filter((index) => (allocation.shares[index] as number) > 0)
  const lots = taken.map((index) => BigInt(allocation.shares[index] as number))
  // Of lots that are not closed nothing is paid for.
  const total = (closing.boundedMinor * BigInt(allocation.absorbed)) / BigInt(Math.abs(closing.lots))
  const caps = taken.map((index) => BigInt(winners.gain[index] as number))
  const gave = shareMinor({ total, caps, weights: lots })
  const transfers: string[] = []
  const closed = taken.map((index, place): WinnerClosed => {
    const account = winners.accounts[index] as string
    const minor = gave[place] as bigint
    const moved = Math.sign(closing.lots) * (allocation.shares[index] as number)
    for (const id of takeLots(closing, account, { lots: moved, minor: -minor })) transfers.push(id)
    return { account, lots: Math.abs(moved), gave: settlementAmount(closing.margin, minor) }
  })
  return { closed, gaveMinor: gave.reduce((sum, minor) => sum + minor, 0n), transfers }
}

/**
 * Ends what no winner could take with those who hold the other side, in proportion to their lots, at the mark.
 *
 * @param left - Lots, from 0.
 *
 * @example
 * tearUp(closing, 700).tornUp
 */
export function tearUp(
  closing: SideClosing,
  left: number,
): Readonly<{ tornUp: readonly HolderTornUp[]; lots: number; transfers: readonly string[] }> {
  const { others } = closing.side
  const held = others.map(({ lots }) => BigInt(lots))
  const shares = left === 0 ? [] : shareMinor({ total: BigInt(left), caps: held, weights: held })
  const transfers: string[] = []
  const tornUp: HolderTornUp[] = []
  for (const [index, share] of shares.entries()) {
    if (share === 0n) continue
    const { account } = others[index] as (typeof others)[number]
    const lots = Number(share)
    for (const id of takeLots(closing, account, { lots: Math.sign(closing.lots) * lots, minor: 0n })) transfers.push(id)
    tornUp.push({ account, lots })
  }
  return { tornUp, lots: tornUp.reduce((sum, { lots }) => sum + lots, 0), transfers }
}

/**
 * Books an account's part of a closing through clearing: signed lots it takes at the mark, and money it is given beyond them, below 0 what it gives.
 * Nothing is reviewed: the caller does, once everything is done.
 *
 * @returns The transfers that booked it.
 *
 * @example
 * takeLots(closing, 'fund-7', { lots: -250, minor: 100_000_000n })
 */
export function takeLots(closing: SideClosing, account: string, taken: Readonly<{ lots: number; minor: bigint }>): readonly string[] {
  const { turn, margin, policy, listing, markTicks } = closing
  const member = margin.members.get(account)
  invariant(member !== undefined, 'whoever is closed is a member')
  const at: MemberTurn = { turn, margin, member }
  const { lots, minor } = taken
  beforeChange(at, policy)
  const side = lots > 0 ? ('buy' as const) : ('sell' as const)
  const { cashMinor, transfers } =
    lots === 0 ? { cashMinor: 0n, transfers: [] } : takePosition(at, listing, { side, lots: Math.abs(lots), ticks: markTicks })
  const paid = minor === 0n ? [] : bookFor(at, (books) => resultPostings(books, minor, 'portfolioDiscount'))
  noteGiven(member, { gave: -minor, realised: cashMinor })
  indexMember(margin, member, policy)
  return [...transfers, ...paid]
}

/** What was given beyond the gain that closing realised was taken of the gain that is left: it is not given again. */
function noteGiven(member: MemberState, { gave, realised }: Readonly<{ gave: bigint; realised: bigint }>): void {
  if (gave <= 0n || member.positions.size === 0) return
  const cut = (member.gainCutMinor ?? 0n) + gave - realised
  member.gainCutMinor = cut > 0n ? cut : undefined
}
