import { assertNever } from '../../base/assert.ts'
import { scheduleRefusal, type StandingLevel } from '../../waterfall/auction/standing-bid.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { positiveMinor } from '../margin/refuse-input.ts'
import type { Policy } from '../policy.ts'
import type { EngineState } from '../state.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { followClock } from './auction-clock.ts'
import type { AuctionDecisionBody, StandingRefusal } from './auction-decision.ts'
import type { AuctionCommanded, AuctionInput, StandingBidsChanged } from './auction-input.ts'
import { createAuctionsState, type OpenAuction } from './auction-state.ts'
import { auctionTurn } from './portfolio-of.ts'
import { takeBid } from './take-bid.ts'

/**
 * Starts auctions for a run: nothing without a policy for them, or without margin.
 *
 * @example
 * startAuctions(state, policy)
 */
export function startAuctions(state: EngineState, policy: Policy): void {
  if (policy.auction !== undefined && state.margin !== undefined) state.auctions = createAuctionsState()
}

/**
 * Takes in what bidders, providers and operators tell of auctions. What cannot stand is refused by a decision; nothing throws.
 *
 * @example
 * takeAuctionInput(turn, input)
 */
export function takeAuctionInput(turn: Turn, input: AuctionInput): void {
  switch (input.kind) {
    case 'bidPlaced':
      return takeBid(turn, input)
    case 'standingBidsChanged':
      return takeStandingBids(turn, input)
    case 'auctionCommanded':
      return takeCommand(turn, input)
    default:
      return assertNever(input)
  }
}

function takeStandingBids(turn: Turn, { account, levels: told }: StandingBidsChanged): void {
  const { auctions, margin } = turn.state
  const refuse = (why: StandingRefusal): void => void recordDecision(turn, { body: { kind: 'standingBidsRefused', account, why } })
  if (auctions === undefined || margin === undefined) return refuse('auctionOff')
  if (!margin.members.has(account)) return refuse('accountUnknown')
  const levels = told.map(({ discountBps, capacity }): StandingLevel => ({ discountBps, capacity: positiveMinor(capacity) ?? 0n }))
  const refusal = scheduleRefusal(levels)
  if (refusal !== undefined) return refuse(refusal)
  if (levels.length === 0) auctions.standing.delete(account)
  else auctions.standing.set(account, levels)
  const capacity = settlementAmount(
    margin,
    levels.reduce((sum, level) => sum + level.capacity, 0n),
  )
  recordDecision(turn, { body: { kind: 'standingBidsNoted', account, levels: levels.length, capacity } })
}

function takeCommand(turn: Turn, { auction: id, by, command, reason }: AuctionCommanded): void {
  const { auctions } = turn.state
  const isPause = command === 'pause'
  const named = id === undefined ? undefined : auctions?.open.get(id)
  if (auctions === undefined || (id !== undefined && named === undefined)) {
    const why = commandRefusal(turn, id)
    return void recordDecision(turn, { body: { kind: 'auctionCommandRefused', auction: id ?? 'all', by, why } })
  }
  const body = { kind: 'auctionCommandTaken', ...(id !== undefined && { auction: id }), by, command, reason } as const
  recordDecision(turn, { body })
  if (named === undefined) auctions.paused = isPause
  else named.paused = isPause
  for (const auction of named === undefined ? auctions.open.values() : [named]) follow(turn, auction)
}

function commandRefusal(turn: Turn, id: string | undefined): Extract<AuctionDecisionBody, { kind: 'auctionCommandRefused' }>['why'] {
  const { auctions } = turn.state
  if (auctions === undefined) return 'auctionOff'
  return auctions.ended.includes(id ?? '') ? 'auctionClosed' : 'auctionUnknown'
}

function follow(turn: Turn, auction: OpenAuction): void {
  const at = auctionTurn(turn, auction.account)
  if (at !== undefined) followClock(at, auction)
}
