import { mulDivDown } from '../../base/amount.ts'
import { invariant } from '../../base/assert.ts'

/** The product of a new epoch: 36 digits, so that what rounding takes from a deposit stays far below a unit. */
export const wholeProduct = 1_000_000_000_000_000_000_000_000_000_000_000_000n

/** The product is multiplied by this before it falls below `wholeProduct` divided by it, and the scale rises by one. */
export const scaleFactor = 1_000_000_000n

/**
 * A pool that absorbs debts at once for any number of depositors: each absorbed debt lowers one product and raises one sum, and what a
 * depositor has left and has gained follows from both and what they were when it joined. Kept in place; plain data.
 *
 * Source: the stability pool of Liquity and its second version's precision (liquity/bold, `StabilityPool.sol`).
 */
export type ProductSumPool = {
  /** What all deposits are together after the debts absorbed, in minor units; at least the sum of what depositors can claim. */
  totalMinor: bigint
  /** What of a unit deposited at the epoch's beginning is left, in units of `1 / wholeProduct`, times `scaleFactor` for each scale. */
  product: bigint
  /** How often the product was multiplied by `scaleFactor` in this epoch. */
  scale: number
  /** How often the pool has been emptied. A deposit of an earlier epoch is gone; its gains are not. */
  epoch: number
  /** Gains so far per unit of deposit, by epoch and scale. */
  readonly gains: Map<string, bigint>
  /** Gains taken in and not yet paid to depositors, in minor units of the gain's asset. */
  gainsHeldMinor: bigint
}

/** One depositor's part, as of when it last joined, left in part or claimed. */
export type PoolDeposit = Readonly<{ minor: bigint; product: bigint; gains: bigint; scale: number; epoch: number }>

/**
 * A pool without money.
 *
 * @example
 * newPool().totalMinor // 0n
 */
export function newPool(): ProductSumPool {
  return { totalMinor: 0n, product: wholeProduct, scale: 0, epoch: 0, gains: new Map(), gainsHeldMinor: 0n }
}

/** A debt that is to be paid, and what is given for it. */
export type DebtWithGain = Readonly<{ debtMinor: bigint; gainMinor: bigint }>

/**
 * Takes a debt and what is given for it: every deposit falls by the same fraction and gains in the same proportion. Costs the same
 * whatever the number of depositors.
 *
 * @param keepsMinor - What always stays in the pool. With 0 a debt can empty it, which begins a new epoch.
 * @returns What was absorbed of the debt, and what was taken for it: in proportion, rounded down.
 *
 * @example
 * absorbDebt(pool, { debtMinor: 20_000n, gainMinor: 199n }, 1n)
 */
export function absorbDebt(pool: ProductSumPool, given: DebtWithGain, keepsMinor: bigint): DebtWithGain {
  invariant(given.debtMinor >= 0n && given.gainMinor >= 0n && keepsMinor >= 0n, 'debts, gains and what is kept are never negative')
  const free = pool.totalMinor > keepsMinor ? pool.totalMinor - keepsMinor : 0n
  const debtMinor = given.debtMinor < free ? given.debtMinor : free
  if (debtMinor === 0n) return { debtMinor: 0n, gainMinor: 0n }
  const gainMinor = mulDivDown(given.gainMinor, debtMinor, given.debtMinor)
  const key = sumKey(pool.epoch, pool.scale)
  pool.gains.set(key, (pool.gains.get(key) ?? 0n) + mulDivDown(gainMinor, pool.product, pool.totalMinor))
  pool.gainsHeldMinor += gainMinor
  lowerProduct(pool, pool.totalMinor - debtMinor)
  return { debtMinor, gainMinor }
}

/** Lowers the product by what is left of the total, rounded down, and the total to it. */
function lowerProduct(pool: ProductSumPool, leftMinor: bigint): void {
  const total = pool.totalMinor
  pool.totalMinor = leftMinor
  if (leftMinor === 0n) {
    pool.product = wholeProduct
    pool.scale = 0
    pool.epoch += 1
    return
  }
  let numerator = pool.product * leftMinor
  while (numerator / total < wholeProduct / scaleFactor) {
    numerator *= scaleFactor
    pool.scale += 1
  }
  pool.product = numerator / total
}

/**
 * Where the sum of an epoch and scale stands in `gains`.
 *
 * @example
 * sumKey(0, 2) // '0:2'
 */
export function sumKey(epoch: number, scale: number): string {
  return `${epoch}:${scale}`
}
