import { invariant } from '../base/assert.ts'
import { reserveAccounts } from './chart.ts'
import { borrowedAccount, guaranteedAccount, loansAccount, pledgeAccount, premiumAccount } from './facility-chart.ts'
import { collateralAccount, houseAccounts, memberAccounts, takenAccount } from './member-chart.ts'
import type { MemberBooks } from './member-postings.ts'
import type { Posting } from './postings.ts'

/**
 * A cover that is sold: its premium comes in, its whole cap is set aside. The reservation is the first posting.
 *
 * @example
 * coverPostings(books, { capMinor: 500_000_000n, premiumMinor: 9_000_000n })
 */
export function coverPostings(books: MemberBooks, cover: Readonly<{ capMinor: bigint; premiumMinor: bigint }>): readonly Posting[] {
  const { reserve } = reserveAccounts(books.asset)
  const aside = { debit: reserve, credit: guaranteedAccount(books.asset), minor: cover.capMinor }
  const paid = { from: memberAccounts(books.member).cash, to: premiumAccount(books.asset), minor: cover.premiumMinor }
  return [{ kind: 'pending', ...aside, reason: 'coverReserved' }, ...moved(paid, 'premiumPaid')]
}

/** A cover's reservation and what is left of it. */
export type CoverHeld = Readonly<{ id: string; remaining: bigint }>

/**
 * A claim that is paid, out of the covers' reservations in their order.
 *
 * @throws InvariantError when less is set aside than is paid.
 *
 * @example
 * claimPostings(books, [{ id: '7:0', remaining: 500_000_000n }], 80_000_000n)
 */
export function claimPostings(books: MemberBooks, covers: readonly CoverHeld[], minor: bigint): readonly Posting[] {
  let left = minor
  const posted = covers.flatMap(({ id, remaining }): readonly Posting[] => {
    const part = left < remaining ? left : remaining
    left -= part
    return part === 0n ? [] : [{ kind: 'postPending', pendingId: id, minor: part, reason: 'claimCharged' }]
  })
  invariant(left === 0n, 'a claim is paid out of what was set aside for it')
  return [...posted, ...received(books, { from: guaranteedAccount(books.asset), minor }, 'claimPaid')]
}

/**
 * The end of a cover: what is left of its reservation is free, and its premium is earned.
 *
 * @example
 * coverEndPostings('USDT', { held: { id: '7:0', remaining: 420_000_000n }, premiumMinor: 9_000_000n })
 */
export function coverEndPostings(asset: string, cover: Readonly<{ held: CoverHeld; premiumMinor: bigint }>): readonly Posting[] {
  const { held, premiumMinor } = cover
  const released: readonly Posting[] = held.remaining === 0n ? [] : [{ kind: 'voidPending', pendingId: held.id, reason: 'coverReleased' }]
  return [...released, ...moved({ from: premiumAccount(asset), to: reserveAccounts(asset).reserve, minor: premiumMinor }, 'premiumEarned')]
}

/** Collateral of a loan in minor units of its asset. */
export type Pledged = Readonly<{ asset: string; minor: bigint }>

/**
 * A loan that is paid out: collateral is taken into custody, money goes from the reserve to the member, where it pays what is owed first, and what the
 * member owes the fund is noted.
 *
 * @example
 * loanPostings(books, { minor: 5_000_000n, pledges: [{ asset: 'BTC', minor: 10_000n }] })
 */
export function loanPostings(books: MemberBooks, loan: Readonly<{ minor: bigint; pledges: readonly Pledged[] }>): readonly Posting[] {
  const { asset, member } = books
  return [
    ...pledgePostings(member, loan.pledges),
    ...moved({ from: borrowedAccount(member), to: loansAccount(asset), minor: loan.minor }, 'loanNoted'),
    ...received(books, { from: reserveAccounts(asset).reserve, minor: loan.minor }, 'loanPaidOut'),
  ]
}

/**
 * Collateral that goes into custody for a loan.
 *
 * @example
 * pledgePostings('fund-7', [{ asset: 'BTC', minor: 10_000n }])
 */
export function pledgePostings(member: string, pledges: readonly Pledged[]): readonly Posting[] {
  return pledges.flatMap(({ asset, minor }) =>
    moved({ from: collateralAccount(member, asset), to: pledgeAccount(asset), minor }, 'loanPledged'),
  )
}

/** What a payment on a loan becomes. */
export type LoanParts = Readonly<{ interestMinor: bigint; principalMinor: bigint }>

/**
 * A payment on a loan out of a member's free cash.
 *
 * @example
 * repaymentPostings(books, { interestMinor: 274n, principalMinor: 1_000_000n })
 */
export function repaymentPostings(books: MemberBooks, parts: LoanParts): readonly Posting[] {
  return paidBack(books, memberAccounts(books.member).cash, parts)
}

/**
 * Collateral of a loan that ended, given back.
 *
 * @example
 * returnPostings('fund-7', [{ asset: 'BTC', minor: 10_000n }])
 */
export function returnPostings(member: string, pledges: readonly Pledged[]): readonly Posting[] {
  return pledges.flatMap(({ asset, minor }) =>
    moved({ from: pledgeAccount(asset), to: collateralAccount(member, asset), minor }, 'loanPledgeReturned'),
  )
}

/** Collateral taken for a loan in default: what it brings, what of that pays the loan, and what nobody pays. */
export type Recovery = LoanParts & Readonly<{ pledges: readonly Pledged[]; broughtMinor: bigint; lossMinor: bigint }>

/**
 * A loan in default: its collateral is taken for what it brings, which pays principal, then interest, then belongs to the member; principal that
 * nobody pays is given up.
 *
 * @throws InvariantError when more is paid than the collateral brings.
 *
 * @example
 * recoveryPostings(books, { pledges, broughtMinor: 900n, principalMinor: 900n, interestMinor: 0n, lossMinor: 100n })
 */
export function recoveryPostings(books: MemberBooks, recovery: Recovery): readonly Posting[] {
  const { asset, member } = books
  const { collateralPaid } = houseAccounts(asset)
  const over = recovery.broughtMinor - recovery.principalMinor - recovery.interestMinor
  invariant(over >= 0n, 'collateral pays no more than it brings')
  return [
    ...recovery.pledges.flatMap((each) =>
      moved({ from: pledgeAccount(each.asset), to: takenAccount(each.asset), minor: each.minor }, 'loanPledgeTaken'),
    ),
    ...paidBack(books, collateralPaid, recovery),
    ...received(books, { from: collateralPaid, minor: over }, 'loanPledgeOver'),
    ...moved({ from: loansAccount(asset), to: borrowedAccount(member), minor: recovery.lossMinor }, 'loanWrittenOff'),
  ]
}

/**
 * A draw on the fund for a loss event: the reserve pays what members could not.
 *
 * @example
 * drawPostings('USDT', 500_000_000n)
 */
export function drawPostings(asset: string, minor: bigint): readonly Posting[] {
  return moved({ from: reserveAccounts(asset).reserve, to: houseAccounts(asset).shortfall, minor }, 'lossPaidByFund')
}

/**
 * Gains that are held for review: reserved in the winner's cash towards the fund.
 *
 * @example
 * holdPostings(books, 80_000_000n)
 */
export function holdPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  const { reserve } = reserveAccounts(books.asset)
  return [{ kind: 'pending', debit: memberAccounts(books.member).cash, credit: reserve, minor, reason: 'gainHeld' }]
}

/**
 * What a member owes, paid out of gains of its that are held; what is left of them is held on by a reservation of its own, the last posting.
 *
 * @throws InvariantError when more is paid than is owed or held.
 *
 * @example
 * heldDebtPostings(books, { id: '12:3', remaining: 80_000_000n }, 30_000_000n)
 */
export function heldDebtPostings(books: MemberBooks, held: CoverHeld, minor: bigint): readonly Posting[] {
  invariant(minor <= books.owed && minor <= held.remaining, 'no more is paid out of what is held than is owed and held')
  const { cash, owed } = memberAccounts(books.member)
  const left = held.remaining - minor
  return [
    { kind: 'voidPending', pendingId: held.id, reason: 'gainReleased' },
    ...moved({ from: cash, to: owed, minor }, 'debtRepaid'),
    ...(left === 0n ? [] : holdPostings(books, left)),
  ]
}

/**
 * The end of a review: kept gains go to the fund that paid for them, others are free.
 *
 * @example
 * reviewPostings({ id: '12:3', remaining: 80_000_000n }, 'kept')
 */
export function reviewPostings(held: CoverHeld, verdict: 'kept' | 'released'): readonly Posting[] {
  if (held.remaining === 0n) return []
  if (verdict === 'kept') return [{ kind: 'postPending', pendingId: held.id, minor: held.remaining, reason: 'gainKept' }]
  return [{ kind: 'voidPending', pendingId: held.id, reason: 'gainReleased' }]
}

function paidBack(books: MemberBooks, from: string, { interestMinor, principalMinor }: LoanParts): readonly Posting[] {
  const { reserve } = reserveAccounts(books.asset)
  return [
    ...moved({ from, to: reserve, minor: interestMinor }, 'loanInterestPaid'),
    ...moved({ from, to: reserve, minor: principalMinor }, 'loanRepaid'),
    ...moved({ from: loansAccount(books.asset), to: borrowedAccount(books.member), minor: principalMinor }, 'loanNoted'),
  ]
}

/** What is owed is paid first, the rest is the member's cash. */
function received(books: MemberBooks, gain: Readonly<{ from: string; minor: bigint }>, reason: string): readonly Posting[] {
  const { cash, owed } = memberAccounts(books.member)
  const towardsDebt = gain.minor < books.owed ? gain.minor : books.owed
  return [
    ...moved({ from: gain.from, to: owed, minor: towardsDebt }, reason),
    ...moved({ from: gain.from, to: cash, minor: gain.minor - towardsDebt }, reason),
  ]
}

function moved(movement: Readonly<{ from: string; to: string; minor: bigint }>, reason: string): readonly Posting[] {
  const { from, to, minor } = movement
  invariant(minor >= 0n, 'a posting moves a non-negative amount')
  return minor === 0n ? [] : [{ kind: 'posted', debit: from, credit: to, minor, reason }]
}
