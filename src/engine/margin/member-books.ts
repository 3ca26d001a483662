import { memberAccounts } from '../../accounting/member-chart.ts'
import type { MemberBooks } from '../../accounting/member-postings.ts'
import type { Posting } from '../../accounting/postings.ts'
import { amount, type Amount } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { availableOf, balanceOf, remainingOf } from '../../ledger/balance.ts'
import type { Ledger } from '../../ledger/account.ts'
import { bookPostings, type Turn } from '../turn.ts'
import type { MarginState, MemberState } from './margin-state.ts'

/** A member at work in a turn. */
export type MemberTurn = Readonly<{ turn: Turn; margin: MarginState; member: MemberState }>

/**
 * What a member's money stands at in the ledger.
 *
 * @example
 * booksOf(at).available // 5_000_000n
 */
export function booksOf({ turn, margin, member }: MemberTurn): MemberBooks {
  const { ledger } = turn.state
  const { cash, owed } = memberAccounts(member.id)
  return {
    member: member.id,
    asset: margin.settlement.asset,
    available: availableOf(ledger, cash),
    owed: -balanceOf(ledger, owed),
    lock: { id: member.lockId, remaining: remainingOf(ledger, member.lockId) },
  }
}

/**
 * Books postings made of a member's books as they stand now.
 *
 * @returns The transfers' ids.
 *
 * @example
 * bookFor(at, (books) => depositPostings(books, 5_000_000n))
 */
export function bookFor(at: MemberTurn, postings: (books: MemberBooks) => readonly Posting[]): readonly string[] {
  return bookPostings(at.turn, postings(booksOf(at)))
}

/**
 * A member's cash less what it owes, in whole units of the settlement asset: what a margin model counts as cash. What is locked counts.
 *
 * @example
 * cashOf(ledger, margin, member) // -120.5
 */
export function cashOf(ledger: Ledger, margin: MarginState, member: MemberState): number {
  const { cash, owed } = memberAccounts(member.id)
  return Number(balanceOf(ledger, cash) + balanceOf(ledger, owed)) / powerOfTen(margin.settlement.decimals)
}

/**
 * Names minor units of the settlement asset as money.
 *
 * @example
 * settlementAmount(margin, 5_000_000n) // 5 USDT
 */
export function settlementAmount(margin: MarginState, minor: bigint): Amount {
  return amount(margin.settlement.asset, minor)
}

/**
 * Whole units of the settlement asset in minor units, rounded up: what a member must have.
 *
 * @example
 * minorUp(margin, 0.0000001) // 1n of 6 decimals
 */
export function minorUp(margin: MarginState, whole: number): bigint {
  return BigInt(Math.ceil(whole * powerOfTen(margin.settlement.decimals)))
}
