import { invariant } from '../base/assert.ts'
import { elapsedUs, type TimeUs } from '../base/time.ts'
import { wholePpb } from './penal-price.ts'

/** A year of 365 days of 24 hours, in microseconds. */
export const yearUs = 31_536_000_000_000n

/** A minor unit in the units interest is counted in. */
const unitsOfMinor = wholePpb * yearUs

/** What is lent in minor units, and the price of a year in parts per billion; neither negative. */
export type Lent = Readonly<{ principalMinor: bigint; ratePpb: bigint }>

/**
 * Simple interest as it grows, counted exactly: in minor units times parts per billion times microseconds, so that how often it is looked at
 * changes nothing. Only what is owed of it is rounded.
 */
export type Interest = Readonly<{ units: bigint; accruedAt: TimeUs; paidMinor: bigint }>

/**
 * No interest yet.
 *
 * @example
 * const interest = startInterest(grantedAt)
 */
export function startInterest(at: TimeUs): Interest {
  return { units: 0n, accruedAt: at, paidMinor: 0n }
}

/**
 * Lets interest grow to a time. It is not added to the principal: interest bears none.
 *
 * @throws InvariantError when time runs backwards, or an amount is negative: interest is never below 0.
 *
 * @example
 * // 1,000 at 10 % for a year.
 * owedInterest(accrueInterest(startInterest(from), { principalMinor: 1_000n, ratePpb: 100_000_000n }, oneYearLater)) // 100n
 */
export function accrueInterest(interest: Interest, lent: Lent, at: TimeUs): Interest {
  invariant(lent.principalMinor >= 0n && lent.ratePpb >= 0n, 'interest is never below 0')
  const elapsed = BigInt(elapsedUs(interest.accruedAt, at))
  return { ...interest, units: interest.units + lent.principalMinor * lent.ratePpb * elapsed, accruedAt: at }
}

/**
 * Interest owed and not paid, in whole minor units, rounded up for the fund. Never negative: what was rounded up and paid is not owed again.
 *
 * @example
 * owedInterest(startInterest(at)) // 0n
 */
export function owedInterest(interest: Interest): bigint {
  return (interest.units + unitsOfMinor - 1n) / unitsOfMinor - interest.paidMinor
}

/**
 * Notes interest that was paid.
 *
 * @throws InvariantError when more is paid than is owed.
 *
 * @example
 * payInterest(interest, owedInterest(interest))
 */
export function payInterest(interest: Interest, minor: bigint): Interest {
  invariant(minor >= 0n && minor <= owedInterest(interest), 'no more interest is paid than is owed')
  return { ...interest, paidMinor: interest.paidMinor + minor }
}
