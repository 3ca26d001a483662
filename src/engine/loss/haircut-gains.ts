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
import { snapshotOf, type MarginState, type MemberState } from '../margin/margin-state.ts'
import { settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { bookPostings, type Turn } from '../turn.ts'
import type { LossShare } from './waterfall-decision.ts'

/** What winners gave up in cash for one loss. */
export type GainsHaircut = { coveredMinor: bigint; shares: LossShare[]; transfers: string[] }

/** What is missing of one loss, in minor units, and whose it is. */
export type GainsClaim = Readonly<{ account: string; minor: bigint }>

/**
 * Covers losses out of the unrealised gains of others, in proportion to them, in cash: nobody gives more than the fraction of its gain, nor more than the
 * cash it has free; what it gave for losses before counts, until it holds nothing any more. An account without positions gives nothing, nor do those in
 * liquidation and those that cannot be valued. No account pays for its own group: losses of groups that have winners are covered after the others, group by group.
 *
 * @param need - What is missing, and the most of its gain anyone gives.
 * @returns What each loss got, in the order of the claims: the first are filled first.
 *
 * @example
 * haircutGains(turn, policy.margin, { claims: [{ account: 'a-1', minor: 1_000_000n }], atMost: fractionOf(1) })[0].coveredMinor
 */
export function haircutGains(
  turn: Turn,
  policy: MarginPolicy,
  need: Readonly<{ claims: readonly GainsClaim[]; atMost: Fraction }>,
): readonly GainsHaircut[] {
  const { margin } = turn.state
  const given = need.claims.map((): GainsHaircut => ({ coveredMinor: 0n, shares: [], transfers: [] }))
  if (margin === undefined || need.claims.every(({ minor }) => minor <= 0n)) return given
  const winners = winnersOf(turn, margin)
  const winning = new Set(winners.map(({ group }) => group))
  const parts = new Map<string, OpenClaim[]>([['', []]])
  for (const [index, { account, minor }] of need.claims.entries()) {
    const group = groupOf(margin, account)
    const key = winning.has(group) ? `linked ${group}` : ''
    const part = parts.get(key) ?? []
    parts.set(key, part)
    part.push({ group, minor, given: given[index] as GainsHaircut })
  }
  for (const claims of parts.values()) cover({ turn, margin, policy }, { winners, claims, atMost: need.atMost })
  return given
}

type At = Readonly<{ turn: Turn; margin: MarginState; policy: MarginPolicy }>
type Winner = { readonly member: MemberState; readonly group: string; gainMinor: bigint; freeMinor: bigint }
/** A claim, of which `minor` is still missing. */
type OpenClaim = { readonly group: string; minor: bigint; readonly given: GainsHaircut }

/** In order of the accounts' names. */
function winnersOf(turn: Turn, margin: MarginState): readonly Winner[] {
  const winners: Winner[] = []
  for (const member of margin.members.values()) {
    if (member.positions.size === 0 || member.liquidation !== undefined || member.unknown !== undefined) continue
    const gainMinor = gainOf({ turn, margin, member })
    const freeMinor = availableOf(turn.state.ledger, memberAccounts(member.id).cash)
    if (gainMinor > 0n && freeMinor > 0n) winners.push({ member, group: groupOf(margin, member.id), gainMinor, freeMinor })
  }
  return winners.sort((a, b) => (a.member.id < b.member.id ? -1 : 1))
}

type Part = Readonly<{ winners: readonly Winner[]; claims: readonly OpenClaim[]; atMost: Fraction }>

/** Claims of one part are all of one group that has winners, or of groups that have none. */
function cover(at: At, { winners, claims, atMost }: Part): void {
  const [first] = claims
  if (first === undefined) return
  const givers = winners.filter(({ group }) => group !== first.group)
  const caps = givers.map(({ gainMinor, freeMinor }) => {
    const most = fractionDown(gainMinor, atMost)
    return most < freeMinor ? most : freeMinor
  })
  const total = claims.reduce((sum, { minor }) => sum + minor, 0n)
  const shares = shareMinor({ total, caps, weights: givers.map(({ gainMinor }) => gainMinor) })
  let next = 0
  for (const [index, winner] of givers.entries()) {
    let left = shares[index] ?? 0n
    if (left > 0n) beforeChange({ ...at, member: winner.member }, at.policy)
    while (left > 0n) {
      const claim = claims[next] as OpenClaim
      const minor = left < claim.minor ? left : claim.minor
      if (minor > 0n) give(at, { winner, claim, minor })
      left -= minor
      if (claim.minor === 0n) next += 1
    }
  }
}

function give({ turn, margin }: At, { winner, claim, minor }: Readonly<{ winner: Winner; claim: OpenClaim; minor: bigint }>): void {
  const { member } = winner
  const { asset } = margin.settlement
  const debit = memberAccounts(member.id).cash
  const booked = bookPostings(turn, [{ kind: 'posted', debit, credit: houseAccounts(asset).shortfall, minor, reason: 'gainHaircut' }])
  member.gainCutMinor = (member.gainCutMinor ?? 0n) + minor
  winner.gainMinor -= minor
  winner.freeMinor -= minor
  claim.minor -= minor
  claim.given.coveredMinor += minor
  claim.given.shares.push({ account: member.id, paid: settlementAmount(margin, minor) })
  claim.given.transfers.push(...booked)
  turn.state.waterfall?.assessed.push(member.id)
}

/** Profit that is not realised of everything whose profit is paid in cash; worth of spot and of options is no gain. */
function gainOf({ turn, margin, member }: MemberTurn): bigint {
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
