import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { later, type TimeUs } from '../base/time.ts'
import { carriedBy, reducePrincipal, type Loan, type Pledge, type SupportBook, type SupportTerms } from './collateral-support.ts'
import { accrueInterest, owedInterest, payInterest } from './loan-interest.ts'

/** What a payment on a loan became. `excessMinor` was not taken. */
export type LoanPayment = Readonly<{ loan: Loan; interestMinor: bigint; principalMinor: bigint; excessMinor: bigint; isOver: boolean }>

/** Why a payment is refused, in order of precedence. */
export type PaymentRefusal = Readonly<{ reason: 'minorNotPositive' | 'loanUnknown' }>

/** Why a loan fell into default. `borrowerFailed`: its account could not pay what it owed. */
export type LoanDefault = 'callUnpaid' | 'termOver' | 'borrowerFailed'

/** A loan that fell into default, with what is owed on it. */
export type DefaultedLoan = Readonly<{ kind: 'defaulted'; why: LoanDefault; principalMinor: bigint; interestMinor: bigint }>

/** What a look at a loan led to. A loan in default is looked at no more. */
export type LoanMove = Readonly<{ kind: 'stands' } | { kind: 'called'; call: LoanCallMove } | { kind: 'callMet' } | DefaultedLoan>

type LoanCallMove = Readonly<{ shortMinor: bigint; dueAt: TimeUs }>

/**
 * What of a loan is owed at a time: principal and interest, in minor units.
 *
 * @example
 * owedOn(loan, at) // { principalMinor: 1_000_000n, interestMinor: 274n }
 */
export function owedOn(loan: Loan, at: TimeUs): Readonly<{ principalMinor: bigint; interestMinor: bigint }> {
  return { principalMinor: loan.principalMinor, interestMinor: owedInterest(grown(loan, at).interest) }
}

/**
 * Takes a payment on a loan: interest first, then principal; of a loan in default principal first, so that what the fund lent is back before it
 * earns.
 *
 * @example
 * repayLoan(book, terms, { id: '7:0', minor: 500_000n, at })
 */
export function repayLoan(
  book: SupportBook,
  terms: SupportTerms,
  payment: Readonly<{ id: string; minor: bigint; at: TimeUs }>,
): Result<LoanPayment, PaymentRefusal> {
  const { id, minor, at } = payment
  if (minor <= 0n) return refuse({ reason: 'minorNotPositive' })
  const before = book.loans.get(id)
  if (before === undefined) return refuse({ reason: 'loanUnknown' })
  const loan = grown(before, at)
  const { principalMinor, interestMinor } = partsOf(loan, minor)
  const paid: Loan = { ...loan, interest: payInterest(loan.interest, interestMinor) }
  const after = reducePrincipal(book, terms, { loan: paid, minor: principalMinor, at })
  const isOver = after.principalMinor === 0n && owedInterest(after.interest) === 0n
  if (isOver) book.loans.delete(id)
  return accept({ loan: after, interestMinor, principalMinor, excessMinor: minor - principalMinor - interestMinor, isOver })
}

/**
 * An account's loans in the order they are paid: the lowest seniority number first, then the older, then by id.
 *
 * @example
 * loansOf(book, 'fund-7').map((loan) => loan.id)
 */
export function loansOf(book: SupportBook, account: string): readonly Loan[] {
  const loans = [...book.loans.values()].filter((loan) => loan.account === account)
  return loans.sort((a, b) => a.seniority - b.seniority || a.grantedAt - b.grantedAt || (a.id < b.id ? -1 : 1))
}

/**
 * Looks at a loan as time and prices stand: it is called when its collateral carries too little, the call is met when it carries enough again, and
 * it is in default once its term or a call's time is over. Without a value of the collateral no call is issued, met or held overdue; a term
 * ends all the same.
 *
 * @param pledges - Undefined while the collateral cannot be valued.
 * @throws InvariantError when there is no such loan.
 *
 * @example
 * reviewLoan(book, terms, { id: '7:0', at, pledges }) // { kind: 'stands' }
 */
export function reviewLoan(
  book: SupportBook,
  terms: SupportTerms,
  review: Readonly<{ id: string; at: TimeUs; pledges: readonly Pledge[] | undefined }>,
): LoanMove {
  const { id, at, pledges } = review
  const before = book.loans.get(id)
  invariant(before !== undefined, 'a loan that is reviewed is in the book')
  if (before.defaultedAt !== undefined) return { kind: 'stands' }
  const loan = grown(before, at)
  book.loans.set(id, loan)
  if (at >= loan.dueAt) return defaulted(book, loan, { at, why: 'termOver' })
  if (pledges === undefined) return { kind: 'stands' }
  const shortMinor = loan.principalMinor + owedInterest(loan.interest) - carriedBy(pledges, terms.callAtBps)
  if (shortMinor <= 0n) return endCall(book, loan)
  if (loan.call !== undefined) return at >= loan.call.dueAt ? defaulted(book, loan, { at, why: 'callUnpaid' }) : { kind: 'stands' }
  const call = { shortMinor, dueAt: later(at, terms.callDueFor) }
  book.loans.set(id, { ...loan, call })
  return { kind: 'called', call }
}

/**
 * Puts a loan of an account that cannot pay what it owes into default, whatever its collateral carries: nothing is left to such an account while others bear
 * its loss.
 *
 * @throws InvariantError when there is no such loan, or it is in default.
 *
 * @example
 * failLoan(book, { id: '7:0', at }).principalMinor
 */
export function failLoan(book: SupportBook, { id, at }: Readonly<{ id: string; at: TimeUs }>): DefaultedLoan {
  const loan = book.loans.get(id)
  invariant(loan !== undefined && loan.defaultedAt === undefined, 'a loan that fails is in the book, and not in default')
  return defaulted(book, grown(loan, at), { at, why: 'borrowerFailed' })
}

/**
 * Gives up what is left of a loan in default: principal is the fund's loss, interest was never booked. Its group may not borrow again.
 *
 * @returns The loss in minor units.
 * @throws InvariantError unless the loan is in default.
 *
 * @example
 * writeOffLoan(book, terms, { id: '7:0', at }) // 400_000n
 */
export function writeOffLoan(book: SupportBook, terms: SupportTerms, writing: Readonly<{ id: string; at: TimeUs }>): bigint {
  const { id, at } = writing
  const loan = book.loans.get(id)
  invariant(loan?.defaultedAt !== undefined, 'only a loan in default is given up')
  const lossMinor = loan.principalMinor
  reducePrincipal(book, terms, { loan, minor: lossMinor, at })
  book.loans.delete(id)
  if (lossMinor > 0n) book.barred.set(loan.group, (book.barred.get(loan.group) ?? 0n) + lossMinor)
  return lossMinor
}

function grown(loan: Loan, at: TimeUs): Loan {
  return loan.defaultedAt === undefined ? { ...loan, interest: accrueInterest(loan.interest, loan, at) } : loan
}

function partsOf(loan: Loan, minor: bigint): Readonly<{ principalMinor: bigint; interestMinor: bigint }> {
  const interestOwed = owedInterest(loan.interest)
  if (loan.defaultedAt === undefined) {
    const interestMinor = least(minor, interestOwed)
    return { interestMinor, principalMinor: least(minor - interestMinor, loan.principalMinor) }
  }
  const principalMinor = least(minor, loan.principalMinor)
  return { principalMinor, interestMinor: least(minor - principalMinor, interestOwed) }
}

function endCall(book: SupportBook, loan: Loan): LoanMove {
  if (loan.call === undefined) return { kind: 'stands' }
  const { call: _over, ...without } = loan
  book.loans.set(loan.id, without)
  return { kind: 'callMet' }
}

function defaulted(book: SupportBook, loan: Loan, end: Readonly<{ at: TimeUs; why: LoanDefault }>): DefaultedLoan {
  book.loans.set(loan.id, { ...loan, defaultedAt: end.at })
  return { kind: 'defaulted', why: end.why, principalMinor: loan.principalMinor, interestMinor: owedInterest(loan.interest) }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
