import { insuranceFundAccount } from '../../accounting/loss-chart.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { penaltyPostings } from '../../accounting/member-postings.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { penaltyMinor, splitPenalty } from '../../margin/liquidation/liquidation-penalty.ts'
import { assessMember } from './assess-member.ts'
import type { PenaltyPaid } from './margin-decision.ts'
import type { LiquidationPenalty } from './margin-policy.ts'
import { bookFor, settlementAmount, type MemberTurn } from './member-books.ts'
import { ownPart, type Standing } from './suppose-closing.ts'

/**
 * What an account stands at as its model asks; `undefined` while it cannot be valued.
 *
 * @example
 * const before = standingOf(at)
 */
export function standingOf({ turn, margin, member }: MemberTurn): Standing | undefined {
  const assessed = assessMember(turn.state, margin, member)
  return assessed.ok ? assessed.value.requirement : undefined
}

/**
 * What is left of an account's own of a part that was closed just now, in whole units; `undefined` where the account cannot be valued.
 *
 * @param before - As the account stood before its fill.
 *
 * @example
 * const own = ownOf(at, before)
 */
export function ownOf(at: MemberTurn, before: Standing | undefined): number | undefined {
  const after = standingOf(at)
  return before === undefined || after === undefined ? undefined : ownPart(before, after)
}

/**
 * Takes the penalty for a fill and books it as income in the same step: to the insurance fund, where the run has one, and to the venue. It is
 * never more than what is left of the account's own for what was closed, and nothing where that is not known.
 *
 * @returns What was paid to whom, and the transfers.
 *
 * @example
 * chargePenalty(at, policy.liquidation.penalty, { notionalMinor: 9_400_000_000n, own: 190 })
 */
export function chargePenalty(
  at: MemberTurn,
  { feeBps, fundShare }: LiquidationPenalty,
  closed: Readonly<{ notionalMinor: bigint; own: number | undefined }>,
): Readonly<{ paid: PenaltyPaid; transfers: readonly string[] }> {
  const { turn, margin } = at
  const { asset, decimals } = margin.settlement
  const ownMinor = closed.own === undefined ? 0n : BigInt(Math.floor(closed.own * powerOfTen(decimals)))
  const minor = penaltyMinor({ notionalMinor: closed.notionalMinor, ownMinor }, feeBps)
  const fund = insuranceFundAccount(asset)
  const share = turn.state.ledger.accounts.has(fund) ? BigInt(Math.round(fundShare * 1_000_000)) : 0n
  const parts = splitPenalty(minor, { liquidator: 0n, fund: share, venue: 1_000_000n - share })
  const transfers = [
    ...bookFor(at, (books) => penaltyPostings(books, fund, parts.fund)),
    ...bookFor(at, (books) => penaltyPostings(books, houseAccounts(asset).liquidationFees, parts.venue)),
  ]
  return { paid: { fund: settlementAmount(margin, parts.fund), venue: settlementAmount(margin, parts.venue) }, transfers }
}
