import { reviewLoan } from '../../backstop/support-loan.ts'
import { assertNever } from '../../base/assert.ts'
import { recordDecision } from '../turn.ts'
import { supportTermsOf } from './facility-terms.ts'
import { moneyOf, termsBase, type FacilityTurn } from './facility-turn.ts'
import { pledgesValued } from './pledge-value.ts'
import { noteDefault, recoverLoan, type LoanAt } from './recover-loan.ts'
import { reviewAfter } from './review-after.ts'

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
    if (after?.defaultedAt === undefined) continue
    const member = recoverLoan(at, { support, terms, loan: after })
    if (member !== undefined) reviewAfter(member, policy)
  }
}

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
    case 'defaulted':
      return noteDefault(at, loan, move)
    default:
      return assertNever(move)
  }
}
