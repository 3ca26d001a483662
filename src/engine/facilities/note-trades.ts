import { durationUs, later, type DurationUs } from '../../base/time.ts'
import { groupOf } from '../margin/group-of.ts'
import type { PositionChanged } from '../margin/member-input.ts'
import type { Policy } from '../policy.ts'
import { markTicksOf, type FacilityTurn } from './facility-turn.ts'

/**
 * Notes a member's trade that this turn accepted, with the mark of its moment and what the venue said of the other side, so that claims and draws
 * can be held against what the engine itself has seen.
 *
 * @example
 * noteTrade(at, input)
 */
export function noteTrade(at: FacilityTurn, input: PositionChanged): void {
  const { turn, margin, facilities } = at
  const { account, contract, lots, ticks, counterparty } = input
  const accepted = turn.decisions.find(({ body }) => body.kind === 'tradeAccepted' && body.account === account)
  if (accepted === undefined) return
  const markTicks = markTicksOf(margin, contract)
  const other = counterparty === undefined ? undefined : margin.members.get(counterparty)
  facilities.trades.set(accepted.id, {
    id: accepted.id,
    at: turn.at,
    contract,
    account,
    group: groupOf(margin, account),
    side: lots > 0 ? 'buy' : 'sell',
    lots: Math.abs(lots),
    ticks,
    ...(markTicks !== undefined && { markTicks }),
    ...(other && { counterparty: { account: other.id, group: groupOf(margin, other.id) } }),
    isForced: other?.liquidation !== undefined,
  })
}

/**
 * Forgets trades that no claim and no draw can name any more.
 *
 * @example
 * forgetTrades(at)
 */
export function forgetTrades({ turn, facilities, policy }: FacilityTurn): void {
  const keptFor = tradesKeptFor(policy)
  // A map keeps the order of insertion, which is that of time.
  for (const [id, trade] of facilities.trades) {
    if (later(trade.at, keptFor) >= turn.at) return
    facilities.trades.delete(id)
  }
}

function tradesKeptFor({ lossGuarantee, fundDraw }: Policy): DurationUs {
  const claims = lossGuarantee === undefined ? 0 : lossGuarantee.windowFor + lossGuarantee.claimFor
  return durationUs(Math.max(claims, fundDraw?.reviewFor ?? 0))
}
