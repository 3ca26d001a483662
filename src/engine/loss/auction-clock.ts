import { gradeTolerated } from '../../market/price-grade.ts'
import { releaseClock, stopClock, type ClockStop } from '../../waterfall/auction/biddable-clock.ts'
import { worstMarkOf } from '../margin/mark-grades.ts'
import { recordDecision } from '../turn.ts'
import type { OpenAuction } from './auction-state.ts'
import type { AuctionTurn } from './portfolio-of.ts'

/**
 * Stops or releases an auction's clock as things stand, and says so when it begins or ends: an operator paused, the engine is halted or a book
 * of its positions is not whole, or the account cannot be valued on marks that are believed.
 *
 * @example
 * followClock(at, auction)
 */
export function followClock(at: AuctionTurn, auction: OpenAuction): void {
  const { turn, policies } = at
  const before = auction.clock
  const wanted = stopsNow(at, auction)
  const rule = { startAgainAfter: policies.auction.startAgainAfter }
  // Stops before releases: a reason that follows another must not let the clock run, or start again, in between.
  for (const why of wanted) auction.clock = stopClock(auction.clock, why, turn.at)
  for (const why of before.stops) if (!wanted.includes(why)) auction.clock = releaseClock(auction.clock, why, { at: turn.at, rule })
  const about = { auction: auction.id, account: auction.account, event: auction.event }
  const { stops, restarts } = auction.clock
  if (before.stops.length === 0 && stops.length > 0) recordDecision(turn, { body: { kind: 'auctionPaused', ...about, stops } })
  if (before.stops.length === 0 || stops.length > 0) return
  const startedAgain = restarts > before.restarts
  recordDecision(turn, { body: { kind: 'auctionResumed', ...about, startedAgain } })
}

/**
 * Whether nobody can bid for an account's portfolio just now, and why.
 *
 * @example
 * stopsNow(at, auction) // ['stalePrice']
 */
export function stopsNow({ turn, margin, member, auctions }: AuctionTurn, auction?: OpenAuction): readonly ClockStop[] {
  const contracts = [...member.positions.keys()]
  const markets = contracts.flatMap((contract) => margin.listings.get(contract)?.market ?? [])
  const isOut = turn.state.halted || markets.some((market) => turn.state.markets.get(market)?.book.integrity !== 'ok')
  const isDoubted = member.unknown !== undefined || !gradeTolerated('startLiquidation', worstMarkOf(margin, contracts))
  return [
    ...(auctions.paused || auction?.paused === true ? (['paused'] as const) : []),
    ...(isOut ? (['outage'] as const) : []),
    ...(isDoubted ? (['stalePrice'] as const) : []),
  ]
}
