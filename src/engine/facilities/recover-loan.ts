import { recoveryPostings } from '../../accounting/facility-postings.ts'
import { carriedBy, type Loan, type SupportTerms } from '../../backstop/collateral-support.ts'
import { failLoan, repayLoan, writeOffLoan, type DefaultedLoan } from '../../backstop/support-loan.ts'
import { amount } from '../../base/amount.ts'
import { beforeChange } from '../margin/charge-member.ts'
import { bookFor, booksOf, type MemberTurn } from '../margin/member-books.ts'
import { recordDecision } from '../turn.ts'
import type { SupportState } from './facilities-state.ts'
import { supportTermsOf } from './facility-terms.ts'
import { memberAt, moneyOf, termsBase, type FacilityTurn } from './facility-turn.ts'
import { pledgesValued } from './pledge-value.ts'

/** A loan under its terms. */
export type LoanAt = Readonly<{ support: SupportState; terms: SupportTerms; loan: Loan }>

/**
 * Takes the collateral of a loan in default at its price less its haircut, and pays the loan with it; what is over goes to the member, to what it owes first.
 * Without a price that is believed it stays where it is.
 *
 * @returns The member, to be looked at; undefined where nothing was done.
 *
 * @example
 * const member = recoverLoan(at, { support, terms, loan })
 */
export function recoverLoan(at: FacilityTurn, { support, terms, loan }: LoanAt): MemberTurn | undefined {
  const { turn, policy } = at
  const { id } = loan
  const pledged = support.pledges.get(id) ?? []
  const [valued, member] = [pledgesValued(at, pledged), memberAt(at, loan.account)]
  if (valued === undefined || member === undefined) return undefined
  const broughtMinor = carriedBy(valued, 10_000n)
  const paid = broughtMinor === 0n ? undefined : repayLoan(support.book, terms, { id, minor: broughtMinor, at: turn.at })
  const parts = paid?.ok === true ? paid.value : { principalMinor: 0n, interestMinor: 0n }
  const lossMinor = support.book.loans.has(id) ? writeOffLoan(support.book, terms, { id, at: turn.at }) : 0n
  support.pledges.delete(id)
  if (policy.margin !== undefined) beforeChange(member, policy.margin)
  const recovery = { pledges: pledged, broughtMinor, lossMinor, principalMinor: parts.principalMinor, interestMinor: parts.interestMinor }
  const transfers = bookFor(member, (books) => recoveryPostings(books, recovery))
  const money = {
    taken: pledged.map((each) => amount(each.asset, each.minor)),
    brought: moneyOf(at, broughtMinor),
    principal: moneyOf(at, parts.principalMinor),
    interest: moneyOf(at, parts.interestMinor),
    lost: moneyOf(at, lossMinor),
  }
  recordDecision(turn, { transfers, body: { kind: 'loanRecovered', account: loan.account, loan: id, ...money } })
  return member
}

/**
 * Pays what a member owes out of what its loans' collateral brings beyond the loans, the oldest first: each falls into default, so that nothing is given up as
 * unpaid while its owner has more than it borrowed on. Nothing for a member that owes nothing, and of collateral without a price that is believed.
 *
 * @example
 * payFromPledges({ turn, margin, member }) // before what is owed is booked as a shortfall
 */
export function payFromPledges(own: MemberTurn): void {
  const { turn, margin, member } = own
  const { facilities, terms: run } = turn.state
  const { support } = facilities ?? {}
  if (facilities === undefined || support === undefined || run?.policy.collateralSupport === undefined) return
  const at: FacilityTurn = { turn, margin, facilities, policy: run.policy }
  const terms = supportTermsOf(run.policy.collateralSupport, termsBase(at))
  // A copy, as loans end.
  for (const loan of [...support.book.loans.values()]) {
    if (booksOf(own).owed === 0n) return
    if (loan.account !== member.id || pledgesValued(at, support.pledges.get(loan.id) ?? []) === undefined) continue
    if (loan.defaultedAt === undefined) noteDefault(at, loan, failLoan(support.book, { id: loan.id, at: turn.at }))
    recoverLoan(at, { support, terms, loan: support.book.loans.get(loan.id) ?? loan })
  }
}

/**
 * Says that a loan fell into default.
 *
 * @example
 * noteDefault(at, loan, failLoan(book, { id: loan.id, at: turn.at }))
 */
export function noteDefault(at: FacilityTurn, { account, id }: Loan, { why, principalMinor, interestMinor }: DefaultedLoan): void {
  const owed = { principal: moneyOf(at, principalMinor), interest: moneyOf(at, interestMinor) }
  recordDecision(at.turn, { body: { kind: 'loanDefaulted', account, loan: id, why, ...owed } })
}

/**
 * Assets that a member has pledged for loans.
 *
 * @example
 * pledgedAssets({ turn, margin, member }) // ['BTC']
 */
export function pledgedAssets({ turn, member }: MemberTurn): readonly string[] {
  const { support } = turn.state.facilities ?? {}
  if (support === undefined || support.book.loans.size === 0) return []
  const own = [...support.book.loans.values()].filter(({ account }) => account === member.id)
  return own.flatMap(({ id }) => (support.pledges.get(id) ?? []).map(({ asset }) => asset))
}
