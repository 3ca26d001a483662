import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'

/** Collateral for sale against a debt. */
export type CollateralAuction = Readonly<{
  /** What is to be raised, penalty included, in minor units of `lot` times price units (45 decimals where lots have 18 and prices 27). */
  due: bigint
  /** Collateral left, in its minor units. */
  lot: bigint
}>

/** One purchase. */
export type CollateralTake = Readonly<{
  /** Collateral that changes hands. */
  slice: bigint
  paid: bigint
  /** Raised so far is all that was due: collateral left goes back to its owner. */
  returned: bigint
  /** All collateral is gone and this much was not raised: bad debt. */
  unpaid: bigint
  /** What is still for sale; undefined when the auction is over. */
  left: CollateralAuction | undefined
}>

/** Why nothing was sold, in order of precedence. */
export type TakeRefusal = 'tooExpensive' | 'noPartialPurchase'

/**
 * Sells up to `wanted` at `price`. No more is sold than what pays the debt. A debt of less than `leastLeft` is never left behind while there is
 * collateral for it: the purchase shrinks until that much is left, and is refused where it cannot.
 *
 * @param order - `highest` is the price the buyer accepts at most.
 * @throws InvariantError when a size or price is not above 0.
 *
 * @example
 * takeCollateral({ due: 110n, lot: 40n }, { wanted: 25n, price: 5n, highest: 5n, leastLeft: 22n }) // slice 22, paid 110, returned 18
 */
export function takeCollateral(
  auction: CollateralAuction,
  order: Readonly<{ wanted: bigint; price: bigint; highest: bigint; leastLeft: bigint }>,
): Result<CollateralTake, TakeRefusal> {
  const { due, lot } = auction
  const { price, leastLeft } = order
  invariant(due > 0n && lot > 0n && price > 0n && order.wanted > 0n, 'an auction has something to sell and to raise, at a price above 0')
  if (order.highest < price) return refuse('tooExpensive')
  const slice = order.wanted < lot ? order.wanted : lot
  const owed = slice * price
  if (owed > due) return accept(taken(auction, due / price, due))
  if (owed < due && slice < lot && due - owed < leastLeft) {
    if (due <= leastLeft) return refuse('noPartialPurchase')
    const paid = due - leastLeft
    return accept(taken(auction, paid / price, paid))
  }
  return accept(taken(auction, slice, owed))
}

function taken(auction: CollateralAuction, slice: bigint, paid: bigint): CollateralTake {
  const due = auction.due - paid
  const lot = auction.lot - slice
  if (lot === 0n) return { slice, paid, returned: 0n, unpaid: due, left: undefined }
  if (due === 0n) return { slice, paid, returned: lot, unpaid: 0n, left: undefined }
  return { slice, paid, returned: 0n, unpaid: 0n, left: { due, lot } }
}
