import { mulDivDown } from '../../base/amount.ts'
import { splitMinor } from '../../base/split.ts'

/** Who gets what of a penalty, as weights: only their proportion counts. */
export type PenaltyShares = Readonly<{ liquidator: bigint; fund: bigint; venue: bigint }>

/** A penalty in its parts, in minor units. */
export type PenaltyParts = Readonly<{ liquidator: bigint; fund: bigint; venue: bigint }>

/**
 * What is taken for closing part of an account: a fraction of the notional closed, and never more than is left of the account's own for that part.
 * So no penalty makes an account owe, and none is taken from one that owes already.
 *
 * @param notionalMinor - What was closed, never below 0; the penalty is rounded down.
 * @param ownMinor - The closed part's share of equity and what closing it gained or cost; at or below 0 nothing is taken.
 * @see dYdX v4, where a fee is at most what is left above the bankruptcy price.
 *
 * @example
 * // 150 bps would be 150_000n.
 * penaltyMinor({ notionalMinor: 10_000_000n, ownMinor: 120_000n }, 150) // 120_000n
 */
export function penaltyMinor(closed: Readonly<{ notionalMinor: bigint; ownMinor: bigint }>, feeBps: number): bigint {
  const wanted = mulDivDown(closed.notionalMinor, BigInt(Math.round(feeBps * 1_000)), 10_000_000n)
  const own = closed.ownMinor > 0n ? closed.ownMinor : 0n
  return wanted < own ? wanted : own
}

/**
 * A penalty in its parts, to the last unit.
 *
 * @throws InvariantError when there is a penalty and nobody to get it.
 *
 * @example
 * splitPenalty(100n, { liquidator: 0n, fund: 2n, venue: 1n }) // { liquidator: 0n, fund: 67n, venue: 33n }
 */
export function splitPenalty(minor: bigint, shares: PenaltyShares): PenaltyParts {
  const [liquidator = 0n, fund = 0n, venue = 0n] = splitMinor(minor, [shares.liquidator, shares.fund, shares.venue])
  return { liquidator, fund, venue }
}
