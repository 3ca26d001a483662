import { fewestRestoringLots } from '../../margin/liquidation/restoring-lots.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, noTicks } from '../../market/ladder.ts'
import { lotsBetween } from '../../market/ladder-sums.ts'
import type { Assessed } from './assess-member.ts'
import { lotsInPace, type PaceBound } from './liquidation-pace.ts'
import type { ReductionSize } from './margin-decision.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { Liquidation, ReductionOrder } from './margin-state.ts'
import type { MemberTurn } from './member-books.ts'
import { supposeClosing, type Supposition } from './suppose-closing.ts'
import type { TradedPosition } from './traded-position.ts'

/** An order of a liquidation before it is sent. Of 0 lots it is not, for the reason that is given. */
export type SizedReduction = Readonly<{
  side: 'buy' | 'sell'
  lots: number
  markTicks: number
  boundTicks: number
  bookLots: number
  why?: 'noBids' | 'noOffers' | PaceBound
  /** How the size came about, where the policy asks for more than shares. */
  size?: ReductionSize
  paced?: NonNullable<ReductionOrder['paced']>
}>

/** What is sized: the position that is closed next, in which liquidation, of an account that stands so. */
export type Sizing = Readonly<{ traded: TradedPosition; liquidation: Liquidation; assessed: Assessed }>

/**
 * The next order of a liquidation: as much as the policy's shares of position and book allow, no worse than the bound around the mark; where the
 * policy says so no more than brings equity to the target at the price after the impact, and no more than the pace allows.
 *
 * @example
 * const order = sizeReduction(at, policy, { traded, liquidation, assessed })
 */
export function sizeReduction(at: MemberTurn, policy: MarginPolicy, { traded, liquidation, assessed }: Sizing): SizedReduction {
  const { sizing, pace } = policy.liquidation
  const shared = withinShares(traded, liquidation, policy)
  if (shared.lots === 0 || (sizing === undefined && pace === undefined)) return shared
  const supposed = supposeClosing(at, { traded, assessed, boundTicks: shared.boundTicks, policy })
  const most = Math.min(shared.lots, supposed.curve.lots)
  const wanted = sizing === undefined ? { lots: most, by: 'shares' as const } : justEnough(most, supposed)
  const paced = pace && lotsInPace(at, pace, { traded, lots: wanted.lots, ownAfter: supposed.ownAfter })
  if (paced === undefined) return { ...shared, lots: wanted.lots, size: sizeOf(wanted, supposed) }
  const { lots, bound, order } = paced
  if (lots === 0) return { ...shared, lots, ...(bound && { why: bound }) }
  return { ...shared, lots, size: sizeOf(bound === undefined ? wanted : { lots, by: bound }, supposed), paced: order }
}

type Wanted = Readonly<{ lots: number; by: ReductionSize['by'] }>

/** Where nothing restores the account, what leaves least missing; where no number of lots makes it less, all that is allowed. */
function justEnough(most: number, { curve, surplusAfter }: Supposition): Wanted {
  const found = fewestRestoringLots(curve.stretches(most), surplusAfter)
  if (found.kind === 'restored') return { lots: found.lots, by: 'restored' }
  const isBetter = found.lots < most && found.shortBy < -surplusAfter(0)
  return isBetter ? { lots: found.lots, by: 'leastMissing' } : { lots: most, by: 'shares' }
}

function sizeOf({ lots, by }: Wanted, { curve, surplusAfter }: Supposition): ReductionSize {
  const { tickLots, middleMoveTicks } = curve.after(lots)
  const surplus = surplusAfter(lots)
  return { by, averageTicks: tickLots / lots, middleMoveTicks, ...(Number.isFinite(surplus) && { surplus }) }
}

function withinShares(
  { listing, market, lots, markTicks, notionalPerLot }: TradedPosition,
  liquidation: Liquidation,
  policy: MarginPolicy,
) {
  const { boundBps, shareOfBook, shareOfPosition, leastNotional = 0 } = policy.liquidation
  const side = lots > 0 ? ('sell' as const) : ('buy' as const)
  const { ladder } = market.book
  const bound = side === 'sell' ? Math.ceil(markTicks * (1 - boundBps / 10_000)) : Math.floor(markTicks * (1 + boundBps / 10_000))
  const boundTicks = Math.max(1, bound)
  const best = side === 'sell' ? bestBidTicks(ladder) : bestAskTicks(ladder)
  const isWithin = best !== noTicks && (side === 'sell' ? best >= boundTicks : best <= boundTicks)
  const bookLots = isWithin
    ? lotsBetween(ladder, side === 'sell' ? bidSide : askSide, Math.min(best, boundTicks), Math.max(best, boundTicks))
    : 0
  const opening = liquidation.openingLots.get(listing.contract.id) ?? Math.abs(lots)
  const ofPosition = Math.max(1, Math.ceil(opening * shareOfPosition), Math.floor(leastNotional / notionalPerLot))
  // Of a thin book at least one lot is taken: otherwise a small share of few lots would never close anything.
  const ofBook = bookLots === 0 ? 0 : Math.max(1, Math.floor(bookLots * shareOfBook))
  const taken = Math.min(Math.abs(lots), ofPosition, ofBook)
  const why = side === 'sell' ? ('noBids' as const) : ('noOffers' as const)
  return { side, lots: taken, markTicks: Math.round(markTicks), boundTicks, bookLots, ...(taken === 0 && { why }) }
}
