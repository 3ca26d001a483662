import { fractionUp, type Fraction } from './fraction.ts'

/**
 * How a shortfall becomes a cut of every withdrawal:
 * - `shortfallOverBalances`: shortfall / balances, so that the cut of all balances is the shortfall.
 * - `shortfallOverBalancesAndShortfall`: shortfall / (balances + shortfall), which cuts less and never everything.
 *
 * One venue's page states the second as its formula and computes its example with the first; both are here by name.
 */
export type SocialisationRule = 'shortfallOverBalances' | 'shortfallOverBalancesAndShortfall'

/** A shortfall that nobody covered, and everything that could be withdrawn. Minor units, never negative. */
export type SocialisedShortfall = Readonly<{ shortfallMinor: bigint; balancesMinor: bigint }>

/**
 * The part of a withdrawal that is cut while the shortfall lasts. It is 0 without a shortfall, and 1 at most.
 *
 * @see Paradex, "Socialized losses" (2026).
 *
 * @example
 * toNumber(socialisedLossFactor({ shortfallMinor: 1_000n, balancesMinor: 4_000n }, 'shortfallOverBalances')) // 0.25
 */
export function socialisedLossFactor(about: SocialisedShortfall, rule: SocialisationRule): Fraction {
  const { shortfallMinor, balancesMinor } = about
  if (shortfallMinor === 0n) return { numerator: 0n, denominator: 1n }
  const whole = rule === 'shortfallOverBalances' ? balancesMinor : balancesMinor + shortfallMinor
  return whole < shortfallMinor ? { numerator: 1n, denominator: 1n } : { numerator: shortfallMinor, denominator: whole }
}

/**
 * A withdrawal after its cut. The cut is rounded up, for the fund: splitting a withdrawal never pays more.
 *
 * @example
 * cutWithdrawal(500n, { numerator: 1n, denominator: 4n }) // { paidMinor: 375n, toFundMinor: 125n }
 */
export function cutWithdrawal(requestMinor: bigint, factor: Fraction): Readonly<{ paidMinor: bigint; toFundMinor: bigint }> {
  const toFundMinor = fractionUp(requestMinor, factor)
  return { paidMinor: requestMinor - toFundMinor, toFundMinor }
}

/**
 * The shortfall of a venue: what bankrupt accounts owe beyond what the fund holds; 0 when the fund covers it. A fund that is itself below 0 adds to it.
 *
 * @param owedMinor - The sum of what accounts are below 0, each account by itself, positive.
 * @param fundMinor - Signed: a fund that took over a portfolio may have lost more than it held.
 *
 * @example
 * venueShortfall(2_000n, 1_000n) // 1_000n
 */
export function venueShortfall(owedMinor: bigint, fundMinor: bigint): bigint {
  return owedMinor > fundMinor ? owedMinor - fundMinor : 0n
}
