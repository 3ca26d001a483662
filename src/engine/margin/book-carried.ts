import { carriedAccount } from '../../accounting/member-chart.ts'
import { carriedPostings } from '../../accounting/member-postings.ts'
import { reserveAccounts } from '../../accounting/chart.ts'
import { availableOf, remainingOf } from '../../ledger/balance.ts'
import type { Ledger } from '../../ledger/account.ts'
import { noteUse } from '../books.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { insertName, removeName, type CarriedState, type MarginState, type MemberState } from './margin-state.ts'
import { minorUp, settlementAmount, type MemberTurn } from './member-books.ts'

/**
 * Notes what the fund stands for of one account. What is reserved follows at the end of the turn.
 *
 * @example
 * noteCarried(margin, member, 250_000_000n)
 */
export function noteCarried(margin: MarginState, member: MemberState, minor: bigint): void {
  const { carried } = margin
  const { charge } = member
  if (carried === undefined || charge === undefined) return
  carried.totalMinor += minor - charge.carriedMinor
  charge.carriedMinor = minor
  if (minor > 0n) insertName(carried.accounts, member.id)
  else removeName(carried.accounts, member.id)
}

/**
 * Nothing is demanded of an account any more, so nothing of it is carried.
 *
 * @example
 * releaseCharge({ turn, margin, member })
 */
export function releaseCharge({ margin, member }: MemberTurn): void {
  noteCarried(margin, member, 0n)
  member.charge = undefined
}

/**
 * What the reserve could stand for in all: what it has free, and what is reserved for it already. In minor units.
 *
 * @example
 * carryableOf(ledger, margin) // 50_000_000_000n
 */
export function carryableOf(ledger: Ledger, margin: MarginState): bigint {
  const { reserve } = reserveAccounts(margin.settlement.asset)
  return availableOf(ledger, reserve) + remainingOf(ledger, margin.carried?.reservationId ?? '')
}

/**
 * What is reserved for a total: whole steps of the policy, rounded up, so that it is never less.
 *
 * @example
 * inSteps(margin, 1_200_000n, policy.margin) // 2_000_000n with steps of one whole unit of six decimals
 */
export function inSteps(margin: MarginState, minor: bigint, { speedLimit }: MarginPolicy): bigint {
  const exact = minorUp(margin, speedLimit?.bookStep ?? 0)
  const step = exact > 0n ? exact : 1n
  return ((minor + step - 1n) / step) * step
}

/**
 * Brings the reservation to what is carried for all accounts together, and says so when it moves. One reservation serves all of them: one for
 * each account would be two transfers for each account at each mark.
 *
 * @example
 * bookCarried(turn, margin, policy.margin)
 */
export function bookCarried(turn: Turn, margin: MarginState, policy: MarginPolicy): void {
  const { carried } = margin
  if (carried === undefined) return
  const before = remainingOf(turn.state.ledger, carried.reservationId)
  const minor = inSteps(margin, carried.totalMinor, policy)
  if (minor !== before) reserve(turn, margin, { carried, before, minor })
}

function reserve(turn: Turn, margin: MarginState, change: Readonly<{ carried: CarriedState; before: bigint; minor: bigint }>): void {
  const { carried, before, minor } = change
  const { asset } = margin.settlement
  const to = { reserve: reserveAccounts(asset).reserve, carried: carriedAccount(asset), minor }
  const transfers = bookPostings(turn, carriedPostings({ id: carried.reservationId, remaining: before }, to))
  carried.reservationId = minor === 0n ? '' : (transfers.at(-1) ?? '')
  noteUse(turn.state, asset)
  const body = {
    kind: 'fundCarried',
    carried: settlementAmount(margin, carried.totalMinor),
    accounts: carried.accounts.length,
    reserved: settlementAmount(margin, minor),
    reservedBefore: settlementAmount(margin, before),
  } as const
  recordDecision(turn, { transfers, body })
}
