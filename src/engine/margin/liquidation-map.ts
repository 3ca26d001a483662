import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { shockSnapshot } from '../../margin/shock-snapshot.ts'
import type { EngineState } from '../state.ts'
import { accountOf, assessAccount, modelFor } from './assess-member.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { snapshotOf, type MarginState, type MemberState } from './margin-state.ts'
import type { CurveLevel, LiquidationMap, MarginCurve, RiskAtMove } from './margin-view.ts'

/** Moves that are looked at: every 2.5 % near the price, wider beyond 20 %. */
const moves: readonly number[] = [
  ...[-0.5, -0.45, -0.4, -0.35, -0.3, -0.25],
  ...[-0.2, -0.175, -0.15, -0.125, -0.1, -0.075, -0.05, -0.025, 0, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.175, 0.2],
  ...[0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
]

/**
 * How much open interest would be below maintenance margin at each move of each underlying, others unchanged, of the accounts given.
 *
 * @example
 * liquidationMaps(state, margin, { members, policy })[0]?.levels[0]?.longNotional
 */
export function liquidationMaps(
  state: EngineState,
  margin: MarginState,
  about: Readonly<{ members: readonly MemberState[]; policy: MarginPolicy }>,
): readonly LiquidationMap[] {
  const snapshot = snapshotOf(margin, state.at)
  const accounts = about.members.map((member) => {
    const account = accountOf(state, margin, member, {})
    return { account, model: modelFor(state, margin, account) }
  })
  const held = new Set(about.members.flatMap(({ positions }) => [...positions.keys()].map((id) => margin.contracts.get(id)?.underlying)))
  return [...held].flatMap((underlying) => {
    const indexPrice = underlying && snapshot.underlyings.get(underlying)?.indexPrice
    if (underlying === undefined || indexPrice === undefined || indexPrice === '') return []
    const levels = moves.map((move): RiskAtMove => {
      const shocked = shockSnapshot(snapshot, { underlying, spotMove: move })
      const risk = { accounts: 0, longNotional: 0, shortNotional: 0 }
      for (const { account, model } of accounts) {
        const assessed = assessAccount(account, shocked, model)
        if (!assessed.ok || assessed.value.requirement.equity >= assessed.value.requirement.maintenanceMargin) continue
        const exposed = assessed.value.valued.positions.filter(({ contract }) => contract.underlying === underlying)
        if (exposed.length === 0) continue
        risk.accounts += 1
        for (const { exposure } of exposed) risk[exposure > 0 ? 'longNotional' : 'shortNotional'] += Math.abs(exposure) * indexPrice
      }
      return { move, price: indexPrice * (1 + move), ...risk }
    })
    return [{ underlying, indexPrice, levels }]
  })
}

/**
 * An account's equity and requirements at each move of each underlying it holds.
 *
 * @example
 * marginCurves(state, margin, { member, policy })[0]?.levels
 */
export function marginCurves(
  state: EngineState,
  margin: MarginState,
  about: Readonly<{ member: MemberState; policy: MarginPolicy }>,
): readonly MarginCurve[] {
  const snapshot = snapshotOf(margin, state.at)
  const account = accountOf(state, margin, about.member, {})
  const model = modelFor(state, margin, account)
  const held = new Set([...about.member.positions.keys()].map((id) => margin.contracts.get(id)?.underlying ?? id))
  return [...held].map((underlying) => ({
    underlying,
    levels: moves.flatMap((move): readonly CurveLevel[] => {
      const assessed = assessAccount(account, shockSnapshot(snapshot, { underlying, spotMove: move }), model)
      if (!assessed.ok) return []
      const { equity, initialMargin, maintenanceMargin } = assessed.value.requirement
      return [{ move, price: priceAt(snapshot, underlying, move), equity, initialMargin, maintenanceMargin }]
    }),
  }))
}

function priceAt(snapshot: MarketSnapshot, underlying: string, move: number): number {
  return (snapshot.underlyings.get(underlying)?.indexPrice ?? 0) * (1 + move)
}
