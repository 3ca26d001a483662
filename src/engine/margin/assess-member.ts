import { collateralAccount } from '../../accounting/member-chart.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import type { Position as HeldPosition } from '../../backstop/position.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { CollateralHolding, MarginAccount, Position, RestingOrder } from '../../margin/account/margin-account.ts'
import { linkedSizesOf } from '../../margin/coverage/linked-sizes.ts'
import { withLiquidityCoverage } from '../../margin/coverage/liquidity-coverage.ts'
import type { MarginModel, MarginRequirement } from '../../margin/margin-model.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { marginModelOf } from '../../margin/model-catalogue.ts'
import { assessWithOrders } from '../../margin/orders/open-orders.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import type { ValuedAccount } from '../../margin/account/valued-account.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import type { EngineState } from '../state.ts'
import type { AskedMargins, MarginFigures, MarkedPosition, MarginEvidence, WorstScenario } from './margin-decision.ts'
import { snapshotOf, type Listing, type MarginState, type MemberState } from './margin-state.ts'
import { standAlike } from './liquidation-target.ts'
import { collateralFault, staleFault, unbelieved } from './mark-grades.ts'
import { cashOf } from './member-books.ts'
import type { MemberOrder } from './member-input.ts'

/** An account as it could be valued, with what is demanded of it. */
export type Assessed = Readonly<{
  valued: ValuedAccount
  /** As charged, where a speed limit holds it back. */
  requirement: MarginRequirement
  /** What the model asks, where the fund carries part of it. */
  asked?: AskedMargins
}>

/** What an account would be with other holdings: a trade, an order, a withdrawal that is looked at before it is accepted. */
export type Supposed = Readonly<{
  positions?: ReadonlyMap<string, HeldPosition>
  orders?: readonly MemberOrder[]
  /** Added to cash, in whole units. */
  cash?: number
  /** Added to a collateral asset, in whole units. */
  collateral?: Readonly<{ asset: string; amount: number }>
}>

/**
 * Whether an account could lose anything that is not there: a position, an order, or a debt.
 *
 * @example
 * carriesRisk(state, margin, member) // false for cash and collateral alone
 */
export function carriesRisk(state: EngineState, margin: MarginState, member: MemberState): boolean {
  return member.positions.size > 0 || member.orders.length > 0 || cashOf(state.ledger, margin, member) < 0
}

/**
 * What an account without positions, orders and debt is worth: cash and collateral, as far as that has a price.
 *
 * @example
 * quietEquity(state, margin, member) // 25_000
 */
export function quietEquity(state: EngineState, margin: MarginState, member: MemberState): number {
  let equity = cashOf(state.ledger, margin, member)
  for (const { asset, amount } of collateralOf(state, member, {})) equity += amount * (margin.collateral.get(asset)?.price ?? 0)
  return equity
}

/**
 * Values an account at the marks as they stand and asks the policy's model for its margin. Collateral whose index is not believed counts at the
 * last price that was, where the same follows from the account without it.
 *
 * @returns A refusal when anything needed is not known or too old; never a guess.
 *
 * @example
 * const assessed = assessMember(state, margin, member)
 */
export function assessMember(
  state: EngineState,
  margin: MarginState,
  member: MemberState,
  supposed: Supposed = {},
): Result<Assessed, MarginRefusal> {
  const account = accountOf(state, margin, member, supposed)
  const stale = staleFault(margin, account)
  if (stale !== undefined) return refuse(stale)
  const assessed = assessAccount(account, snapshotOf(margin, state.at), modelFor(state, margin, account))
  const doubt = collateralFault(margin, account)
  if (!assessed.ok || doubt === undefined) return assessed
  return matters(state, margin, { account, assessed: assessed.value }) ? refuse(doubt) : assessed
}

/**
 * Whether it makes a difference that collateral stands at the last price that was believed: nobody is liquidated for want of a price, and nobody
 * is out of reach because of a little of something that has none.
 */
function matters(state: EngineState, margin: MarginState, at: Readonly<{ account: MarginAccount; assessed: Assessed }>): boolean {
  const { account, assessed } = at
  const policy = state.terms?.policy.margin
  const believed = account.collateral.filter(({ asset }) => unbelieved(margin, asset) === undefined)
  const rest = { ...account, collateral: believed }
  const without = assessAccount(rest, snapshotOf(margin, state.at), modelFor(state, margin, rest))
  return policy === undefined || !without.ok || !standAlike(assessed.requirement, without.value.requirement, policy)
}

/**
 * Values an account in any markets and asks a model for its margin, with its orders filled in the worse direction.
 *
 * @example
 * assessAccount(account, shockSnapshot(snapshot, { spotMove: -0.1 }), modelFor(state, margin, account))
 */
export function assessAccount(account: MarginAccount, snapshot: MarketSnapshot, model: MarginModel): Result<Assessed, MarginRefusal> {
  const valued = valueAccount(account, snapshot)
  if (!valued.ok) return valued
  const requirement = assessWithOrders(model, account, snapshot)
  return requirement.ok ? accept({ valued: valued.value, requirement: requirement.value }) : requirement
}

/**
 * The model an account is assessed with: the policy's, under liquidity coverage with what it costs to close the account beside all others of
 * its owner. One of those that cannot be valued just now does not count, so that it does not make the others unknown.
 *
 * @example
 * modelFor(state, margin, account).assess(valued, snapshot)
 */
export function modelFor(state: EngineState, margin: MarginState, account: MarginAccount): MarginModel {
  const policy = state.terms?.policy.margin
  invariant(policy !== undefined, 'accounts are assessed under a policy with margin')
  const model = marginModelOf(policy.model)
  if (policy.liquidityCoverage === undefined) return model
  const names = account.owner === undefined ? [] : (margin.coverage?.owners.get(account.owner) ?? [])
  const snapshot = snapshotOf(margin, state.at)
  const linked = names.flatMap((name) => {
    const other = margin.members.get(name)
    const held = name === account.id || other === undefined ? account : accountOf(state, margin, other, {})
    const valued = valueAccount(held, snapshot)
    return valued.ok ? [valued.value] : []
  })
  return withLiquidityCoverage(model, linkedSizesOf(linked))
}

/**
 * A member's account as margin models read it: whole units, contracts, prices.
 *
 * @example
 * accountOf(state, margin, member, {}).positions
 */
export function accountOf(state: EngineState, margin: MarginState, member: MemberState, supposed: Supposed): MarginAccount {
  const positions: Position[] = []
  for (const [contract, held] of supposed.positions ?? member.positions) positions.push(positionOf(margin, contract, held))
  return {
    id: member.id,
    cash: cashOf(state.ledger, margin, member) + (supposed.cash ?? 0),
    collateral: collateralOf(state, member, supposed),
    positions,
    orders: (supposed.orders ?? member.orders).map((order) => restingOrderOf(margin, order)),
    ...(member.owner !== undefined && { owner: member.owner }),
  }
}

/**
 * What is kept of an assessment: figures and the scenario that loses most.
 *
 * @example
 * figuresOf(assessed).worst?.scenario // 'spot -15 %, volatility up'
 */
export function figuresOf({ requirement, asked }: Assessed): MarginFigures {
  const { equity, initialMargin, maintenanceMargin, scans } = requirement
  let worst: WorstScenario | undefined
  for (const scan of scans) {
    const scenario = scan.scenarios[scan.worst]
    if (scenario === undefined || (worst !== undefined && scenario.profit >= worst.profit)) continue
    worst = { underlying: scan.underlying, scenario: scenario.name, profit: scenario.profit }
  }
  return { equity, initialMargin, maintenanceMargin, ...(worst && { worst }), ...(asked && { asked }) }
}

/** Positions named in a decision; a larger account has the rest on its page. */
const mostPositionsNamed = 5

/**
 * Figures with the largest positions and the inputs that brought their marks.
 *
 * @example
 * evidenceOf(margin, member, assessed).positions[0]?.markSeq // 10482
 */
export function evidenceOf(margin: MarginState, member: MemberState, assessed: Assessed): MarginEvidence {
  const marked = markedPositions(margin, member, assessed)
  const largest = marked.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.contract < b.contract ? -1 : 1))
  return { ...figuresOf(assessed), positions: largest.slice(0, mostPositionsNamed), positionsHeld: marked.length }
}

/**
 * Every position of an assessed account with its mark, in the account's order.
 *
 * @example
 * markedPositions(margin, member, assessed)
 */
export function markedPositions(margin: MarginState, member: MemberState, { valued }: Assessed): readonly MarkedPosition[] {
  return valued.positions.map(({ contract, mark, underlying, value }) => ({
    contract: contract.id,
    lots: member.positions.get(contract.id)?.lots ?? 0,
    mark: mark.markPrice ?? underlying.indexPrice,
    ...(mark.volatility !== undefined && { volatility: mark.volatility }),
    markSeq: margin.markAges.get(contract.id)?.seq ?? margin.indexAges.get(contract.underlying)?.seq ?? 0,
    value,
  }))
}

/**
 * Size of whole lots in contracts.
 *
 * @example
 * contractsOf(listing, 250) // 0.25
 */
export function contractsOf({ contract, instrument }: Listing, lots: number): number {
  return (lots * instrument.lotUnits) / powerOfTen(instrument.sizeDecimals) / contract.multiplier
}

/**
 * Mean price of entry of a position, in quote.
 *
 * @example
 * entryPriceOf(listing, { lots: 2, costMinor: 123_600_000n }) // 61_800
 */
export function entryPriceOf({ instrument }: Listing, held: HeldPosition): number {
  const base = Math.abs(held.lots) * lotSize(instrument)
  return Number(held.costMinor) / powerOfTen(instrument.quoteDecimals) / base
}

function positionOf(margin: MarginState, contract: string, held: HeldPosition): Position {
  const listing = margin.listings.get(contract)
  invariant(listing !== undefined, 'a position is in a contract that is listed')
  const size = contractsOf(listing, held.lots)
  const entryPrice = entryPriceOf(listing, held)
  return entryPrice > 0 ? { contract, size, entryPrice } : { contract, size }
}

function restingOrderOf(margin: MarginState, order: MemberOrder): RestingOrder {
  const listing = margin.listings.get(order.contract)
  invariant(listing !== undefined, 'an order is in a contract that is listed')
  const { contract, side, lots, ticks } = order
  return { contract, side, size: contractsOf(listing, lots), price: ticks * tickSize(listing.instrument) }
}

function collateralOf(state: EngineState, member: MemberState, { collateral }: Supposed): readonly CollateralHolding[] {
  const policy = state.terms?.policy.margin
  return member.assets.flatMap((asset): readonly CollateralHolding[] => {
    const decimals = policy?.collateral.find((terms) => terms.asset === asset)?.decimals ?? 0
    const held = Number(balanceOf(state.ledger, collateralAccount(member.id, asset))) / powerOfTen(decimals)
    const amount = held + (collateral?.asset === asset ? collateral.amount : 0)
    return amount === 0 ? [] : [{ asset, amount }]
  })
}
