import { invariant } from '../../base/assert.ts'
import type { Bidder } from '../../waterfall/auction/bid-refusal.ts'
import type { StandingBid, StandingLevel } from '../../waterfall/auction/standing-bid.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { groupOf } from '../margin/group-of.ts'
import { insertName } from '../margin/margin-state.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { reviewMember } from '../margin/review-member.ts'
import { recordDecision } from '../turn.ts'
import type { OpenAuction } from './auction-state.ts'
import { bidderOf } from './bidder-of.ts'
import { handOver } from './hand-over.ts'
import { givenFor, type AuctionTurn, type Portfolio } from './portfolio-of.ts'

/** Some parts for one taker, of how many, at which discount. */
export type PartSale = Readonly<{ to: string; parts: number; of: number; discountBps: number }>

/**
 * Hands parts of a portfolio to a taker, and says so. The taker is reviewed at once, the account that gives up by whoever sells: several may
 * take from it in one step.
 *
 * @param auction - Absent where a provider takes over what no auction sold.
 *
 * @example
 * sellParts(at, portfolio, { sale: { to: 'maker-1', parts: 10, of: 40, discountBps: 120 }, auction: auction.id })
 */
export function sellParts(at: AuctionTurn, portfolio: Portfolio, { sale, auction }: Readonly<{ sale: PartSale; auction?: string }>): void {
  const { turn, margin, member, policies } = at
  const taker = margin.members.get(sale.to)
  invariant(taker !== undefined, 'parts are sold to members')
  const given = givenFor(margin, portfolio, sale)
  const transfers = handOver(at, taker, { given, policy: policies.margin })
  const { to, parts, discountBps } = sale
  const moved = { account: member.id, event: member.liquidation?.id ?? '', to, parts, positions: given.positions, discountBps }
  const discount = settlementAmount(margin, given.discountMinor)
  if (auction === undefined) recordDecision(turn, { transfers, body: { kind: 'providerTookOver', ...moved, discount } })
  else recordDecision(turn, { transfers, body: { kind: 'portfolioTransferred', auction, ...moved, discount } })
  reviewMember({ turn, margin, member: taker }, policies.margin)
}

/**
 * Who wants parts, and whether its account may take them.
 *
 * @example
 * takerOf(at, portfolio, { to: 'maker-1', parts: 10, of: 40, discountBps: 120 }).standing
 */
export function takerOf(at: AuctionTurn, portfolio: Portfolio, sale: PartSale): Bidder {
  // What is no number of parts on offer is refused for that; the account is judged without it.
  const isOnOffer = Number.isSafeInteger(sale.parts) && sale.parts > 0 && sale.parts <= sale.of
  const given = isOnOffer ? givenFor(at.margin, portfolio, sale) : { positions: [], discountMinor: 0n }
  return bidderOf(at, sale.to, { given, policy: at.policies.margin })
}

/**
 * Notes a group as one that bid.
 *
 * @example
 * noteBidder(at, auction, 'maker-1')
 */
export function noteBidder({ auctions, margin }: AuctionTurn, auction: OpenAuction, account: string): void {
  const group = groupOf(margin, account)
  const progress = auctions.closings.get(auction.event)
  insertName(auction.bidders, group)
  if (progress !== undefined) insertName(progress.bidders, group)
}

/**
 * What providers have committed, as whole parts of a portfolio: capacity that is not enough for a part takes none.
 *
 * @param of - Parts the portfolio has now.
 *
 * @example
 * standingParts(at, portfolio, 40)
 */
export function standingParts(at: AuctionTurn, portfolio: Portfolio, of: number): readonly StandingBid[] {
  const { margin, auctions } = at
  const perPart = partMinor(at, portfolio, of)
  if (perPart <= 0n) return []
  return [...auctions.standing].map(([account, levels]) => ({
    account,
    group: groupOf(margin, account),
    levels: wholeParts(levels, perPart),
  }))
}

/**
 * Notes that a provider's commitment bid by itself, and takes what it takes off the commitment.
 *
 * @example
 * noteStanding(at, auction, { to: 'provider', parts: 3, of: 40, discountBps: 150 })
 */
export function noteStanding(at: AuctionTurn, auction: OpenAuction, sale: PartSale & Readonly<{ portfolio: Portfolio }>): void {
  const { to, parts, discountBps } = sale
  const about = { auction: auction.id, account: auction.account, event: auction.event }
  recordDecision(at.turn, { body: { kind: 'bidAccepted', ...about, bidder: to, parts, discountBps, standing: true } })
  noteBidder(at, auction, to)
  spendCommitment(at, sale)
}

/**
 * Takes what a provider takes off its commitment, from the smallest discount on.
 *
 * @example
 * spendCommitment(at, { to: 'provider', parts: 3, of: 40, portfolio })
 */
export function spendCommitment(at: AuctionTurn, sale: Readonly<{ to: string; parts: number; of: number; portfolio: Portfolio }>): void {
  const { standing } = at.auctions
  let used = partMinor(at, sale.portfolio, sale.of) * BigInt(sale.parts)
  const left: StandingLevel[] = []
  for (const level of standing.get(sale.to) ?? []) {
    const taken = used < level.capacity ? used : level.capacity
    used -= taken
    if (level.capacity > taken) left.push({ ...level, capacity: level.capacity - taken })
  }
  if (left.length === 0) standing.delete(sale.to)
  else standing.set(sale.to, left)
}

/** The notional of one part in minor units, rounded up: a provider never takes more than it committed. */
function partMinor({ margin }: AuctionTurn, { standing }: Portfolio, of: number): bigint {
  return BigInt(Math.ceil((standing.notional / of) * powerOfTen(margin.settlement.decimals)))
}

/** Capacities add up before they are cut to parts, so that many small steps are worth what one large one is. */
function wholeParts(levels: readonly StandingLevel[], perPart: bigint): readonly StandingLevel[] {
  let told = 0n
  let counted = 0n
  return levels.flatMap(({ discountBps, capacity }) => {
    told += capacity
    const parts = told / perPart - counted
    counted += parts
    return parts > 0n ? [{ discountBps, capacity: parts }] : []
  })
}
