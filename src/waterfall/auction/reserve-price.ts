import { requireFinite } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'

/**
 * The least price at which something is sold: the index less the largest discount the policy allows.
 *
 * @param largestDiscount - A fraction from 0 to 1.
 * @throws InvariantError when it is outside; ArgumentError when the index is not finite.
 *
 * @example
 * reservePrice(60_000, 0.05) // 57_000
 */
export function reservePrice(index: number, largestDiscount: number): number {
  requireFinite('index', index)
  invariant(largestDiscount >= 0 && largestDiscount <= 1, 'the largest discount is a fraction')
  return index * (1 - largestDiscount)
}

/**
 * The groups that bid: accounts of one owner are one bidder, however many bids they send.
 *
 * @example
 * biddersOf([{ group: 'a' }, { group: 'a' }, { group: 'b' }]) // 2
 */
export function biddersOf(bids: readonly Readonly<{ group: string }>[]): number {
  return new Set(bids.map(({ group }) => group)).size
}
