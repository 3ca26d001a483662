import { collateralAccount, memberAccounts } from '../../accounting/member-chart.ts'
import type { MemberState } from '../../engine/margin/margin-state.ts'
import type { EngineState } from '../../engine/state.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { Standing } from './law.ts'

/**
 * How every member stands now, copied from the engine's state.
 *
 * @example
 * standingsOf(state).get('m-03')?.wealth.get('USDT')
 */
export function standingsOf(state: EngineState): ReadonlyMap<string, Standing> {
  const { margin } = state
  if (margin === undefined) return new Map()
  const standings = new Map<string, Standing>()
  for (const [id, member] of margin.members) standings.set(id, standingOf(state, member, margin.settlement.asset))
  return standings
}

function standingOf({ ledger }: EngineState, member: MemberState, asset: string): Standing {
  const { cash, owed } = memberAccounts(member.id)
  const debt = -balanceOf(ledger, owed)
  const wealth = new Map([[asset, balanceOf(ledger, cash) - debt]])
  for (const pledged of member.assets) wealth.set(pledged, balanceOf(ledger, collateralAccount(member.id, pledged)))
  const lots = new Map<string, number>()
  const cost = new Map<string, bigint>()
  for (const [contract, position] of member.positions) {
    lots.set(contract, position.lots)
    cost.set(contract, position.lots < 0 ? -position.costMinor : position.costMinor)
  }
  return { ...(member.owner !== undefined && { owner: member.owner }), lots, cost, wealth, owes: debt }
}
