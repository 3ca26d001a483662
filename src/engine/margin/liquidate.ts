import { collateralAccount } from '../../accounting/member-chart.ts'
import { shortfallPostings, takenCollateralPostings, unlockPostings } from '../../accounting/member-postings.ts'
import { amount, type Amount } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { elapsedUs, later } from '../../base/time.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import { payFromHolds } from '../facilities/pay-from-holds.ts'
import { listForDeleveraging } from '../loss/deleverage-account.ts'
import { escalate } from '../loss/escalate.ts'
import { finishClosing } from '../loss/finish-closing.ts'
import { payFromPledges, pledgedAssets } from '../facilities/recover-loan.ts'
import { allocateShortfall } from '../loss/allocate-shortfall.ts'
import { nextEffectId, recordDecision } from '../turn.ts'
import { quietEquity, type Assessed } from './assess-member.ts'
import { cancelOrders } from './cancel-orders.ts'
import { countOrder } from './liquidation-pace.ts'
import type { LiquidationCause, LiquidationEnd, LiquidationWait, MarginEvidence, MarginFigures } from './margin-decision.ts'
import type { CollateralTerms, MarginPolicy } from './margin-policy.ts'
import { removeName, type Listing, type Liquidation } from './margin-state.ts'
import { worstCollateralOf, worstMarkOf } from './mark-grades.ts'
import { bookFor, booksOf, settlementAmount, type MemberTurn } from './member-books.ts'
import { sizeReduction, type SizedReduction } from './size-reduction.ts'
import { largestTraded } from './traded-position.ts'

/** What a liquidation starts with. */
type Start = Readonly<{ cause: LiquidationCause; transfers: readonly string[]; locked: Amount; evidence: MarginEvidence }>

/**
 * Starts a liquidation: the call, if there was one, is over, and the member's resting orders no longer count; where the policy says so only as
 * many of them as are needed.
 *
 * @example
 * startLiquidation(at, { cause: 'callNotMet', transfers: [], locked, evidence })
 */
export function startLiquidation(at: MemberTurn, start: Start): void {
  const { member, turn, margin } = at
  const { cause, transfers, locked, evidence } = start
  const call = member.call === undefined ? {} : { call: member.call.id }
  const body = { kind: 'liquidationStarted', account: member.id, cause, ...call, locked, evidence } as const
  const id = recordDecision(turn, { transfers, body })
  member.call = undefined
  const policy = turn.state.terms?.policy.margin
  if (policy?.liquidation.cancelOrders === 'asNeeded') cancelOrders(at, policy, id)
  else member.orders = []
  const openingLots = new Map([...member.positions].map(([contract, { lots }]) => [contract, Math.abs(lots)]))
  member.liquidation = { id, startedAt: turn.at, openingLots, nextAt: turn.at }
  margin.counts.liquidations += 1
}

/**
 * Sends the next order of a liquidation when it is time: the largest position that trades in a market of the run, as much of it as the
 * policy's shares of position and book allow, no worse than the bound around its mark.
 *
 * @example
 * stepLiquidation(at, policy, assessed)
 */
export function stepLiquidation(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): void {
  const { member, turn, margin } = at
  const { liquidation } = member
  if (liquidation === undefined || liquidation.orderId !== undefined) return
  if (member.positions.size === 0) return takeWhatIsLeft(at, policy)
  if (escalate(at, policy, assessed)) return
  if (listForDeleveraging(at, assessed)) return
  if (turn.at < liquidation.nextAt) return
  if (turn.state.halted) return wait(at, liquidation, 'halted')
  // A position that is closed on a mark that may be a fault cannot be brought back: it waits for one that is believed.
  if (!gradeTolerated('startLiquidation', worstMarkOf(margin, member.positions.keys()))) return wait(at, liquidation, 'markNotBelieved')
  const traded = largestTraded(at, assessed)
  if (traded === undefined) return wait(at, liquidation, 'noMarket')
  const { listing, market } = traded
  if (market.book.integrity !== 'ok') return wait(at, liquidation, 'bookUnknown', listing.contract.id)
  const order = sizeReduction(at, policy, { traded, liquidation, assessed })
  if (order.why !== undefined) return wait(at, liquidation, order.why, listing.contract.id)
  sendOrder(at, policy, { liquidation, listing, order })
}

/** How a liquidation ended, and transfers that belong to it. */
type End = Readonly<{ how: LiquidationEnd; evidence: MarginFigures; transfers?: readonly string[] }>

/**
 * Ends a liquidation and releases what was locked. While an order of it works it goes on.
 *
 * @example
 * endLiquidation(at, { how: 'restored', evidence: figures })
 */
export function endLiquidation(at: MemberTurn, end: End): void {
  const { member, turn, margin } = at
  const { liquidation } = member
  if (liquidation === undefined || liquidation.orderId !== undefined) return
  const transfers = [...(end.transfers ?? []), ...unlock(at)]
  member.liquidation = undefined
  removeName(margin.attended, member.id)
  const lasted = elapsedUs(liquidation.startedAt, turn.at)
  const { how, evidence } = end
  const body = { kind: 'liquidationEnded', account: member.id, liquidation: liquidation.id, how, lasted, evidence } as const
  recordDecision(turn, { transfers, body })
  finishClosing(turn, liquidation.id)
}

/**
 * Settles a liquidation with nothing left to close: what is owed is taken from collateral, and the rest is a shortfall. Collateral is taken for good, so at no
 * price that may be a fault; without any there is nothing to wait for.
 *
 * @example
 * if (member.positions.size === 0) takeWhatIsLeft(at, policy)
 */
export function takeWhatIsLeft(at: MemberTurn, policy: MarginPolicy): void {
  const { member, turn, margin } = at
  const held = member.assets.filter((asset) => balanceOf(turn.state.ledger, collateralAccount(member.id, asset)) > 0n)
  const taken = [...held, ...pledgedAssets(at)]
  const isBelieved = gradeTolerated('startLiquidation', worstCollateralOf(margin, taken, policy))
  if (!isBelieved && member.liquidation !== undefined) return wait(at, member.liquidation, 'markNotBelieved')
  closeOut(at, policy)
}

/**
 * Nothing is left to close and something is owed: takes collateral for it, asset by asset, at its price less the maintenance haircut, books
 * the rest as a shortfall, and ends the liquidation.
 */
function closeOut(at: MemberTurn, policy: MarginPolicy): void {
  const { member, turn, margin } = at
  const transfers = unlock(at)
  payFromHolds(at)
  for (const terms of policy.collateral) takeCollateral(at, terms)
  payFromPledges(at)
  const { owed } = booksOf(at)
  if (owed > 0n) {
    const booked = bookFor(at, shortfallPostings)
    margin.counts.shortfallMinor += owed
    const event = member.liquidation?.id ?? ''
    const body = { kind: 'shortfallRealised', account: member.id, event, amount: settlementAmount(margin, owed) } as const
    recordDecision(turn, { transfers: booked, body })
    allocateShortfall(at, policy, { event, minor: owed })
  }
  const evidence = { equity: quietEquity(turn.state, margin, member), initialMargin: 0, maintenanceMargin: 0 }
  member.figures = evidence
  endLiquidation(at, { how: 'closed', evidence, transfers })
}

function unlock(at: MemberTurn): readonly string[] {
  const transfers = bookFor(at, unlockPostings)
  at.member.lockId = ''
  return transfers
}

function takeCollateral(at: MemberTurn, terms: CollateralTerms): void {
  const { member, turn, margin } = at
  const { owed } = booksOf(at)
  const market = margin.collateral.get(terms.asset)
  const held = member.assets.includes(terms.asset) ? balanceOf(turn.state.ledger, collateralAccount(member.id, terms.asset)) : 0n
  if (owed === 0n || held === 0n || market === undefined) return
  const price = market.price * (1 - market.maintenanceHaircut)
  const worth = (minor: bigint): bigint =>
    BigInt(Math.floor((Number(minor) / powerOfTen(terms.decimals)) * price * powerOfTen(margin.settlement.decimals)))
  const all = worth(held)
  // As much as pays the debt, rounded up to the asset's minor unit; all of it when that is not enough.
  const least = all <= owed ? held : BigInt(Math.ceil((Number(owed) / Number(all)) * Number(held)))
  // Floats may leave it a last digit too small, and then a minor unit would be owed that there is collateral for.
  const needed = worth(least) < owed ? least + (least >> 50n) + 1n : least
  const minor = needed < held ? needed : held
  const paidMinor = worth(minor)
  const transfers = bookFor(at, (books) => takenCollateralPostings(books, { asset: terms.asset, minor, paidMinor }))
  const taken = amount(terms.asset, minor)
  const body = { kind: 'collateralTaken', account: member.id, taken, price, paid: settlementAmount(margin, paidMinor) } as const
  recordDecision(turn, { transfers, body })
}

function sendOrder(
  at: MemberTurn,
  policy: MarginPolicy,
  sent: Readonly<{ liquidation: Liquidation; listing: Listing; order: SizedReduction }>,
): void {
  const { member, turn, margin } = at
  const { liquidation, listing, order } = sent
  const { side, lots, markTicks, boundTicks, bookLots, size, paced } = order
  const contract = listing.contract.id
  const effectId = nextEffectId(turn)
  turn.effects.push({ kind: 'reducePosition', effectId, account: member.id, market: listing.instrument.id, side, ticks: boundTicks, lots })
  const about = { effectId, account: member.id, contract, side, lots }
  const reduction = { ...about, lotsLeft: lots, filled: [], heardAt: turn.at, isOver: false, ...(paced && { paced }) }
  margin.reductions.set(effectId, reduction)
  countOrder(margin, listing.instrument.id, reduction)
  liquidation.orderId = effectId
  liquidation.waiting = undefined
  liquidation.nextAt = later(turn.at, policy.liquidation.spacing)
  const body = { kind: 'reductionOrdered', account: member.id, contract, effectId, side, lots, markTicks, boundTicks, bookLots } as const
  recordDecision(turn, { market: listing.instrument.id, body: { ...body, ...(size && { size }) } })
}

/** Said once, when it begins. */
function wait({ member, turn }: MemberTurn, liquidation: Liquidation, why: LiquidationWait, contract?: string): void {
  if (liquidation.waiting === why) return
  liquidation.waiting = why
  recordDecision(turn, {
    body: { kind: 'liquidationWaited', account: member.id, ...(contract !== undefined && { contract }), why },
  })
}
