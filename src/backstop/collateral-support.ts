import { mulDivUp } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { later, type DurationUs, type TimeUs } from '../base/time.ts'
import { beginEpoch, createAllowance, epochAt, firstExceeded, giveBack, spend, spentOf, type Allowance, type Cap } from './allowance.ts'
import { coolDown, coolingUntil, type CoolDowns } from './cool-down.ts'
import { startInterest, type Interest } from './loan-interest.ts'
import { afterHaircut, penalPpb, wholeBps, type PenalTerms } from './penal-price.ts'

/** Terms of loans against collateral, to accounts and protocols that are solvent and cannot pay just now. Minor units of the settlement asset. */
export type SupportTerms = Readonly<{
  startedAt: TimeUs
  epochFor: DurationUs
  /** The rate of a year, above the market's. */
  price: PenalTerms
  termFor: DurationUs
  /** Between a margin call on a loan and its due time. */
  callDueFor: DurationUs
  /** A loan is called when what is owed exceeds this share of the collateral after haircut, in basis points; above `lendAtBps`. */
  callAtBps: bigint
  /** At most this share of the collateral after haircut is lent. */
  lendAtBps: bigint
  /** Equity that makes an account solvent: at least this share of what is lent to it. */
  equityAtLeastBps: bigint
  /** Place among a borrower's loans: what is paid goes to those of the lowest number first. */
  seniority: number
  /** Most that is lent at once: in all, to one account, to one linked group; and granted within an epoch. */
  budgetMinor: bigint
  perBeneficiaryMinor: bigint
  perGroupMinor: bigint
  perEpochMinor: bigint
  /** After a loan ended, how long its group may not borrow. */
  coolDownFor: DurationUs
}>

/** Collateral of a loan: what it is worth now, and the haircut on that. */
export type Pledge = Readonly<{ asset: string; valueMinor: bigint; haircutBps: bigint }>

/**
 * How a borrower stands: what it has in all less all it owes, what it must pay now, and what it can pay now. Unknown while its prices are not
 * believed.
 */
export type BorrowerStanding = Readonly<{ kind: 'unknown' } | { kind: 'known'; equityMinor: bigint; dueMinor: bigint; liquidMinor: bigint }>

/** A wish for a loan. `marketBps` is what the market asks for a year, `reserveMinor` what the fund has free. */
export type LoanRequest = Readonly<{
  id: string
  account: string
  group: string
  at: TimeUs
  wantedMinor: bigint
  marketBps: bigint
  pledges: readonly Pledge[]
  standing: BorrowerStanding
  reserveMinor: bigint
}>

/** A margin call on a loan. */
export type LoanCall = Readonly<{ shortMinor: bigint; dueAt: TimeUs }>

/** A loan that is not over. `principalMinor` is what of it is not paid back. Its interest stands still once it is in default. */
export type Loan = Readonly<{
  id: string
  account: string
  group: string
  seniority: number
  grantedAt: TimeUs
  dueAt: TimeUs
  ratePpb: bigint
  lentMinor: bigint
  principalMinor: bigint
  interest: Interest
  call?: LoanCall
  defaultedAt?: TimeUs
}>

/** All that is remembered of loans. `barred` are groups that left a loan unpaid, with what they left. Plain data, changed in place. */
export type SupportBook = Readonly<{ loans: Map<string, Loan>; allowance: Allowance; coolDowns: CoolDowns; barred: Map<string, bigint> }>

/**
 * Why no loan is granted, in order of precedence: where several apply, the first is given.
 *
 * | reason | when |
 * | --- | --- |
 * | wantedNotPositive | the amount is 0 or below |
 * | standingUnknown | the borrower or its collateral cannot be valued |
 * | notSolvent | its equity is less than the policy asks beside such a loan |
 * | notIlliquid | it can pay what it must from what it has |
 * | inDefault | its group left a loan unpaid, or has one in default |
 * | coolingDown | a loan of its group ended lately |
 * | beyondNeed | it wants more than it lacks |
 * | collateralShort | the collateral after haircut carries less |
 * | beyondBeneficiary | the account would owe more than one account may |
 * | beyondGroup | as much for its linked group |
 * | beyondEpoch | more would be granted in this epoch than may be |
 * | beyondBudget | more would be lent at once than may be |
 * | fundShort | the reserve has less free |
 */
export type LoanRefusal = Readonly<
  | { reason: 'wantedNotPositive' | 'standingUnknown' | 'notIlliquid' | 'inDefault' }
  | { reason: 'notSolvent'; equityMinor: bigint; neededMinor: bigint }
  | { reason: 'coolingDown'; until: TimeUs }
  | { reason: 'beyondNeed' | 'collateralShort' | LoanCapReason | 'fundShort'; availableMinor: bigint }
>

type LoanCapReason = 'beyondBeneficiary' | 'beyondGroup' | 'beyondEpoch' | 'beyondBudget'

/**
 * Nothing lent.
 *
 * @example
 * const book = createSupportBook()
 */
export function createSupportBook(): SupportBook {
  return { loans: new Map(), allowance: createAllowance(), coolDowns: new Map(), barred: new Map() }
}

/**
 * Grants a loan, all of it or none, at a penal rate that holds for its term.
 *
 * @throws InvariantError when the id was used before, or time runs back into an epoch that is over.
 *
 * @example
 * requestLoan(book, terms, { id: '7:0', account: 'fund-7', group: 'fund', at, wantedMinor: 1_000_000n, marketBps: 500n, pledges, standing, reserveMinor })
 */
export function requestLoan(book: SupportBook, terms: SupportTerms, request: LoanRequest): Result<Loan, LoanRefusal> {
  const { id, account, group, at, wantedMinor, marketBps } = request
  invariant(!book.loans.has(id), 'a loan is granted once')
  beginEpoch(book.allowance, epochAt(at, terms))
  const refusal = loanRefusal(book, terms, request)
  if (refusal !== undefined) return refuse(refusal)
  const usedMinor = spentOf(book.allowance, { key: 'all', scope: 'standing' })
  const loan: Loan = {
    id,
    account,
    group,
    seniority: terms.seniority,
    grantedAt: at,
    dueAt: later(at, terms.termFor),
    ratePpb: penalPpb(terms.price, { marketBps, usedMinor, addedMinor: wantedMinor, budgetMinor: terms.budgetMinor }),
    lentMinor: wantedMinor,
    principalMinor: wantedMinor,
    interest: startInterest(at),
  }
  spend(book.allowance, loanCaps(terms, loan), wantedMinor)
  book.loans.set(id, loan)
  return accept(loan)
}

/**
 * What collateral carries: the sum of what each pledge counts for after its haircut, in the share that is lent on it. Rounded down.
 *
 * @example
 * carriedBy([{ asset: 'BTC', valueMinor: 1_000n, haircutBps: 2_000n }], 9_000n) // 720n
 */
export function carriedBy(pledges: readonly Pledge[], atBps: bigint): bigint {
  const counted = pledges.reduce((sum, { valueMinor, haircutBps }) => sum + afterHaircut(valueMinor, haircutBps), 0n)
  return (counted * atBps) / wholeBps
}

/**
 * Notes that principal came back or was given up, and what else follows: the budget is free again, and a loan of which nothing is left ends.
 *
 * @throws InvariantError when there is no such loan, or more comes back than was lent.
 *
 * @example
 * reducePrincipal(book, terms, { loan, minor: 500_000n, at })
 */
export function reducePrincipal(book: SupportBook, terms: SupportTerms, change: Readonly<{ loan: Loan; minor: bigint; at: TimeUs }>): Loan {
  const { loan, minor, at } = change
  invariant(minor >= 0n && minor <= loan.principalMinor, 'no more comes back than was lent')
  giveBack(book.allowance, loanCaps(terms, loan), minor)
  const after = { ...loan, principalMinor: loan.principalMinor - minor }
  book.loans.set(loan.id, after)
  if (after.principalMinor === 0n) coolDown(book.coolDowns, loan.group, { at, waitFor: terms.coolDownFor })
  return after
}

function loanRefusal(book: SupportBook, terms: SupportTerms, request: LoanRequest): LoanRefusal | undefined {
  const { wantedMinor, pledges, standing, group, at, reserveMinor } = request
  if (wantedMinor <= 0n) return { reason: 'wantedNotPositive' }
  if (standing.kind === 'unknown') return { reason: 'standingUnknown' }
  const neededMinor = mulDivUp(wantedMinor, terms.equityAtLeastBps, wholeBps)
  const { equityMinor, dueMinor, liquidMinor } = standing
  if (equityMinor <= 0n || equityMinor < neededMinor) return { reason: 'notSolvent', equityMinor, neededMinor }
  if (dueMinor <= liquidMinor) return { reason: 'notIlliquid' }
  if (isInDefault(book, group)) return { reason: 'inDefault' }
  const until = coolingUntil(book.coolDowns, group, at)
  if (until !== undefined) return { reason: 'coolingDown', until }
  if (wantedMinor > dueMinor - liquidMinor) return { reason: 'beyondNeed', availableMinor: dueMinor - liquidMinor }
  const carried = carriedBy(pledges, terms.lendAtBps)
  if (wantedMinor > carried) return { reason: 'collateralShort', availableMinor: carried }
  const exceeded = firstExceeded(book.allowance, loanCaps(terms, request), wantedMinor)
  if (exceeded !== undefined) return exceeded
  return wantedMinor > reserveMinor ? { reason: 'fundShort', availableMinor: reserveMinor } : undefined
}

function isInDefault(book: SupportBook, group: string): boolean {
  if (book.barred.has(group)) return true
  return [...book.loans.values()].some((loan) => loan.group === group && loan.defaultedAt !== undefined)
}

function loanCaps(terms: SupportTerms, { account, group }: Readonly<{ account: string; group: string }>): readonly Cap<LoanCapReason>[] {
  return [
    { reason: 'beyondBeneficiary', key: `account:${account}`, limitMinor: terms.perBeneficiaryMinor, scope: 'standing' },
    { reason: 'beyondGroup', key: `group:${group}`, limitMinor: terms.perGroupMinor, scope: 'standing' },
    { reason: 'beyondEpoch', key: 'all', limitMinor: terms.perEpochMinor, scope: 'epoch' },
    { reason: 'beyondBudget', key: 'all', limitMinor: terms.budgetMinor, scope: 'standing' },
  ]
}
