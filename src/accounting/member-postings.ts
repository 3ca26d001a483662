import { collateralAccount, houseAccounts, memberAccounts, outsideAccount, takenAccount } from './member-chart.ts'
import type { Held, Posting } from './postings.ts'

/** What a member's money stands at before a posting, in minor units of the settlement asset. */
export type MemberBooks = Readonly<{
  member: string
  asset: string
  /** Cash that is not locked. */
  available: bigint
  /** What the member owes. */
  owed: bigint
  /** What a margin call or a liquidation has locked; `remaining` 0 when nothing is. */
  lock: Held
}>

/**
 * Money that came in from outside: it pays what is owed first.
 *
 * @example
 * depositPostings(books, 25_000_000n)
 */
export function depositPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  const { outside } = houseAccounts(books.asset)
  return received(books, { from: outside, minor, reason: 'depositConfirmed' })
}

/**
 * Money that goes out.
 *
 * @example
 * withdrawalPostings(books, 25_000_000n)
 */
export function withdrawalPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  return moved(memberAccounts(books.member).cash, houseAccounts(books.asset).outside, { minor, reason: 'withdrawalPaid' })
}

/**
 * Collateral that came in (above 0) or goes out (below 0).
 *
 * @example
 * collateralPostings('fund-7', 'BTC', 150_000_000n)
 */
export function collateralPostings(member: string, asset: string, minor: bigint): readonly Posting[] {
  const [inside, outside] = [collateralAccount(member, asset), outsideAccount(asset)]
  return minor >= 0n
    ? moved(outside, inside, { minor, reason: 'collateralDeposited' })
    : moved(inside, outside, { minor: -minor, reason: 'collateralWithdrawn' })
}

/**
 * A member's result against the rest of the market: a gain is above 0. A loss is paid from what is locked, then from cash, and what
 * those cannot pay is owed.
 *
 * @example
 * resultPostings(books, -1_250_000n, 'lossRealised')
 */
export function resultPostings(books: MemberBooks, minor: bigint, reason: string): readonly Posting[] {
  const { clearing } = houseAccounts(books.asset)
  if (minor >= 0n) return received(books, { from: clearing, minor, reason })
  const loss = -minor
  const fromLock = least(loss, books.lock.remaining)
  const locked: readonly Posting[] = fromLock === 0n ? [] : [{ kind: 'postPending', pendingId: books.lock.id, minor: fromLock, reason }]
  return [...locked, ...paid(books, { to: clearing, minor: loss - fromLock, reason })]
}

/**
 * The venue's fee of a liquidation; below 0 is a rebate.
 *
 * @example
 * liquidationFeePostings(books, 61_800n)
 */
export function liquidationFeePostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  const { liquidationFees } = houseAccounts(books.asset)
  if (minor < 0n) return received(books, { from: liquidationFees, minor: -minor, reason: 'liquidationRebate' })
  return paid(books, { to: liquidationFees, minor, reason: 'liquidationFee' })
}

/**
 * A penalty for being liquidated, out of cash; what cash cannot pay is owed.
 *
 * @param to - The account it is income of: an insurance fund's, or the venue's fees.
 *
 * @example
 * penaltyPostings(books, 'insuranceFund:USDT', 1_500_000n)
 */
export function penaltyPostings(books: MemberBooks, to: string, minor: bigint): readonly Posting[] {
  return paid(books, { to, minor, reason: 'liquidationPenalty' })
}

/**
 * Locks cash while a margin call is open, towards the account that its losses would go to.
 *
 * @example
 * lockPostings(books, 5_000_000n)
 */
export function lockPostings(books: MemberBooks, minor: bigint): readonly Posting[] {
  if (minor <= 0n) return []
  const { clearing } = houseAccounts(books.asset)
  return [{ kind: 'pending', debit: memberAccounts(books.member).cash, credit: clearing, minor, reason: 'marginLocked' }]
}

/**
 * Releases what is left of a lock; cash that comes free pays what is owed.
 *
 * @example
 * unlockPostings(books)
 */
export function unlockPostings(books: MemberBooks): readonly Posting[] {
  const { lock } = books
  const released: readonly Posting[] = lock.remaining === 0n ? [] : [{ kind: 'voidPending', pendingId: lock.id, reason: 'marginUnlocked' }]
  return [...released, ...repaid(books, books.available + lock.remaining)]
}

/** Collateral taken for what is owed, and what is paid for it. */
export type TakenCollateral = Readonly<{ asset: string; minor: bigint; paidMinor: bigint }>

/**
 * Takes collateral for what is owed. What it brings beyond the debt is the member's cash.
 *
 * @example
 * takenCollateralPostings(books, { asset: 'BTC', minor: 10_000_000n, paidMinor: 5_700_000_000n })
 */
export function takenCollateralPostings(books: MemberBooks, taken: TakenCollateral): readonly Posting[] {
  const { collateralPaid } = houseAccounts(books.asset)
  const from = collateralAccount(books.member, taken.asset)
  return [
    ...moved(from, takenAccount(taken.asset), { minor: taken.minor, reason: 'collateralTaken' }),
    ...received(books, { from: collateralPaid, minor: taken.paidMinor, reason: 'collateralTaken' }),
  ]
}

/**
 * Books what a member cannot pay, once nothing of the member's is left.
 *
 * @example
 * shortfallPostings(books)
 */
export function shortfallPostings(books: MemberBooks): readonly Posting[] {
  const { shortfall } = houseAccounts(books.asset)
  return moved(shortfall, memberAccounts(books.member).owed, { minor: books.owed, reason: 'shortfallRealised' })
}

/**
 * Changes what is reserved of the reserve for carried margins: the reservation before is released, one of the new amount takes its place.
 *
 * @param reserve - The account it is reserved in.
 * @returns Nothing when the amount stays; the last posting is the new reservation unless `minor` is 0.
 *
 * @example
 * carriedPostings({ id: '7:0', remaining: 1_000_000n }, { reserve: 'reserve:USDT', carried: 'carried:USDT', minor: 3_000_000n })
 */
export function carriedPostings(before: Held, to: Readonly<{ reserve: string; carried: string; minor: bigint }>): readonly Posting[] {
  const { reserve, carried, minor } = to
  if (minor === before.remaining) return []
  const released: readonly Posting[] =
    before.remaining === 0n ? [] : [{ kind: 'voidPending', pendingId: before.id, reason: 'marginNoLongerCarried' }]
  const reserved: readonly Posting[] =
    minor === 0n ? [] : [{ kind: 'pending', debit: reserve, credit: carried, minor, reason: 'marginCarried' }]
  return [...released, ...reserved]
}

function received(books: MemberBooks, gain: Readonly<{ from: string; minor: bigint; reason: string }>): readonly Posting[] {
  const { cash, owed } = memberAccounts(books.member)
  const { from, minor, reason } = gain
  const towardsDebt = least(minor, books.owed)
  return [...moved(from, owed, { minor: towardsDebt, reason }), ...moved(from, cash, { minor: minor - towardsDebt, reason })]
}

function paid(books: MemberBooks, payment: Readonly<{ to: string; minor: bigint; reason: string }>): readonly Posting[] {
  const { cash, owed } = memberAccounts(books.member)
  const { to, minor, reason } = payment
  const fromCash = least(minor, books.available)
  return [...moved(cash, to, { minor: fromCash, reason }), ...moved(owed, to, { minor: minor - fromCash, reason })]
}

function repaid(books: MemberBooks, available: bigint): readonly Posting[] {
  const { cash, owed } = memberAccounts(books.member)
  return moved(cash, owed, { minor: least(available, books.owed), reason: 'debtRepaid' })
}

function moved(debit: string, credit: string, movement: Readonly<{ minor: bigint; reason: string }>): readonly Posting[] {
  return movement.minor === 0n ? [] : [{ kind: 'posted', debit, credit, ...movement }]
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
