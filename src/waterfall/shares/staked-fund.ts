import type { TimeUs } from '../../base/time.ts'

/**
 * A fund whose money is owned in shares. Its money, the vault, stands in the books and is handed in with each operation, so that a loss
 * booked there is a loss of every share at once.
 */
export type StakedFund = Readonly<{
  /** All shares there are, the house's own included. */
  totalShares: bigint
  /** Shares of stakers; what is left of the total is the house's. */
  stakedShares: bigint
  /** The power of ten by which shares have been divided since the fund began. */
  exponent: number
}>

/** An announced exit. It stays in the fund and shares its losses until it is settled. */
export type UnstakeRequest = Readonly<{
  /** In the exponent of the stake. */
  shares: bigint
  /** What the shares were worth when asked for, in minor units: the most that is paid. */
  minor: bigint
  at: TimeUs
}>

/** What one staker holds in a fund. */
export type Stake = Readonly<{
  shares: bigint
  /** The fund's exponent when these shares were last counted. They are fewer in a fund whose exponent is above it. */
  exponent: number
  /** Paid in less paid out, in minor units; below 0 when more came out than went in. */
  costMinor: bigint
  request?: UnstakeRequest
}>

/**
 * A fund in which nobody holds a share yet.
 *
 * @example
 * newFund().totalShares // 0n
 */
export function newFund(): StakedFund {
  return { totalShares: 0n, stakedShares: 0n, exponent: 0 }
}

/**
 * A stake without shares, counted in a fund's exponent.
 *
 * @example
 * newStake(newFund()).shares // 0n
 */
export function newStake(fund: StakedFund): Stake {
  return { shares: 0n, exponent: fund.exponent, costMinor: 0n }
}

/**
 * Shares that belong to the house: bought by nobody, entitled to what was in the vault before anybody staked.
 *
 * @example
 * houseShares({ totalShares: 10n, stakedShares: 4n, exponent: 0 }) // 6n
 */
export function houseShares(fund: StakedFund): bigint {
  return fund.totalShares - fund.stakedShares
}
