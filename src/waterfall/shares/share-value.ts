import { mulDivDown } from '../../base/amount.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'

/** Shares claim a vault that is empty: new money would be theirs at once, so it has no price. */
export type ClaimsOnEmptyVault = Readonly<{ kind: 'claimsOnEmptyVault' }>

/**
 * What shares are worth, rounded down.
 *
 * @param vault - The fund's money in minor units.
 * @returns Minor units; 0 when nobody holds a share.
 * @throws InvariantError when `shares` are more than all there are, or anything is negative.
 *
 * @example
 * minorForShares(333_333n, 1_000_000n, 947_369n) // 315_789n
 */
export function minorForShares(shares: bigint, totalShares: bigint, vault: bigint): bigint {
  invariant(shares <= totalShares, 'nobody holds more shares than there are')
  return totalShares === 0n ? 0n : mulDivDown(vault, shares, totalShares)
}

/**
 * How many shares money buys at today's price, rounded down. The first money into an empty fund buys a share a unit.
 *
 * @param vault - The fund's money before `minor` arrives.
 *
 * @example
 * sharesForMinor(1_234n, 1n, 1n) // { ok: true, value: 1_234n }
 */
export function sharesForMinor(minor: bigint, totalShares: bigint, vault: bigint): Result<bigint, ClaimsOnEmptyVault> {
  if (vault > 0n) return accept(mulDivDown(minor, totalShares, vault))
  return totalShares === 0n ? accept(minor) : refuse({ kind: 'claimsOnEmptyVault' })
}
