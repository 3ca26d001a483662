import { invariant } from '../../base/assert.ts'
import type { Stake, StakedFund } from './staked-fund.ts'

/**
 * By which power of ten shares are divided when they have become many and cheap: the largest that leaves ten shares or more to a
 * unit of money.
 *
 * @param vault - Minor units, above 0.
 * @returns The exponent, 0 while no power of ten fits.
 *
 * @example
 * rebaseExponent(60_078_000_000n, 600_019_234n) // 1
 */
export function rebaseExponent(totalShares: bigint, vault: bigint): number {
  invariant(vault > 0n && totalShares >= 0n, 'shares are counted anew only against money')
  const tenfolds = totalShares / 10n / vault
  return tenfolds === 0n ? 0 : String(tenfolds).length - 1
}

/**
 * The fund as it is counted today: after a loss that left less than a unit of money to a share, all shares are divided by a power of ten;
 * money that nobody holds a share in becomes the house's.
 *
 * A staker's share of the fund stays what it was, less what division rounds off, which falls to the rest.
 *
 * @example
 * rebaseFund({ totalShares: 200_000_000_000n, stakedShares: 200_000_000_000n, exponent: 0 }, 1_000_000n).exponent // 4
 */
export function rebaseFund(fund: StakedFund, vault: bigint): StakedFund {
  if (vault === 0n) return fund
  if (fund.totalShares === 0n) return { ...fund, totalShares: vault }
  if (vault >= fund.totalShares) return fund
  const exponent = rebaseExponent(fund.totalShares, vault)
  const divisor = powerOfTen(exponent)
  return {
    totalShares: fund.totalShares / divisor,
    stakedShares: fund.stakedShares / divisor,
    exponent: fund.exponent + exponent,
  }
}

/**
 * A stake counted in its fund's exponent, its request too. What a request is worth in money stays.
 *
 * @throws InvariantError when the stake's exponent is above the fund's: it is of another fund.
 *
 * @example
 * rebaseStake({ shares: 100_000n, exponent: 0, costMinor: 0n }, { totalShares: 50n, stakedShares: 20n, exponent: 4 }).shares // 10n
 */
export function rebaseStake(stake: Stake, fund: StakedFund): Stake {
  invariant(stake.exponent <= fund.exponent, 'a stake was counted when its fund was or before')
  if (stake.exponent === fund.exponent) return stake
  const divisor = powerOfTen(fund.exponent - stake.exponent)
  return {
    ...stake,
    shares: stake.shares / divisor,
    exponent: fund.exponent,
    ...(stake.request !== undefined && { request: { ...stake.request, shares: stake.request.shares / divisor } }),
  }
}

/** Made of digits: `**` is not of the core. */
function powerOfTen(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`)
}
