import { recoveryPostings } from '../../accounting/facility-postings.ts'
import { carriedBy, type Loan, type SupportTerms } from '../../backstop/collateral-support.ts'
import { repayLoan, reviewLoan, writeOffLoan } from '../../backstop/support-loan.ts'
import { amount } from '../../base/amount.ts'
import { assertNever } from '../../base/assert.ts'
import { bookFor } from '../margin/member-books.ts'
import { recordDecision } from '../turn.ts'
import type { SupportState } from './facilities-state.ts'
import { supportTermsOf } from './facility-terms.ts'
import { memberAt, moneyOf, termsBase, type FacilityTurn } from './facility-turn.ts'
import { pledgesValued } from './pledge-value.ts'
import { prepareChange, reviewAfter } from './review-after.ts'

/**
 * Lets time and prices work on loans: each is called when its collateral carries too little, falls into default when a call or its term is over, and
 * its collateral is then taken as soon as it has a price.
 *
 * @example
 * reviewLoans(at)
 */
export function reviewLoans(at: FacilityTurn): void {
  const { facilities, policy } = at
  const { support } = facilities
  if (support === undefined || policy.collateralSupport === undefined) return
  const terms = supportTermsOf(policy.collateralSupport, termsBase(at))
  // A copy, as a loan may end.
  for (const loan of [...support.book.loans.values()]) {
    if (loan.defaultedAt === undefined) review(at, { support, terms, loan })
    const after = support.book.loans.get(loan.id)
    if (after?.defaultedAt !== undefined) recover(at, { support, terms, loan: after })
  }
}

type LoanAt = Readonly<{ support: SupportState; terms: SupportTerms; loan: Loan }>

function review(at: FacilityTurn, { support, terms, loan }: LoanAt): void {
  const { turn } = at
  const { id, account } = loan
  const move = reviewLoan(support.book, terms, { id, at: turn.at, pledges: pledgesValued(at, support.pledges.get(id) ?? []) })
  switch (move.kind) {
    case 'stands':
      return
    case 'called': {
      const { shortMinor, dueAt } = move.call
      return void recordDecision(turn, { body: { kind: 'loanCalled', account, loan: id, shortBy: moneyOf(at, shortMinor), dueAt } })
    }
    case 'callMet':
      return void recordDecision(turn, { body: { kind: 'loanCallMet', account, loan: id } })
    case 'defaulted': {
      const owed = { principal: moneyOf(at, move.principalMinor), interest: moneyOf(at, move.interestMinor) }
      return void recordDecision(turn, { body: { kind: 'loanDefaulted', account, loan: id, why: move.why, ...owed } })
    }
    default:
      return assertNever(move)
  }
}

/** Collateral is taken at its price less its haircut; without a price that is believed it stays where it is. */
function recover(at: FacilityTurn, { support, terms, loan }: LoanAt): void {
  const { turn, policy } = at
  const { id } = loan
  const pledged = support.pledges.get(id) ?? []
  const [valued, member] = [pledgesValued(at, pledged), memberAt(at, loan.account)]
  if (valued === undefined || member === undefined) return
  const broughtMinor = carriedBy(valued, 10_000n)
  const paid = broughtMinor === 0n ? undefined : repayLoan(support.book, terms, { id, minor: broughtMinor, at: turn.at })
  const parts = paid?.ok === true ? paid.value : { principalMinor: 0n, interestMinor: 0n }
  const lossMinor = support.book.loans.has(id) ? writeOffLoan(support.book, terms, { id, at: turn.at }) : 0n
  support.pledges.delete(id)
  prepareChange(member, policy)
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
  reviewAfter(member, policy)
}
