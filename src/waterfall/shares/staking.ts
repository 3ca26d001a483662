import { invariant } from '../../base/assert.ts'
import { accept, type Result } from '../../base/result.ts'
import { rebaseFund, rebaseStake } from './rebase.ts'
import { sharesForMinor, type ClaimsOnEmptyVault } from './share-value.ts'
import type { Stake, StakedFund } from './staked-fund.ts'

/** A fund and one of its stakes after an operation. */
export type FundAndStake = Readonly<{ fund: StakedFund; stake: Stake }>

/**
 * Puts money into a fund for shares at today's price, rounded down.
 *
 * @param minor - What is put in, 0 or above. Too little for one share buys none, which callers should refuse first.
 * @param vault - The fund's money before.
 * @returns The fund and the stake after, and the shares bought. Refused while shares claim an empty vault: they would own the money.
 *
 * @example
 * stakeInFund({ fund: newFund(), stake: newStake(newFund()) }, 1_000_000n, 0n)
 */
export function stakeInFund(
  before: FundAndStake,
  minor: bigint,
  vault: bigint,
): Result<FundAndStake & Readonly<{ bought: bigint }>, ClaimsOnEmptyVault> {
  invariant(minor >= 0n && vault >= 0n, 'money in a fund is never negative')
  const fund = rebaseFund(before.fund, vault)
  const stake = rebaseStake(before.stake, fund)
  const bought = sharesForMinor(minor, fund.totalShares, vault)
  if (!bought.ok) return bought
  return accept({
    bought: bought.value,
    fund: { ...fund, totalShares: fund.totalShares + bought.value, stakedShares: fund.stakedShares + bought.value },
    stake: {
      ...stake,
      shares: stake.shares + bought.value,
      // Who had left begins anew: what came of the earlier stake is no cost of this one.
      costMinor: stake.shares === 0n ? minor : stake.costMinor + minor,
    },
  })
}
