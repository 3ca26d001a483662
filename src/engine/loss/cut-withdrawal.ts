import { socialisedPostings } from '../../accounting/loss-postings.ts'
import { fractionUp, toNumber } from '../../waterfall/layers/fraction.ts'
import { lastResortCut } from '../../waterfall/layers/last-resort.ts'
import { bookFor, settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { recordDecision } from '../turn.ts'
import { coverOldest } from './recover-loss.ts'
import { balancesMinor, uncoveredMinor } from './waterfall-books.ts'
import { lastResortTermsOf } from './waterfall-policy.ts'

/**
 * Keeps the part of a withdrawal that the last resort cuts, and books it to what is uncovered. Nothing while nothing is uncovered, before the first
 * step of the schedule, and without such a layer.
 *
 * @param minor - What was asked for, in minor units of the settlement asset.
 * @returns What is kept; the rest may be paid.
 *
 * @example
 * const kept = cutWithdrawal(at, 500_000_000n)
 */
export function cutWithdrawal(at: MemberTurn, minor: bigint): bigint {
  const { turn, margin, member } = at
  const { waterfall, terms, ledger } = turn.state
  const policy = terms?.policy.waterfall
  const schedule = policy && lastResortTermsOf(policy)
  const since = waterfall?.uncoveredSince
  if (waterfall === undefined || schedule === undefined || since === undefined) return 0n
  const shortfallMinor = uncoveredMinor(ledger, margin.settlement.asset)
  const about = { shortfallMinor, balancesMinor: balancesMinor(ledger, margin) }
  const factor = lastResortCut(schedule, about, { since, at: turn.at })
  // Never more than is uncovered: what is asked for is a part of all balances, and the factor at most the shortfall over those.
  const kept = fractionUp(minor, factor)
  if (kept === 0n) return 0n
  const transfers = bookFor(at, (books) => socialisedPostings(books, kept))
  coverOldest(waterfall, kept)
  waterfall.paid.set('socialisation', (waterfall.paid.get('socialisation') ?? 0n) + kept)
  const body = { kind: 'withdrawalCut', account: member.id, kept: settlementAmount(margin, kept), factor: toNumber(factor) } as const
  recordDecision(turn, { transfers, body })
  return kept
}
