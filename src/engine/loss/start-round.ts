import { powerOfTen } from '../../base/decimal.ts'
import { startClock } from '../../waterfall/auction/biddable-clock.ts'
import type { Escalation } from '../../waterfall/auction/escalation.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { recordDecision } from '../turn.ts'
import type { AuctionStage } from './auction-decision.ts'
import type { ClosingProgress } from './auction-state.ts'
import { movedIn, partsOf } from './portfolio-parts.ts'
import { portfolioOf, type AuctionTurn } from './portfolio-of.ts'

/**
 * Starts the next round of a closing, if the portfolio can be valued.
 *
 * @param event - The loss event.
 * @returns Whether a round began.
 *
 * @example
 * startRound(at, '119:2')
 */
export function startRound(at: AuctionTurn, event: string): boolean {
  const { turn, margin, member, auctions, policies } = at
  const portfolio = portfolioOf(at)
  const progress = auctions.closings.get(event)
  const sale = policies.auction.rounds[progress?.rounds ?? 0]
  if (portfolio === undefined || progress === undefined || sale === undefined) return false
  const { priced, standing } = portfolio
  const parts = partsOf(priced, policies.auction.parts)
  const stage = stageOf(standing.equity)
  noteDeficit(progress, standing)
  const round = (progress.rounds += 1)
  const notional = settlementAmount(margin, BigInt(Math.round(standing.notional * powerOfTen(margin.settlement.decimals))))
  const { mostDiscountBps } = policies.auction
  const positions = movedIn(priced, { parts, of: parts })
  const about = { account: member.id, event } as const
  const id = recordDecision(turn, {
    body: { kind: 'auctionStarted', ...about, sale, stage, round, parts, positions, notional, mostDiscountBps },
  })
  progress.auction = id
  const clock = startClock(turn.at)
  auctions.open.set(id, {
    id,
    ...about,
    sale,
    round,
    parts,
    stage,
    partsLeft: parts,
    clock,
    paused: false,
    bids: new Map(),
    bidders: [],
    reservedCash: 0,
  })
  return true
}

/**
 * Notes what an insolvent portfolio is short of maintenance margin: the fund must hold it before money may leave.
 *
 * @example
 * noteDeficit(progress, { equity: -100, maintenanceMargin: 445 }) // 545 are noted
 */
export function noteDeficit(progress: ClosingProgress, figures: Readonly<{ equity: number; maintenanceMargin: number }>): void {
  const { equity, maintenanceMargin } = figures
  progress.deficit = equity < 0 ? maintenanceMargin - equity : 0
}

/**
 * What an account is sold as.
 *
 * @example
 * stageOf(-5) // 'insolvent'
 */
export function stageOf(equity: number): AuctionStage {
  return equity < 0 ? 'insolvent' : 'solvent'
}

/**
 * Notes that a closing moves on, and says why.
 *
 * @example
 * moveOn(at, progress, { to: 'takeover', why: 'unsold' })
 */
export function moveOn({ turn, member }: AuctionTurn, progress: ClosingProgress, { to, why }: NonNullable<Escalation>): void {
  const event = member.liquidation?.id ?? ''
  recordDecision(turn, { body: { kind: 'escalated', account: member.id, event, from: progress.stage, to, why } })
  progress.stage = to
}
