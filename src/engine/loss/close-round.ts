import { biddersOf } from '../../waterfall/auction/reserve-price.ts'
import { clearLots, type LotBid } from '../../waterfall/auction/batch-auction.ts'
import { escalateFromAuction } from '../../waterfall/auction/escalation.ts'
import { groupOf } from '../margin/group-of.ts'
import { reviewMember } from '../margin/review-member.ts'
import { recordDecision } from '../turn.ts'
import { partsNeeded } from './auction-quote.ts'
import type { OpenAuction, SealedBid } from './auction-state.ts'
import { noteEnd, type RoundEnd } from './finish-closing.ts'
import { portfolioOf, type AuctionTurn, type Portfolio } from './portfolio-of.ts'
import { noteStanding, sellParts, standingParts, takerOf } from './sell-parts.ts'
import { moveOn, startRound } from './start-round.ts'

/** A bid of a batch with whose it is, and whether a commitment made it. */
type BatchBid = SealedBid & Readonly<{ id: string; standing: boolean }>

/**
 * Closes a batch: standing bids join the sealed ones, as many parts as restore the account are sold to the smallest discounts at one price, and
 * too few bidders sell nothing. Bidders are looked at once more: who cannot take its parts any more takes none.
 *
 * @example
 * closeBatch(at, auction, portfolio)
 */
export function closeBatch(at: AuctionTurn, auction: OpenAuction, portfolio: Portfolio): void {
  const { margin, policies } = at
  const bids = [...sealedBids(auction), ...standingBids(at, auction, portfolio)]
  const bidders = biddersOf(bids.map(({ account }) => ({ group: groupOf(margin, account) })))
  if (bidders < policies.auction.leastBidders) return endRound(at, auction, { how: 'tooFewBidders', bidders })
  const lots = BigInt(partsNeeded(portfolio.standing, auction.partsLeft, policies))
  const clearing = clearLots(bids.map(lotBidOf), { lots, reserve: BigInt(-Math.floor(policies.auction.mostDiscountBps)) })
  const discountBps = clearing.clearingPrice === undefined ? undefined : Number(-clearing.clearingPrice)
  let isSold = clearing.unsold === 0n
  for (const bid of bids) {
    const parts = Number(clearing.fills.get(bid.id) ?? 0n)
    if (parts > 0 && discountBps !== undefined && !fill(at, auction, { bid, parts, discountBps })) isSold = false
  }
  endRound(at, auction, { how: isSold ? 'sold' : 'unsold', bidders, ...(discountBps !== undefined && { clearedAtBps: discountBps }) })
}

/**
 * Ends a round and reviews the account; where its liquidation goes on, the next round begins or providers are asked.
 *
 * @example
 * endRound(at, auction, { how: 'unsold', bidders: 1 })
 */
export function endRound(at: AuctionTurn, auction: OpenAuction, end: RoundEnd): void {
  const { member, auctions, policies } = at
  noteEnd(at.turn, auction, end)
  if (end.how === 'sold') reviewMember(at, policies.margin)
  const progress = auctions.closings.get(auction.event)
  if (progress === undefined || member.liquidation?.id !== auction.event) return
  const situation = { rounds: progress.rounds, hasEnoughBidders: end.how !== 'tooFewBidders', isReserveTooLow: false }
  const next = escalateFromAuction(situation, { mostRounds: policies.auction.rounds.length })
  if (next !== undefined) return moveOn(at, progress, next)
  // What cannot be valued just now is tried again with the next tick.
  startRound(at, auction.event)
}

/** Bids of one account at one price are one bid, named for the account: neither the order they came in nor their number gains anything. */
function sealedBids({ bids }: OpenAuction): readonly BatchBid[] {
  const merged = new Map<string, BatchBid>()
  for (const { account, parts, discountBps } of bids.values()) {
    const id = `${account}:${discountBps}`
    merged.set(id, { id, account, parts: parts + (merged.get(id)?.parts ?? 0), discountBps, standing: false })
  }
  return [...merged.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function standingBids(at: AuctionTurn, auction: OpenAuction, portfolio: Portfolio): readonly BatchBid[] {
  const defaulter = groupOf(at.margin, auction.account)
  return standingParts(at, portfolio, auction.partsLeft)
    .filter(({ group }) => group !== defaulter)
    .flatMap(({ account, levels }) =>
      levels.map(({ discountBps, capacity }) => ({
        id: `standing:${account}:${discountBps}`,
        account,
        parts: Number(capacity),
        discountBps,
        standing: true,
      })),
    )
}

function lotBidOf({ id, parts, discountBps }: BatchBid): LotBid {
  return { id, lots: BigInt(parts), price: BigInt(-discountBps) }
}

type Filling = Readonly<{ bid: BatchBid; parts: number; discountBps: number }>

/** Whether the bidder could still take its parts. Later ones are shares of fewer parts, so that all together are the whole. */
function fill(at: AuctionTurn, auction: OpenAuction, { bid, parts, discountBps }: Filling): boolean {
  const left = portfolioOf(at)
  if (left === undefined) return false
  const sale = { to: bid.account, parts, of: auction.partsLeft, discountBps }
  const taker = takerOf(at, left, sale)
  if (taker.standing !== 'open') {
    const why = taker.standing === 'notOpen' ? 'bidderNotOpen' : 'bidderUnderMargin'
    const body = { kind: 'bidRefused', auction: auction.id, bidder: bid.account, parts, discountBps: bid.discountBps, why } as const
    recordDecision(at.turn, { body })
    return false
  }
  if (bid.standing) noteStanding(at, auction, { ...sale, portfolio: left })
  sellParts(at, left, { sale, auction: auction.id })
  auction.partsLeft -= parts
  return true
}
