import type { Position } from '../../backstop/position.ts'
import { mulDivDown } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { impactCurve, type ImpactCurve } from '../../margin/liquidation/closing-impact.ts'
import { shockSnapshot } from '../../margin/shock-snapshot.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, lotsAt, nextTicks, noTicks } from '../../market/ladder.ts'
import { notionalOf } from '../../market/notional.ts'
import { accountOf, assessAccount, modelFor, type Assessed } from './assess-member.ts'
import { supposeCharge } from './charge-member.ts'
import { liquidationTarget } from './liquidation-target.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { snapshotOf } from './margin-state.ts'
import type { MemberTurn } from './member-books.ts'
import type { TradedPosition } from './traded-position.ts'

/** What a closing is supposed for: a position, the account as it stands, and the worst price in ticks. */
export type SupposedClosing = Readonly<{ traded: TradedPosition; assessed: Assessed; boundTicks: number; policy: MarginPolicy }>

/** What closing any number of lots against the book would lead to. All in whole units of the settlement asset. */
export type Supposition = Readonly<{
  curve: ImpactCurve
  /** Equity above the liquidation's target, at the price after the impact; below any number where that cannot be known. */
  surplusAfter: (lots: number) => number
  /** What the closed lots leave of the account's own: their share of equity by maintenance margin, less what the impact costs. */
  ownAfter: (lots: number) => number
}>

/** Levels of a book that are looked at: a closing that needs more goes on with the next step. */
const mostLevels = 200

/**
 * Supposes that lots of a position are closed against the run's book as it stands, with the fees that are set aside for an order: what the account
 * is then worth and asked for, with the book's middle, and all prices of the underlying with it, moved by what was taken.
 *
 * @example
 * supposeClosing(at, { traded, assessed, boundTicks, policy }).surplusAfter(250)
 */
export function supposeClosing(at: MemberTurn, of: SupposedClosing): Supposition {
  const { turn, margin, member } = at
  const { traded, assessed, policy } = of
  const curve = curveOf(of)
  const model = modelFor(turn.state, margin, accountOf(turn.state, margin, member, {}))
  const snapshot = snapshotOf(margin, turn.at)
  const assess = (lots: number, markets: MarketSnapshot): Assessed | undefined => {
    const found = assessAccount(accountOf(turn.state, margin, member, closedPart(at, of, { lots, curve })), markets, model)
    return found.ok ? supposeCharge(at, policy, found.value) : undefined
  }
  const ownAfter = (lots: number): number => {
    const after = lots === 0 ? assessed : assess(lots, snapshot)
    return after === undefined ? 0 : ownPart(assessed.requirement, after.requirement)
  }
  const surplusAfter = (lots: number): number => {
    const after = lots === 0 ? assessed : assess(lots, marketsAfter(snapshot, { traded, curve, lots }))
    if (after === undefined) return Number.NEGATIVE_INFINITY
    const { penalty } = policy.liquidation
    const taken = penalty === undefined || lots === 0 ? 0 : penaltyOf(lots * traded.notionalPerLot, penalty.feeBps, ownAfter(lots))
    return after.requirement.equity - taken - liquidationTarget(after.requirement, policy)
  }
  return { curve, surplusAfter, ownAfter }
}

/** What an account stands at, before or after part of it is closed. */
export type Standing = Readonly<{ equity: number; maintenanceMargin: number }>

/**
 * What closing part of an account leaves of the account's own for that part: the share of equity that goes with the maintenance margin released,
 * and what the closing itself gained or cost. Below 0 others pay for it.
 *
 * @see dYdX v4: what a fill brings above its bankruptcy price.
 *
 * @example
 * ownPart({ equity: 400, maintenanceMargin: 500 }, { equity: 390, maintenanceMargin: 250 }) // 190
 */
export function ownPart(before: Standing, after: Standing): number {
  const released = before.maintenanceMargin <= 0 ? 1 : (before.maintenanceMargin - after.maintenanceMargin) / before.maintenanceMargin
  return before.equity * Math.min(Math.max(released, 0), 1) + (after.equity - before.equity)
}

function penaltyOf(notional: number, feeBps: number, own: number): number {
  return Math.min((notional * feeBps) / 10_000, Math.max(0, own))
}

function curveOf({ traded, boundTicks }: SupposedClosing): ImpactCurve {
  const { ladder } = traded.market.book
  const side = traded.lots > 0 ? bidSide : askSide
  const [bid, ask] = [bestBidTicks(ladder), bestAskTicks(ladder)]
  const [best, other] = side === bidSide ? [bid, ask] : [ask, bid]
  const levels: (readonly [ticks: number, lots: number])[] = []
  let left = Math.abs(traded.lots)
  const isWithin = (ticks: number): boolean => ticks !== noTicks && (side === bidSide ? ticks >= boundTicks : ticks <= boundTicks)
  for (let ticks = best; ticks !== noTicks && levels.length < mostLevels; ticks = nextTicks(ladder, side, ticks)) {
    // One level past what is taken is read as well: it is the best price that is left.
    if (left <= 0 || !isWithin(ticks)) {
      levels.push([ticks, 0])
      break
    }
    const lots = lotsAt(ladder, side, ticks)
    levels.push([ticks, lots])
    left -= lots
  }
  return impactCurve({ levels, otherBestTicks: other === noTicks ? best : other })
}

/** Positions and cash after lots were closed at what the book takes them for, less the fees set aside. */
function closedPart(
  { turn, member }: MemberTurn,
  { traded }: SupposedClosing,
  { lots, curve }: Readonly<{ lots: number; curve: ImpactCurve }>,
) {
  const { contract, instrument } = traded.listing
  const before = member.positions.get(contract.id) ?? { lots: traded.lots, costMinor: 0n }
  const releasedMinor = mulDivDown(before.costMinor, BigInt(lots), BigInt(Math.abs(before.lots)))
  const quote = curve.after(lots).tickLots * notionalOf(instrument, { ticks: 1, lots: 1 })
  const sign = before.lots > 0 ? 1 : -1
  const entry =
    contract.kind === 'perpetual' || contract.kind === 'future' ? Number(releasedMinor) / powerOfTen(instrument.quoteDecimals) : 0
  const fees = (quote * (turn.state.terms?.policy.feeAllowanceBps ?? 0)) / 10_000
  const after: Position = { lots: before.lots - sign * lots, costMinor: before.costMinor - releasedMinor }
  const positions = new Map(member.positions)
  if (after.lots === 0) positions.delete(contract.id)
  else positions.set(contract.id, after)
  return { positions, cash: sign * (quote - entry) - fees }
}

function marketsAfter(
  snapshot: MarketSnapshot,
  { traded, curve, lots }: Readonly<{ traded: TradedPosition; curve: ImpactCurve; lots: number }>,
): MarketSnapshot {
  const { middleMoveTicks } = curve.after(lots)
  if (middleMoveTicks === 0) return snapshot
  return shockSnapshot(snapshot, { underlying: traded.listing.contract.underlying, spotMove: middleMoveTicks / traded.markTicks })
}
