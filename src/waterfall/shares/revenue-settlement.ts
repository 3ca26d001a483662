import { mulDivDown } from '../../base/amount.ts'
import { durationUs, type DurationUs } from '../../base/time.ts'
import { rebaseFund } from './rebase.ts'
import { sharesForMinor } from './share-value.ts'
import type { StakedFund } from './staked-fund.ts'

/** How income reaches a fund. */
export type RevenueTerms = Readonly<{
  /** The most of the waiting income that is settled at once, in basis points. */
  largestPartBps: number
  /** The most a settlement may add, as yearly income on the vault, in basis points. */
  yearlyCapBps: number
  /** Time between settlements. */
  settleEvery: DurationUs
  /** The part of each settlement for which the house gets shares; the rest raises the price of all. Basis points. */
  housePartBps: number
}>

const yearFor: DurationUs = durationUs(31_536_000_000_000)

/**
 * What a settlement moves from waiting income into the vault, rounded down. While nobody but the house has a stake, all of it; otherwise
 * no more than a part of it, and no more than a yearly rate on the vault allows, so that nobody stakes for one settlement and leaves.
 *
 * @param revenue - Income that waits, in minor units.
 * @param vault - Before the settlement.
 * @returns The fund after, with the shares the house got for its part, and what moves in minor units, which may be 0.
 *
 * @example
 * settleRevenue({ fund, revenue: 111n, vault: 199_000_199_000_001n }, terms).minor // 11n
 */
export function settleRevenue(
  before: Readonly<{ fund: StakedFund; revenue: bigint; vault: bigint }>,
  terms: RevenueTerms,
): Readonly<{ fund: StakedFund; minor: bigint }> {
  const { revenue, vault } = before
  const fund = rebaseFund(before.fund, vault)
  const minor = fund.stakedShares > 0n ? cappedRevenue(revenue, vault, terms) : revenue
  if (minor === 0n) return { fund, minor }
  // The house's shares cost what shares cost before the money arrived, like anybody's.
  const house = sharesForMinor(mulDivDown(minor, BigInt(terms.housePartBps), 10_000n), fund.totalShares, vault)
  return { minor, fund: house.ok ? { ...fund, totalShares: fund.totalShares + house.value } : fund }
}

function cappedRevenue(revenue: bigint, vault: bigint, terms: RevenueTerms): bigint {
  const part = mulDivDown(revenue, BigInt(terms.largestPartBps), 10_000n)
  const settlements = Math.max(1, Math.floor(yearFor / terms.settleEvery))
  const capped = mulDivDown(vault, BigInt(terms.yearlyCapBps), 10_000n) / BigInt(settlements)
  return part < capped ? part : capped
}
