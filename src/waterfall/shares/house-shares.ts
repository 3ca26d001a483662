import { accept, refuse, type Result } from '../../base/result.ts'
import { rebaseFund, rebaseStake } from './rebase.ts'
import { minorForShares } from './share-value.ts'
import { houseShares, type StakedFund } from './staked-fund.ts'
import type { FundAndStake } from './staking.ts'

/** The house holds fewer shares than are asked for. */
export type MoreThanHouseHolds = Readonly<{ kind: 'moreThanHeld'; held: bigint }>

/**
 * Takes the house's own money out of a fund: its shares at today's price, rounded down, without a cool-down.
 *
 * @param shares - In the fund's exponent of today.
 * @returns The fund after and what is paid in minor units. Money that nobody holds a share in is the house's first.
 *
 * @example
 * withdrawHouseShares(newFund(), 50_000_000n, 100_000_000n) // pays 50_000_000n
 */
export function withdrawHouseShares(
  before: StakedFund,
  shares: bigint,
  vault: bigint,
): Result<Readonly<{ fund: StakedFund; paidMinor: bigint }>, MoreThanHouseHolds> {
  const fund = rebaseFund(before, vault)
  const held = houseShares(fund)
  if (shares > held) return refuse({ kind: 'moreThanHeld', held })
  const paidMinor = minorForShares(shares, fund.totalShares, vault)
  return accept({ paidMinor, fund: { ...fund, totalShares: fund.totalShares - shares } })
}

/**
 * Gives shares of the house to a staker. No money moves and no price changes.
 *
 * @returns The fund and the stake after, and what the shares are worth. What the stake cost its holder stays.
 *
 * @example
 * giveHouseShares({ fund, stake }, 1n, 99_500_000_000n)
 */
export function giveHouseShares(
  before: FundAndStake,
  shares: bigint,
  vault: bigint,
): Result<FundAndStake & Readonly<{ worthMinor: bigint }>, MoreThanHouseHolds> {
  const fund = rebaseFund(before.fund, vault)
  const held = houseShares(fund)
  if (shares > held) return refuse({ kind: 'moreThanHeld', held })
  const stake = rebaseStake(before.stake, fund)
  return accept({
    worthMinor: minorForShares(shares, fund.totalShares, vault),
    fund: { ...fund, stakedShares: fund.stakedShares + shares },
    stake: { ...stake, shares: stake.shares + shares },
  })
}
