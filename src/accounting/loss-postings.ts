import { assertNever } from '../base/assert.ts'
import { contributionAccount, insuranceFundAccount, ownMoneyAccount } from './loss-chart.ts'
import { houseAccounts, memberAccounts } from './member-chart.ts'
import type { MemberBooks } from './member-postings.ts'
import type { Posting } from './postings.ts'

/** Whose money pays for a loss. Each pays what members failed to pay, so what is uncovered is minus the balance of `memberShortfall`. */
export type LossPayer = Readonly<
  { kind: 'insuranceFund' } | { kind: 'ownMoney'; tranche: string } | { kind: 'contribution'; member: string }
>

/**
 * Money put up before the loss pays for it.
 *
 * @example
 * lossPostings({ kind: 'insuranceFund' }, 'USDT', 2_000_000n)
 */
export function lossPostings(payer: LossPayer, asset: string, minor: bigint): readonly Posting[] {
  const { shortfall } = houseAccounts(asset)
  switch (payer.kind) {
    case 'insuranceFund':
      return moved(insuranceFundAccount(asset), shortfall, { minor, reason: 'lossPaidByInsuranceFund' })
    case 'ownMoney':
      return moved(ownMoneyAccount(payer.tranche, asset), shortfall, { minor, reason: 'lossPaidByOwnMoney' })
    case 'contribution':
      return moved(contributionAccount(payer.member), shortfall, { minor, reason: 'lossPaidByContribution' })
    default:
      return assertNever(payer)
  }
}

/**
 * A member is assessed: out of its cash, and what cash cannot pay it owes.
 *
 * @example
 * assessmentPostings(books, 2_000_000n)
 */
export function assessmentPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  const { shortfall } = houseAccounts(books.asset)
  const { cash, owed } = memberAccounts(books.member)
  const fromCash = minor < books.available ? minor : books.available
  return [
    ...moved(cash, shortfall, { minor: fromCash, reason: 'lossAssessed' }),
    ...moved(owed, shortfall, { minor: minor - fromCash, reason: 'lossAssessed' }),
  ]
}

/**
 * The part of a withdrawal that is kept for a loss nobody covered.
 *
 * @example
 * socialisedPostings(books, 125_000_000n)
 */
export function socialisedPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  return moved(memberAccounts(books.member).cash, houseAccounts(books.asset).shortfall, { minor, reason: 'lossSocialised' })
}

/**
 * Money put up against losses to come.
 *
 * @param from - Where it comes from: the world, or the operator's equity.
 *
 * @example
 * putUpPostings('outside:USDT', contributionAccount('fund-7'), 5_000_000n)
 */
export function putUpPostings(from: string, to: string, minor: bigint): readonly Posting[] {
  return moved(from, to, { minor, reason: 'lossMoneyPutUp' })
}

/**
 * Money put up that is given back.
 *
 * @example
 * givenBackPostings(contributionAccount('fund-7'), 'outside:USDT', 5_000_000n)
 */
export function givenBackPostings(from: string, to: string, minor: bigint): readonly Posting[] {
  return moved(from, to, { minor, reason: 'lossMoneyGivenBack' })
}

function moved(debit: string, credit: string, movement: Readonly<{ minor: bigint; reason: string }>): readonly Posting[] {
  return movement.minor === 0n ? [] : [{ kind: 'posted', debit, credit, ...movement }]
}
