import { liquidationFeePostings } from '../../accounting/member-postings.ts'
import { elapsedUs, seconds } from '../../base/time.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import { notionalDown } from '../../market/notional.ts'
import type { EffectReport } from '../effect.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { assessMember, figuresOf } from './assess-member.ts'
import { beforeChange } from './charge-member.ts'
import { chargePenalty, ownOf, standingOf } from './charge-penalty.ts'
import { indexMember } from './index-accounts.ts'
import { countFill, giveBack } from './liquidation-pace.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { Listing, MarginState, ReductionOrder } from './margin-state.ts'
import { bookFor, settlementAmount, type MemberTurn } from './member-books.ts'
import { reviewMember } from './review-member.ts'
import { takePosition } from './take-position.ts'

/**
 * Takes in what the venue says of an order that closes part of a position. Each fill is booked once, in whatever order fills come: one of lots
 * that are booked already was told before, and changes nothing.
 *
 * @example
 * applyReduction(at, order, report, policy.margin)
 */
export function applyReduction(at: MemberTurn, order: ReductionOrder, report: EffectReport, policy: MarginPolicy): void {
  order.heardAt = at.turn.at
  switch (report.kind) {
    case 'accepted':
      return
    case 'filled':
      if (isNew(order, report)) applyFill(at, order, report, policy)
      return
    case 'cancelled':
      return endOrder(at, order, { why: 'cancelled', policy, awaitsFills: report.lotsLeft < order.lotsLeft })
    case 'rejected':
      return endOrder(at, order, { why: report.reason, policy, awaitsFills: false })
  }
}

type Fill = Extract<EffectReport, { kind: 'filled' }>

/** An order whose end is not heard of within this many of the policy's spacings, and the least of it, is taken as lost. */
const lostAfterSpacings = 10
const lostAfterAtLeast = seconds(10)

/**
 * Takes the order of a liquidation as lost once nothing was heard of it for ten times the spacing of orders, ten seconds at the least, so that
 * a report that never comes blocks nothing. Told after all, its fills are booked, once.
 *
 * @returns Whether it was lost just now; the account is then reviewed.
 *
 * @example
 * loseOrder({ turn, margin, member }, policy.margin) // false while its order is young
 */
export function loseOrder(at: MemberTurn, policy: MarginPolicy): boolean {
  const { turn, margin, member } = at
  const orderId = member.liquidation?.orderId
  const order = orderId && margin.reductions.get(orderId)
  const lostAfter = Math.max(lostAfterSpacings * policy.liquidation.spacing, lostAfterAtLeast)
  if (order === undefined || elapsedUs(order.heardAt, turn.at) <= lostAfter) return false
  endOrder(at, order, { why: 'lost', policy, awaitsFills: true })
  return true
}

/** Whether a fill is of lots of its order that no fill booked so far was of. */
function isNew({ lots: whole, filled }: ReductionOrder, { lots, lotsLeft }: Fill): boolean {
  const before = lotsLeft + lots
  if (!(lots > 0 && lotsLeft >= 0 && before <= whole)) return false
  return filled.every(([from, to]) => before <= to || lotsLeft >= from)
}

function applyFill(at: MemberTurn, order: ReductionOrder, fill: Fill, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  const { account, contract, effectId, side } = order
  const listing = margin.listings.get(contract)
  if (listing === undefined) return
  const { ticks, lots } = fill
  const bankruptcyPrice = bankruptcyPriceOf(at, listing, ticks)
  const { penalty: terms } = policy.liquidation
  const closedLots = Math.min(lots, closableLots(member.positions.get(contract)?.lots ?? 0, side))
  const before = terms === undefined && order.paced === undefined ? undefined : standingOf(at)
  beforeChange(at, policy)
  const taken = takePosition(at, listing, { side, ticks, lots })
  const feeMinor = BigInt(fill.feeMinor)
  const fees = bookFor(at, (books) => liquidationFeePostings(books, feeMinor))
  const own = before && ownOf(at, before)
  countFill(at, policy.liquidation.pace, { order, market: listing.instrument.id, lots, loss: Math.max(0, -(own ?? 0)) })
  const notionalMinor = notionalDown(listing.instrument, { ticks, lots: closedLots }).minor
  const penalty = terms && chargePenalty(at, terms, { notionalMinor, own })
  order.lotsLeft -= lots
  order.filled.push([fill.lotsLeft + lots, fill.lotsLeft])
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
    ...(penalty && { penalty: penalty.paid }),
    held: member.positions.get(contract)?.lots ?? 0,
  } as const
  recordDecision(turn, { market: listing.instrument.id, transfers: [...taken.transfers, ...fees, ...(penalty?.transfers ?? [])], body })
  if (order.lotsLeft === 0) forget(at, order)
  reviewMember(at, policy)
}

/** Lots that an order of a side closes at most: none of a position it would make larger, as a fill that is told late may. */
function closableLots(held: number, side: 'buy' | 'sell'): number {
  return Math.max(0, side === 'sell' ? held : -held)
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
    if (order.isOver) continue
    recordDecision(turn, { body: { kind: 'reductionEnded', account, contract, effectId, lotsLeft, why: 'settled' } })
  }
}

/** Why an order is over, and whether fills of it may still be told. */
type OrderEnd = Readonly<{ why: string; policy: MarginPolicy; awaitsFills: boolean }>

function endOrder(at: MemberTurn, order: ReductionOrder, { why, policy, awaitsFills }: OrderEnd): void {
  const { account, contract, effectId, lotsLeft, isOver } = order
  if (awaitsFills) release(at, order)
  else forget(at, order)
  if (isOver) return
  giveBack(at.margin, marketOf(at.margin, contract), order)
  order.isOver = true
  recordDecision(at.turn, { body: { kind: 'reductionEnded', account, contract, effectId, lotsLeft, why } })
  reviewMember(at, policy)
}

/** The market a contract of a reduction trades in. */
function marketOf(margin: MarginState, contract: string): string {
  return margin.listings.get(contract)?.instrument.id ?? contract
}

function forget(at: MemberTurn, order: ReductionOrder): void {
  at.margin.reductions.delete(order.effectId)
  release(at, order)
}

function release({ member }: MemberTurn, { effectId }: ReductionOrder): void {
  if (member.liquidation?.orderId === effectId) member.liquidation.orderId = undefined
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
