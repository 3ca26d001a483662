import { averageCostTicks, unrealisedMinor, type Position } from '../../backstop/position.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import type { ValuedPosition } from '../../margin/account/valued-account.ts'
import { candidatesOf, type Candidate, type Candidates } from '../../waterfall/deleveraging/candidates.ts'
import { accountOf } from '../margin/assess-member.ts'
import { groupOf } from '../margin/group-of.ts'
import { snapshotOf, type Listing, type MarginState, type MemberState } from '../margin/margin-state.ts'
import type { EngineState } from '../state.ts'

/** The position that is closed: of whom, in what, at which mark. `lots` signed. */
export type ClosedPosition = Readonly<{ account: string; listing: Listing; lots: number; markTicks: number }>

/** Those on the other side: winners with their figures, and lots of each; and holders that have won nothing. */
export type OtherSide = Readonly<{
  winners: Candidates
  lots: Float64Array
  others: readonly Readonly<{ account: string; lots: number }>[]
}>

/**
 * Everyone who holds the opposite of a position, but for accounts of its own group, accounts in liquidation and those that cannot be valued. Gains are
 * in minor units at the mark, less what was given of them before; margin is what the position cost, as venues that rank by profit over the value at entry have it.
 *
 * @example
 * otherSideOf(state, margin, { account: 'fund-7', listing, lots: 250, markTicks: 590_000 }).winners.accounts
 */
export function otherSideOf(state: EngineState, margin: MarginState, closed: ClosedPosition): OtherSide {
  const { contract } = closed.listing
  const group = groupOf(margin, closed.account)
  const rows: Candidate[] = []
  const lotsOf = new Map<string, number>()
  const others: { account: string; lots: number }[] = []
  for (const name of margin.touchedBy.get(contract.underlying) ?? []) {
    const member = margin.members.get(name)
    const held = member?.positions.get(contract.id)
    if (member === undefined || held === undefined || held.lots * closed.lots >= 0 || !mayBeClosed(margin, member, group)) continue
    const lots = Math.abs(held.lots)
    // Figures of the whole account are taken of winners only: they cost more than all the rest.
    const gain = Number(unrealisedMinor(closed.listing.instrument, held, closed.markTicks) - (member.gainCutMinor ?? 0n))
    if (gain <= 0) {
      others.push({ account: name, lots })
      continue
    }
    const row = rowOf(state, margin, { member, held, closed, gain })
    if (row === undefined) continue
    rows.push(row)
    lotsOf.set(name, lots)
  }
  const winners = candidatesOf(rows)
  return { winners, lots: Float64Array.from(winners.accounts, (account) => lotsOf.get(account) ?? 0), others }
}

function mayBeClosed(margin: MarginState, member: MemberState, group: string): boolean {
  return member.liquidation === undefined && member.unknown === undefined && groupOf(margin, member.id) !== group
}

type Held = Readonly<{ member: MemberState; held: Position; closed: ClosedPosition; gain: number }>

function rowOf(state: EngineState, margin: MarginState, { member, held, closed, gain }: Held): Candidate | undefined {
  const { contract, instrument } = closed.listing
  const valued = valueAccount(accountOf(state, margin, member, {}), snapshotOf(margin, state.at))
  if (!valued.ok) return undefined
  const { positions, equity } = valued.value
  const cost = averageCostTicks(instrument, held)
  return {
    account: member.id,
    gain,
    margin: Number(held.costMinor),
    notional: positions.reduce((sum, position) => sum + notionalOf(position), 0),
    equity,
    advance: advanceOf(held.lots, closed.markTicks, cost),
    hedgedLoss: hedgedLossOf(positions, contract.id) * powerOfTen(margin.settlement.decimals),
  }
}

function notionalOf({ exposure, mark, underlying }: ValuedPosition): number {
  return Math.abs(exposure) * (mark.markPrice ?? underlying.indexPrice)
}

function advanceOf(lots: number, mark: number, cost: number): number {
  if (cost <= 0) return 1
  return lots > 0 ? mark / cost : cost / mark
}

/** What the account's other positions on the same underlying lose, in whole units: the gain in question pays for it. */
function hedgedLossOf(positions: readonly ValuedPosition[], contract: string): number {
  const own = positions.find((position) => position.contract.id === contract)
  const rest = positions.filter((position) => position !== own && position.contract.underlying === own?.contract.underlying)
  return rest.reduce((sum, { value }) => sum + Math.max(0, -value), 0)
}
