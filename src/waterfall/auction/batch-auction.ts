import { requireFinite, requireNotNegative } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { splitMinor } from '../../base/split.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'

/** A sealed bid: a price for each unit and how many units. */
export type PricedBid = Readonly<{ price: number; size: number }>

/** How a batch cleared at one price. */
export type BatchClearing = Readonly<{
  /** The lowest price that was filled; undefined when nothing was. */
  clearingPrice: number | undefined
  /** In the order of the bids. */
  fills: readonly number[]
  unsold: number
  /** What bidders pay at the clearing price. */
  revenue: number
  /** What they would pay if each paid its own price. */
  payAsBidRevenue: number
}>

/**
 * Sells to the highest bids first. Bids below the reserve are ignored; bids at the price where supply ends share what is left in proportion.
 *
 * @param sale - The size for sale and the least price.
 * @throws ArgumentError when a price or size is not finite, or a size is negative.
 *
 * @example
 * clearBatch([{ price: 10, size: 3 }, { price: 9, size: 2 }], { size: 4, reserve: 0 }) // at 9, fills [3, 1]
 */
export function clearBatch(bids: readonly PricedBid[], sale: Readonly<{ size: number; reserve: number }>): BatchClearing {
  requireNotNegative('size', sale.size)
  for (const { price, size } of bids) {
    requireFinite('price', price)
    requireNotNegative('size', size)
  }
  const fills = bids.map(() => 0)
  let left = sale.size
  let clearingPrice: number | undefined
  for (const { price, indices } of levelsOf(bids, sale.reserve)) {
    if (left <= 0) break
    const wanted = compensatedSum(indices.map((index) => (bids[index] as PricedBid).size))
    if (wanted === 0) continue
    const share = wanted <= left ? 1 : left / wanted
    for (const index of indices) fills[index] = (bids[index] as PricedBid).size * share
    left = wanted <= left ? left - wanted : 0
    clearingPrice = price
  }
  const sold = sale.size - left
  const payAsBidRevenue = compensatedSum(fills.map((fill, index) => fill * (bids[index] as PricedBid).price))
  return { clearingPrice, fills, unsold: left, revenue: clearingPrice === undefined ? 0 : clearingPrice * sold, payAsBidRevenue }
}

/** A sealed bid in whole lots. */
export type LotBid = Readonly<{
  /** Minor units of money a lot; negative when the bidder wants to be paid. */
  price: bigint
  lots: bigint
  /** Names the bid: lots that cannot be shared evenly go to the lower name, whatever order bids came in. */
  id: string
}>

/** How a batch of lots cleared. */
export type LotClearing = Readonly<{ clearingPrice: bigint | undefined; fills: ReadonlyMap<string, bigint>; unsold: bigint }>

/**
 * As `clearBatch`, in whole lots: at the price where supply ends lots are shared by largest remainder.
 *
 * @returns Fills above 0 by the bids' ids.
 * @throws InvariantError when a size is negative or two bids have one id.
 *
 * @example
 * clearLots([{ id: 'a', price: 9n, lots: 3n }], { lots: 2n, reserve: 0n }).fills.get('a') // 2n
 */
export function clearLots(bids: readonly LotBid[], sale: Readonly<{ lots: bigint; reserve: bigint }>): LotClearing {
  invariant(sale.lots >= 0n && bids.every(({ lots }) => lots >= 0n), 'what is for sale and what is bid for is never negative')
  invariant(new Set(bids.map(({ id }) => id)).size === bids.length, 'every bid has an id of its own')
  const named = bids.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const fills = new Map<string, bigint>()
  let left = sale.lots
  let clearingPrice: bigint | undefined
  for (const { price, indices } of levelsOf(named, sale.reserve)) {
    const level = indices.map((index) => named[index] as LotBid).filter(({ lots }) => lots > 0n)
    if (left === 0n) break
    if (level.length === 0) continue
    const wanted = level.reduce((sum, { lots }) => sum + lots, 0n)
    const sold = wanted < left ? wanted : left
    const shares = splitMinor(
      sold,
      level.map(({ lots }) => lots),
    )
    for (const [index, { id }] of level.entries()) if ((shares[index] as bigint) > 0n) fills.set(id, shares[index] as bigint)
    left -= sold
    clearingPrice = price
  }
  return { clearingPrice, fills, unsold: left }
}

type Level<Price> = { price: Price; indices: number[] }

function levelsOf<Price extends number | bigint>(bids: readonly Readonly<{ price: Price }>[], reserve: Price): readonly Level<Price>[] {
  const levels = new Map<Price, Level<Price>>()
  for (const [index, { price }] of bids.entries()) {
    if (price < reserve) continue
    const level = levels.get(price)
    if (level === undefined) levels.set(price, { price, indices: [index] })
    else level.indices.push(index)
  }
  return [...levels.values()].toSorted((a, b) => (a.price > b.price ? -1 : 1))
}
