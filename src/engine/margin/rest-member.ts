import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import type { EngineState } from '../state.ts'
import { accountOf, assessAccount, carriesRisk, modelFor, type Assessed } from './assess-member.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { snapshotOf, type MarginState, type MemberState } from './margin-state.ts'
import type { MemberTurn } from './member-books.ts'
import { createQuietState, settleDown } from './quiet-bands.ts'

/**
 * Starts to let accounts rest, where a proof is at hand: under tiers a requirement only grows with each notional, so the two ends of a band bound
 * everything between. Not beside a speed limit or liquidity coverage, which change with time and with the book.
 *
 * @example
 * startResting(margin, policy.margin)
 */
export function startResting(margin: MarginState, policy: MarginPolicy): void {
  if (policy.model !== 'tiered' || policy.speedLimit !== undefined || policy.liquidityCoverage !== undefined) return
  margin.quiet = createQuietState()
}

/**
 * Lets an account rest while prices stay in a band in which nothing would be concluded of it. Only one whose holdings all follow one
 * underlying, in linear perpetuals with a mark of their own, without orders, and without a call or a liquidation.
 *
 * @example
 * restMember({ turn, margin, member })
 */
export function restMember({ turn, margin, member }: MemberTurn): void {
  if (margin.quiet === undefined || member.quiet !== undefined) return
  const underlying = underlyingOf(turn.state, margin, member)
  if (underlying === undefined) return
  const { state } = turn
  const standsAlike = (low: number, high: number): boolean => {
    if (!carriesRisk(state, margin, member)) return true
    const [atLow, atHigh] = [low, high].map((price) => assessAt(state, margin, { member, underlying, price }))
    return atLow !== undefined && atHigh !== undefined && staysPut(member, boundsOf(atLow, atHigh))
  }
  settleDown(margin, member, { underlying, standsAlike })
}

/** The one underlying everything of an account follows; `undefined` where there is none, or the account must be looked at each time. */
function underlyingOf(state: EngineState, margin: MarginState, member: MemberState): string | undefined {
  const { unknown, call, liquidation, orders, touches } = member
  if (unknown !== undefined || call !== undefined || liquidation !== undefined || orders.length > 0) return undefined
  const [underlying, ...others] = touches.filter((key) => margin.underlyings.has(key))
  if (underlying === undefined || others.length > 0) return undefined
  for (const contract of member.positions.keys()) if (!isLinearPerpetual(margin, contract)) return undefined
  const collateral = state.terms?.policy.margin?.collateral ?? []
  const isOfIt = member.assets.every((asset) => collateral.find((terms) => terms.asset === asset)?.underlying === underlying)
  return isOfIt ? underlying : undefined
}

/** A future is left out: the end of its life changes what can be said of it, at any price. */
function isLinearPerpetual(margin: MarginState, id: string): boolean {
  const contract = margin.contracts.get(id)
  return contract?.kind === 'perpetual' && contract.payoff === 'linear' && margin.marks.get(id)?.markPrice !== undefined
}

type Priced = Readonly<{ member: MemberState; underlying: string; price: number }>

/** The account where every price of its underlying is one and the same. */
function assessAt(state: EngineState, margin: MarginState, { member, underlying, price }: Priced): Assessed | undefined {
  const snapshot = snapshotOf(margin, state.at)
  const known = snapshot.underlyings.get(underlying)
  if (known === undefined) return undefined
  const marks = [...member.positions.keys()].map(
    (id) => [id, { ...(snapshot.marks.get(id) ?? { confidence: 1 }), markPrice: price }] as const,
  )
  const held = member.assets.flatMap((asset) => {
    const market = snapshot.collateral.get(asset)
    return market === undefined ? [] : [[asset, { ...market, price }] as const]
  })
  const moved: MarketSnapshot = {
    ...snapshot,
    underlyings: new Map([[underlying, { ...known, indexPrice: price }]]),
    marks: new Map(marks),
    collateral: new Map(held),
  }
  const account = accountOf(state, margin, member, {})
  const assessed = assessAccount(account, moved, modelFor(state, margin, account))
  return assessed.ok ? assessed.value : undefined
}

/** Within a band: equity no lower and no higher, requirements no lower and no higher. */
type Bounds = Readonly<{ equity: Range; initial: Range; maintenance: Range }>
type Range = Readonly<{ least: number; most: number }>

/** Each holding is at its worst or best at one of the ends, whichever that is; margins and haircuts grow with the price. */
function boundsOf(atLow: Assessed, atHigh: Assessed): Bounds {
  let [least, most] = [atLow.valued.account.cash, atLow.valued.account.cash]
  const parts = (valued: Assessed['valued']): readonly number[] => [...valued.positions, ...valued.holdings].map(({ value }) => value)
  const [low, high] = [parts(atLow.valued), parts(atHigh.valued)]
  for (const [place, value] of low.entries()) {
    const other = high[place] ?? value
    least += Math.min(value, other)
    most += Math.max(value, other)
  }
  const { requirement: below } = atLow
  const { requirement: above } = atHigh
  return {
    equity: { least, most },
    initial: { least: below.initialMargin, most: above.initialMargin },
    maintenance: { least: below.maintenanceMargin, most: above.maintenanceMargin },
  }
}

/** A hair more than rounding could make of it. */
const roundingShare = 1e-9

function staysPut({ restricted }: MemberState, { equity, initial, maintenance }: Bounds): boolean {
  const hair = roundingShare * (Math.abs(equity.least) + Math.abs(equity.most) + initial.most)
  if (!restricted) return equity.least - hair >= initial.most
  return equity.most + hair < initial.least && equity.least - hair >= maintenance.most
}
