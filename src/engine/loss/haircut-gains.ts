import { fractionDown, type Fraction } from '../../waterfall/layers/fraction.ts'
import { memberAccounts, houseAccounts } from '../../accounting/member-chart.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { availableOf } from '../../ledger/balance.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import { shareMinor } from '../../waterfall/deleveraging/minor-shares.ts'
import { accountOf } from '../margin/assess-member.ts'
import { beforeChange } from '../margin/charge-member.ts'
import { groupOf } from '../margin/group-of.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import { snapshotOf, type MemberState } from '../margin/margin-state.ts'
import { settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { bookPostings } from '../turn.ts'
import type { LossShare } from './waterfall-decision.ts'

/** What winners gave up in cash. */
export type GainsHaircut = Readonly<{ coveredMinor: bigint; shares: readonly LossShare[]; transfers: readonly string[] }>

/**
 * Covers a deficit out of the unrealised gains of others, in proportion to them, in cash: nobody gives more than the fraction of its gain, nor more than the
 * cash it has free; what it gave for losses before counts, until it holds nothing any more. An account without positions gives nothing. Accounts of the group that owes it give nothing either, as do those in
 * liquidation and those that cannot be valued.
 *
 * @param need - What is missing in minor units, and the most of its gain anyone gives.
 *
 * @example
 * haircutGains(at, policy.margin, { minor: 1_000_000n, atMost: fractionOf(1) }).coveredMinor
 */
export function haircutGains(at: MemberTurn, policy: MarginPolicy, need: Readonly<{ minor: bigint; atMost: Fraction }>): GainsHaircut {
  const { turn, margin } = at
  if (need.minor <= 0n) return { coveredMinor: 0n, shares: [], transfers: [] }
  const winners = winnersOf(at)
  const gains = winners.map(({ gainMinor }) => gainMinor)
  const caps = winners.map(({ gainMinor, freeMinor }) => {
    const most = fractionDown(gainMinor, need.atMost)
    return most < freeMinor ? most : freeMinor
  })
  const given = shareMinor({ total: need.minor, caps, weights: gains })
  const { shortfall } = houseAccounts(margin.settlement.asset)
  const transfers: string[] = []
  const shares = winners.flatMap(({ member }, index): readonly LossShare[] => {
    const minor = given[index] ?? 0n
    if (minor === 0n) return []
    beforeChange({ ...at, member }, policy)
    const debit = memberAccounts(member.id).cash
    member.gainCutMinor = (member.gainCutMinor ?? 0n) + minor
    transfers.push(...bookPostings(turn, [{ kind: 'posted', debit, credit: shortfall, minor, reason: 'gainHaircut' }]))
    turn.state.waterfall?.assessed.push(member.id)
    return [{ account: member.id, paid: settlementAmount(margin, minor) }]
  })
  return { coveredMinor: given.reduce((sum, minor) => sum + minor, 0n), shares, transfers }
}

type Winner = Readonly<{ member: MemberState; gainMinor: bigint; freeMinor: bigint }>

function winnersOf(at: MemberTurn): readonly Winner[] {
  const { turn, margin } = at
  const group = groupOf(margin, at.member.id)
  const winners: Winner[] = []
  for (const member of margin.members.values()) {
    const isOut = member.positions.size === 0 || member.liquidation !== undefined || member.unknown !== undefined
    if (isOut || groupOf(margin, member.id) === group) continue
    const gainMinor = gainOf(at, member)
    const freeMinor = availableOf(turn.state.ledger, memberAccounts(member.id).cash)
    if (gainMinor > 0n && freeMinor > 0n) winners.push({ member, gainMinor, freeMinor })
  }
  return winners.sort((a, b) => (a.member.id < b.member.id ? -1 : 1))
}

/** Profit that is not realised of everything whose profit is paid in cash; worth of spot and of options is no gain. */
function gainOf({ turn, margin }: MemberTurn, member: MemberState): bigint {
  const valued = valueAccount(accountOf(turn.state, margin, member, {}), snapshotOf(margin, turn.at))
  if (!valued.ok) return 0n
  const gain = valued.value.positions.reduce(
    (sum, { contract, value }) => (contract.kind === 'perpetual' || contract.kind === 'future' ? sum + value : sum),
    0,
  )
  const gainMinor = BigInt(Math.floor(Math.max(0, gain) * powerOfTen(margin.settlement.decimals)))
  // What was cut of it for losses before is gone.
  const cutMinor = member.gainCutMinor ?? 0n
  return gainMinor > cutMinor ? gainMinor - cutMinor : 0n
}
