import { liquidationFeePostings } from '../../accounting/member-postings.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import type { EffectReport } from '../effect.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { assessMember, figuresOf } from './assess-member.ts'
import { beforeChange } from './charge-member.ts'
import { indexMember } from './index-accounts.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { Listing, MarginState, ReductionOrder } from './margin-state.ts'
import { bookFor, settlementAmount, type MemberTurn } from './member-books.ts'
import { reviewMember } from './review-member.ts'
import { takePosition } from './take-position.ts'

/**
 * Takes in what the venue says of an order that closes part of a position. A fill that does not follow on what is left of its order was told
 * before, and changes nothing.
 *
 * @example
 * applyReduction(at, order, report, policy.margin)
 */
export function applyReduction(at: MemberTurn, order: ReductionOrder, report: EffectReport, policy: MarginPolicy): void {
  switch (report.kind) {
    case 'accepted':
      return
    case 'filled':
      if (report.lots > 0 && report.lotsLeft + report.lots === order.lotsLeft) applyFill(at, order, report, policy)
      return
    case 'cancelled':
      return endOrder(at, order, 'cancelled', policy)
    case 'rejected':
      return endOrder(at, order, report.reason, policy)
  }
}

type Fill = Extract<EffectReport, { kind: 'filled' }>

function applyFill(at: MemberTurn, order: ReductionOrder, fill: Fill, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  const { account, contract, effectId, side } = order
  const listing = margin.listings.get(contract)
  if (listing === undefined) return
  const { ticks, lots } = fill
  const bankruptcyPrice = bankruptcyPriceOf(at, listing, ticks)
  beforeChange(at, policy)
  const taken = takePosition(at, listing, { side, ticks, lots })
  const feeMinor = BigInt(fill.feeMinor)
  const fees = bookFor(at, (books) => liquidationFeePostings(books, feeMinor))
  order.lotsLeft = fill.lotsLeft
  indexMember(margin, member, policy)
  const body = {
    kind: 'positionReduced',
    account,
    contract,
    effectId,
    side,
    lots,
    ticks,
    bankruptcyPrice,
    realised: settlementAmount(margin, taken.cashMinor),
    fee: settlementAmount(margin, feeMinor),
    held: member.positions.get(contract)?.lots ?? 0,
  } as const
  recordDecision(turn, { market: listing.instrument.id, transfers: [...taken.transfers, ...fees], body })
  if (order.lotsLeft === 0) forget(at, order)
  reviewMember(at, policy)
}

/**
 * Ends every order that closes a position in a contract that is settled: there is nothing left to close, and a fill that is told late must
 * not open the position the other way round.
 *
 * @example
 * endReductionsIn(turn, margin, 'BTC/USDT:USDT')
 */
export function endReductionsIn(turn: Turn, margin: MarginState, contract: string): void {
  for (const order of [...margin.reductions.values()].filter((each) => each.contract === contract)) {
    const { account, effectId, lotsLeft } = order
    const member = margin.members.get(account)
    if (member !== undefined) forget({ turn, margin, member }, order)
    recordDecision(turn, { body: { kind: 'reductionEnded', account, contract, effectId, lotsLeft, why: 'settled' } })
  }
}

function endOrder(at: MemberTurn, order: ReductionOrder, why: string, policy: MarginPolicy): void {
  const { account, contract, effectId, lotsLeft } = order
  forget(at, order)
  recordDecision(at.turn, { body: { kind: 'reductionEnded', account, contract, effectId, lotsLeft, why } })
  reviewMember(at, policy)
}

function forget({ margin, member }: MemberTurn, order: ReductionOrder): void {
  margin.reductions.delete(order.effectId)
  if (member.liquidation?.orderId === order.effectId) member.liquidation.orderId = undefined
}

/**
 * The price of a position at which the account's equity would be 0, other marks unchanged. An account that cannot be valued just now is taken
 * as last assessed, at the fill.
 */
function bankruptcyPriceOf({ turn, margin, member }: MemberTurn, listing: Listing, ticks: number): number {
  const { contract, instrument } = listing
  const lots = member.positions.get(contract.id)?.lots ?? 0
  const mark = margin.marks.get(contract.id)?.markPrice ?? margin.underlyings.get(contract.underlying)?.indexPrice
  const assessed = assessMember(turn.state, margin, member)
  const equity = assessed.ok ? figuresOf(assessed.value).equity : (member.figures?.equity ?? 0)
  const price = mark ?? ticks * tickSize(instrument)
  return lots === 0 ? price : price - equity / (lots * lotSize(instrument))
}
