import { timeUs, type TimeUs } from '../../base/time.ts'
import { lotsWithinPace, type PacedLots } from '../../margin/liquidation/pace-limits.ts'
import type { LiquidationPace } from './margin-policy.ts'
import type { MarginState, PaceState, ReductionOrder } from './margin-state.ts'
import type { MemberTurn } from './member-books.ts'
import type { TradedPosition } from './traded-position.ts'

export type { PaceBound } from '../../margin/liquidation/pace-limits.ts'

/** A closing that is to be kept in pace. `ownAfter` is what so many lots leave of the account's own. */
export type PacedSize = Readonly<{ traded: TradedPosition; lots: number; ownAfter: (lots: number) => number }>

/**
 * How many lots the pace allows now, what made them fewer, and what the order is to be counted for. Losses are counted as expected until the
 * venue tells of fills.
 *
 * @example
 * lotsInPace(at, policy.liquidation.pace, { traded, lots: 250, ownAfter }).bound // 'accountPace'
 */
export function lotsInPace(
  { turn, margin, member }: MemberTurn,
  pace: LiquidationPace,
  { traded, lots, ownAfter }: PacedSize,
): PacedLots & Readonly<{ order: NonNullable<ReductionOrder['paced']> }> {
  const { accounts, markets, startedAt } = stretchAt(margin, pace, turn.at)
  const { notionalPerLot } = traded
  const market = markets.get(traded.listing.instrument.id)
  const spent = {
    accountNotional: accounts.get(member.id) ?? 0,
    marketNotional: market?.notional ?? 0,
    marketLoss: market?.loss ?? 0,
  }
  const lossAfter = (closed: number): number => Math.max(0, -ownAfter(closed))
  const paced = lotsWithinPace({ lots, notionalPerLot, lossAfter }, pace, spent)
  const lossPerLot = paced.lots === 0 || pace.marketLoss === undefined ? 0 : lossAfter(paced.lots) / paced.lots
  return { ...paced, order: { startedAt: timeUs(startedAt), notionalPerLot, lossPerLot } }
}

/**
 * Counts an order that was sent.
 *
 * @example
 * countOrder(margin, 'BTC/USDT:USDT', order)
 */
export function countOrder(margin: MarginState, market: string, order: ReductionOrder): void {
  const { paced, account, lots } = order
  if (paced !== undefined) count(margin.pace, { account, market, notional: lots * paced.notionalPerLot, loss: lots * paced.lossPerLot })
}

/**
 * Counts what a fill lost in place of what was expected of its lots, in the stretch in which it is told.
 *
 * @param loss - What the fill lost beyond what was left of the account's own; not below 0.
 *
 * @example
 * countFill(at, policy.liquidation.pace, { order, market: 'BTC/USDT:USDT', lots: 100, loss: 0 })
 */
export function countFill(
  { turn, margin }: MemberTurn,
  pace: LiquidationPace | undefined,
  { order, market, lots, loss }: Readonly<{ order: ReductionOrder; market: string; lots: number; loss: number }>,
): void {
  const { paced, account } = order
  if (paced === undefined || pace === undefined) return
  const { startedAt } = stretchAt(margin, pace, turn.at)
  const expected = paced.startedAt === startedAt && !order.isOver ? lots * paced.lossPerLot : 0
  // Lots of an order that was over were given back: told late after all, they count.
  count(margin.pace, { account, market, notional: order.isOver ? lots * paced.notionalPerLot : 0, loss: loss - expected })
}

/**
 * Gives back what an order that is over was counted for and did not close, within the same stretch of time.
 *
 * @example
 * giveBack(margin, 'BTC/USDT:USDT', order)
 */
export function giveBack(margin: MarginState, market: string, order: ReductionOrder): void {
  const { paced, account, lotsLeft } = order
  if (paced === undefined || margin.pace?.startedAt !== paced.startedAt) return
  count(margin.pace, { account, market, notional: -lotsLeft * paced.notionalPerLot, loss: -lotsLeft * paced.lossPerLot })
}

type Counted = Readonly<{ account: string; market: string; notional: number; loss: number }>

function count(pace: PaceState | undefined, { account, market, notional, loss }: Counted): void {
  if (pace === undefined) return
  pace.accounts.set(account, notBelow((pace.accounts.get(account) ?? 0) + notional))
  const before = pace.markets.get(market) ?? { notional: 0, loss: 0 }
  pace.markets.set(market, { notional: notBelow(before.notional + notional), loss: notBelow(before.loss + loss) })
}

/** What is given back of sums of floats may leave a last digit below 0. */
function notBelow(value: number): number {
  return Math.max(0, value)
}

function stretchAt(margin: MarginState, { every }: LiquidationPace, at: TimeUs): PaceState {
  const startedAt = timeUs(at - (at % every))
  if (margin.pace?.startedAt !== startedAt) margin.pace = { startedAt, accounts: new Map(), markets: new Map() }
  return margin.pace
}
