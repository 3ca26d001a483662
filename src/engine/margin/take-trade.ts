import { powerOfTen } from '../../base/decimal.ts'
import { flat, type Execution } from '../../backstop/position.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import { recordDecision } from '../turn.ts'
import { assessMember, carriesRisk, figuresOf, type Supposed } from './assess-member.ts'
import { beforeChange, supposeCharge } from './charge-member.ts'
import { indexMember } from './index-accounts.ts'
import type { MarginFigures, TradeRefusalReason } from './margin-decision.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { Listing, MemberState } from './margin-state.ts'
import { worstPriceOf } from './mark-grades.ts'
import { settlementAmount, type MemberTurn } from './member-books.ts'
import type { MemberOrder, OrdersChanged, PositionChanged } from './member-input.ts'
import { isLots, isTicks, refuseInput } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { outcomeOf, takePosition } from './take-position.ts'

/**
 * Takes a member's trade: one that makes its position smaller always, one that adds risk only with initial margin after it, and on prices that
 * are believed enough for it.
 *
 * @example
 * takeTrade({ turn, margin, member }, input, policy.margin)
 */
export function takeTrade(at: MemberTurn, input: PositionChanged, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  const { account, contract, lots, ticks } = input
  const listing = margin.listings.get(contract)
  if (listing === undefined) return refuseInput(turn, input.kind, { reason: 'contractUnknown', account, subject: contract })
  if (!isLots(lots)) return refuseInput(turn, input.kind, { reason: 'lotsNotWhole', account, subject: contract, found: String(lots) })
  if (!isTicks(ticks))
    return refuseInput(turn, input.kind, { reason: 'priceNotPositive', account, subject: contract, found: String(ticks) })
  const after = (member.positions.get(contract)?.lots ?? 0) + lots
  if (!Number.isSafeInteger(after)) return refuseInput(turn, input.kind, { reason: 'numberTooLarge', account, subject: contract })
  const execution = executionOf(lots, ticks)
  const refusal = tradeRefusal(at, policy, { listing, execution })
  if (refusal !== undefined) {
    return void recordDecision(turn, { body: { kind: 'tradeRefused', account, contract, lots, ticks, ...refusal } })
  }
  beforeChange(at, policy)
  const { cashMinor, transfers } = takePosition(at, listing, execution)
  indexMember(margin, member, policy)
  const held = member.positions.get(contract)?.lots ?? 0
  const realised = settlementAmount(margin, cashMinor)
  recordDecision(turn, { transfers, body: { kind: 'tradeAccepted', account, contract, lots, ticks, held, realised } })
  reviewMember(at, policy)
}

/**
 * Takes a member's resting orders: fewer always, more only with initial margin for them.
 *
 * @example
 * takeOrders({ turn, margin, member }, input, policy.margin)
 */
export function takeOrders(at: MemberTurn, input: OrdersChanged, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  const { account, orders } = input
  for (const { contract, lots, ticks } of orders) {
    const found = { account, subject: contract }
    if (!margin.listings.has(contract)) return refuseInput(turn, input.kind, { reason: 'contractUnknown', ...found })
    if (!isLots(lots) || lots < 0) return refuseInput(turn, input.kind, { reason: 'lotsNotWhole', ...found, found: String(lots) })
    if (!isTicks(ticks)) return refuseInput(turn, input.kind, { reason: 'priceNotPositive', ...found, found: String(ticks) })
  }
  const refusal = ordersRefusal(at, policy, orders)
  if (refusal !== undefined) return void recordDecision(turn, { body: { kind: 'ordersRefused', account, ...refusal } })
  beforeChange(at, policy)
  member.orders = orders
  indexMember(margin, member, policy)
  recordDecision(turn, { body: { kind: 'ordersNoted', account, orders: orders.length } })
  reviewMember(at, policy)
}

/**
 * A signed trade as an execution.
 *
 * @example
 * executionOf(-5, 617_400) // { side: 'sell', lots: 5, ticks: 617_400 }
 */
export function executionOf(lots: number, ticks: number): Execution {
  return { side: lots > 0 ? 'buy' : 'sell', lots: Math.abs(lots), ticks }
}

/**
 * Why an account may not add risk as it stands, whatever the risk.
 *
 * @example
 * standingRefusal(member) // 'called'
 */
export function standingRefusal(member: MemberState): TradeRefusalReason | undefined {
  if (member.liquidation !== undefined) return 'liquidating'
  if (member.unknown !== undefined) return 'unknown'
  if (member.call !== undefined) return 'called'
  return member.restricted ? 'restricted' : undefined
}

type Refusal = Readonly<{ why: TradeRefusalReason; figures?: MarginFigures }>

type Wanted = Readonly<{ listing: Listing; execution: Execution }>

function tradeRefusal(at: MemberTurn, policy: MarginPolicy, { listing, execution }: Wanted): Refusal | undefined {
  const { margin, member } = at
  const before = member.positions.get(listing.contract.id)
  if (member.liquidation !== undefined) return { why: 'liquidating' }
  if (isReducing(before?.lots ?? 0, execution)) return undefined
  const standing = standingRefusal(member)
  if (standing !== undefined) return { why: standing }
  const { position, cashMinor } = outcomeOf(listing, before ?? flat, execution)
  const positions = new Map(member.positions)
  if (position.lots === 0) positions.delete(listing.contract.id)
  else positions.set(listing.contract.id, position)
  const cash = Number(cashMinor) / powerOfTen(margin.settlement.decimals)
  return riskRefusal(at, policy, { positions, cash, also: [listing.contract.id] })
}

function isReducing(held: number, execution: Execution): boolean {
  const isOpposite = execution.side === 'sell' ? held > 0 : held < 0
  return isOpposite && execution.lots <= Math.abs(held)
}

function ordersRefusal(at: MemberTurn, policy: MarginPolicy, orders: readonly MemberOrder[]): Refusal | undefined {
  const { turn, margin, member } = at
  if (isPartOf(orders, member.orders)) return undefined
  const standing = standingRefusal(member)
  if (standing !== undefined) return { why: standing }
  if (orders.length === 0 && !carriesRisk(turn.state, margin, member)) return undefined
  return riskRefusal(at, policy, { orders, also: orders.map(({ contract }) => contract) })
}

/** Risk may be added on prices that are believed, with initial margin for it; `also` are the contracts it is in. */
function riskRefusal(at: MemberTurn, policy: MarginPolicy, wanted: Supposed & Readonly<{ also: readonly string[] }>): Refusal | undefined {
  const { turn, margin, member } = at
  const assessed = assessMember(turn.state, margin, member, wanted)
  if (!assessed.ok) return { why: 'unknown' }
  if (!gradeTolerated('openRisk', worstPriceOf(margin, member, { policy, also: wanted.also }))) return { why: 'markNotBelieved' }
  const figures = figuresOf(supposeCharge(at, policy, assessed.value))
  return figures.equity < figures.initialMargin ? { why: 'initialMargin', figures } : undefined
}

/** Whether nothing is wanted that is not there: of every price no more lots than before, however many orders they stand in. */
function isPartOf(wanted: readonly MemberOrder[], before: readonly MemberOrder[]): boolean {
  const there = lotsByPrice(before)
  return [...lotsByPrice(wanted)].every(([price, lots]) => lots <= (there.get(price) ?? 0))
}

function lotsByPrice(orders: readonly MemberOrder[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { contract, side, lots, ticks } of orders) {
    const price = `${side} ${ticks} ${contract}`
    sums.set(price, (sums.get(price) ?? 0) + lots)
  }
  return sums
}
