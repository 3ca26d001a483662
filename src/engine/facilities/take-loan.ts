import { loanPostings, repaymentPostings, returnPostings, type Pledged } from '../../accounting/facility-postings.ts'
import { borrowedAccount } from '../../accounting/facility-chart.ts'
import { collateralAccount } from '../../accounting/member-chart.ts'
import {
  carriedBy,
  requestLoan,
  type BorrowerStanding,
  type Loan,
  type LoanRefusal,
  type SupportBook,
} from '../../backstop/collateral-support.ts'
import { wholePpb } from '../../backstop/penal-price.ts'
import { loansOf, owedOn, repayLoan } from '../../backstop/support-loan.ts'
import { amount, type Amount } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { invariant } from '../../base/assert.ts'
import type { TimeUs } from '../../base/time.ts'
import { openAccount } from '../../ledger/account.ts'
import { availableOf } from '../../ledger/balance.ts'
import { assessMember, figuresOf } from '../margin/assess-member.ts'
import { groupOf } from '../margin/group-of.ts'
import { bookFor, booksOf, type MemberTurn } from '../margin/member-books.ts'
import { bookPostings, recordDecision } from '../turn.ts'
import type { SupportState } from './facilities-state.ts'
import type { LoanRepaid, LoanRequested, OfferedPledge } from './facility-input.ts'
import { supportTermsOf } from './facility-terms.ts'
import { askedMinor, memberAt, moneyOf, nextDecisionId, refuseRequest, reserveFree, termsBase, type FacilityTurn } from './facility-turn.ts'
import { marginCreditOf, pledgesValued } from './pledge-value.ts'
import { prepareChange, reviewAfter } from './review-after.ts'

/**
 * Grants or refuses a loan to an account that is solvent and cannot pay what it must just now.
 *
 * @example
 * takeLoanRequest(at, input)
 */
export function takeLoanRequest(at: FacilityTurn, input: LoanRequested): void {
  const { turn, margin, facilities, policy } = at
  const { account } = input
  const { support } = facilities
  if (support === undefined || policy.collateralSupport === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const member = memberAt(at, account)
  if (member === undefined) return refuseRequest(turn, input.kind, { reason: 'accountUnknown', account })
  const offered = offeredBy(at, member, input.pledges)
  if ('reason' in offered) return refuseRequest(turn, input.kind, { account, ...offered })
  const wantedMinor = askedMinor(input.wantedMinor)
  if (wantedMinor === undefined) return refuseRequest(turn, input.kind, { reason: 'amountNotWhole', account, subject: input.wantedMinor })
  const id = nextDecisionId(turn)
  const pledges = pledgesValued(at, offered.pledged)
  const outcome = requestLoan(support.book, supportTermsOf(policy.collateralSupport, termsBase(at)), {
    id,
    account,
    group: groupOf(margin, account),
    at: turn.at,
    wantedMinor,
    marketBps: BigInt(policy.collateralSupport.marketBps),
    pledges: pledges ?? [],
    standing: pledges === undefined ? { kind: 'unknown' } : standingOf(at, member, { support, creditMinor: marginCreditOf(at, pledges) }),
    reserveMinor: reserveFree(at),
  })
  if (!outcome.ok) {
    const body = { kind: 'loanRefused', account, wanted: moneyOf(at, wantedMinor), ...limitOf(at, outcome.refusal) } as const
    return void recordDecision(turn, { body })
  }
  grant(at, member, { support, loan: outcome.value, pledged: offered.pledged })
}

/**
 * Takes a payment on an account's loans out of its free cash, the most senior loan first. A loan that is paid gives its collateral back.
 *
 * @example
 * takeRepayment(at, input)
 */
export function takeRepayment(at: FacilityTurn, input: LoanRepaid): void {
  const { turn, facilities, policy } = at
  const { account } = input
  const { support } = facilities
  if (support === undefined || policy.collateralSupport === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const member = memberAt(at, account)
  if (member === undefined) return refuseRequest(turn, input.kind, { reason: 'accountUnknown', account })
  const minor = askedMinor(input.minor)
  if (minor === undefined) return refuseRequest(turn, input.kind, { reason: 'amountNotWhole', account, subject: input.minor })
  const refused = { kind: 'repaymentRefused', account, wanted: moneyOf(at, minor) } as const
  if (minor <= 0n) return void recordDecision(turn, { body: { ...refused, reason: 'minorNotPositive' } })
  const loans = loansOf(support.book, account)
  if (loans.length === 0) return void recordDecision(turn, { body: { ...refused, reason: 'loanUnknown' } })
  const { available } = booksOf(member)
  if (minor > available) return void recordDecision(turn, { body: { ...refused, reason: 'notThere', available: moneyOf(at, available) } })
  prepareChange(member, policy)
  let left = minor
  for (const { id } of loans) if (left > 0n) left = payOn(at, member, { support, id, minor: left })
  reviewAfter(member, policy)
}

function grant(
  at: FacilityTurn,
  member: MemberTurn,
  granted: Readonly<{ support: SupportState; loan: Loan; pledged: readonly Pledged[] }>,
): void {
  const { turn, policy, margin } = at
  const { support, loan, pledged } = granted
  prepareChange(member, policy)
  openBorrowed(at, loan.account)
  support.pledges.set(loan.id, pledged)
  const transfers = bookFor(member, (books) => loanPostings(books, { minor: loan.lentMinor, pledges: pledged }))
  const { call } = member.member
  // What is lent is there to meet the call.
  if (call !== undefined) call.paidMinor += loan.lentMinor
  const body = {
    kind: 'loanGranted',
    account: loan.account,
    lent: amount(margin.settlement.asset, loan.lentMinor),
    pledged: pledged.map(({ asset, minor }) => amount(asset, minor)),
    yearlyRate: Number(loan.ratePpb) / Number(wholePpb),
    dueAt: loan.dueAt,
  } as const
  recordDecision(turn, { transfers, body })
  reviewAfter(member, policy)
}

function payOn(at: FacilityTurn, member: MemberTurn, payment: Readonly<{ support: SupportState; id: string; minor: bigint }>): bigint {
  const { turn, policy } = at
  const { support, id, minor } = payment
  if (policy.collateralSupport === undefined) return minor
  const paid = repayLoan(support.book, supportTermsOf(policy.collateralSupport, termsBase(at)), { id, minor, at: turn.at })
  invariant(paid.ok, 'a payment above 0 on a loan of the book is taken')
  const { loan, interestMinor, principalMinor, excessMinor, isOver } = paid.value
  const booked = bookFor(member, (books) => repaymentPostings(books, { interestMinor, principalMinor }))
  const returned = isOver ? bookPostings(turn, returnPostings(loan.account, support.pledges.get(id) ?? [])) : []
  if (isOver) support.pledges.delete(id)
  const money = { interest: moneyOf(at, interestMinor), principal: moneyOf(at, principalMinor), left: moneyOf(at, loan.principalMinor) }
  recordDecision(turn, {
    transfers: [...booked, ...returned],
    body: { kind: 'loanReduced', account: loan.account, loan: id, ...money, isOver },
  })
  return excessMinor
}

/** How an account stands; `creditMinor` is what the collateral it would pledge counts toward its margin now. */
function standingOf(at: FacilityTurn, member: MemberTurn, of: Readonly<{ support: SupportState; creditMinor: bigint }>): BorrowerStanding {
  const { turn, margin } = at
  const { book, pledges } = of.support
  const assessed = assessMember(turn.state, margin, member.member)
  const net = netOfLoans(at, book, { account: member.member.id, pledges })
  if (!assessed.ok || net === undefined) return { kind: 'unknown' }
  const equity = BigInt(Math.floor(figuresOf(assessed.value).equity * powerOfTen(margin.settlement.decimals)))
  const books = booksOf(member)
  const { call } = member.member
  const called = call === undefined ? 0n : call.shortByMinor - call.paidMinor
  const dueMinor = books.owed + (called > 0n ? called : 0n)
  // Who pledges what its margin rests on lacks that much more.
  const neededMinor = dueMinor > books.available ? dueMinor + of.creditMinor : dueMinor
  return { kind: 'known', equityMinor: equity + net, dueMinor: neededMinor, liquidMinor: books.available }
}

/** What an account's loans add to its equity; below 0 where more is owed than their collateral carries. */
function netOfLoans(
  at: FacilityTurn,
  book: SupportBook,
  of: Readonly<{ account: string; pledges: SupportState['pledges'] }>,
): bigint | undefined {
  let net = 0n
  for (const loan of loansOf(book, of.account)) {
    const valued = pledgesValued(at, of.pledges.get(loan.id) ?? [])
    if (valued === undefined) return undefined
    const { principalMinor, interestMinor } = owedOn(loan, at.turn.at)
    net += carriedBy(valued, 10_000n) - principalMinor - interestMinor
  }
  return net
}

type Offer =
  Readonly<{ pledged: readonly Pledged[] }> | Readonly<{ reason: 'assetUnknown' | 'amountNotWhole' | 'pledgeNotThere'; subject: string }>

function offeredBy({ turn, policy }: FacilityTurn, { member }: MemberTurn, offered: readonly OfferedPledge[]): Offer {
  const pledged = new Map<string, bigint>()
  for (const { asset, minor } of offered) {
    const read = askedMinor(minor)
    if (!policy.collateralSupport?.collateral.some((terms) => terms.asset === asset)) return { reason: 'assetUnknown', subject: asset }
    if (read === undefined || read <= 0n) return { reason: 'amountNotWhole', subject: minor }
    pledged.set(asset, (pledged.get(asset) ?? 0n) + read)
  }
  for (const [asset, minor] of pledged) {
    const held = member.assets.includes(asset) ? availableOf(turn.state.ledger, collateralAccount(member.id, asset)) : 0n
    if (minor > held) return { reason: 'pledgeNotThere', subject: asset }
  }
  return { pledged: [...pledged].map(([asset, minor]) => ({ asset, minor })) }
}

function openBorrowed({ turn, margin }: FacilityTurn, account: string): void {
  const id = borrowedAccount(account)
  if (turn.state.ledger.accounts.has(id)) return
  invariant(openAccount(turn.state.ledger, { id, asset: margin.settlement.asset, mustStayInCredit: false }).ok, 'a borrower is opened once')
}

function limitOf(at: FacilityTurn, refusal: LoanRefusal): Readonly<{ reason: LoanRefusal['reason']; available?: Amount; until?: TimeUs }> {
  const { reason } = refusal
  if ('availableMinor' in refusal) return { reason, available: moneyOf(at, refusal.availableMinor) }
  if ('equityMinor' in refusal) return { reason, available: moneyOf(at, refusal.equityMinor) }
  return 'until' in refusal ? { reason, until: refusal.until } : { reason }
}
