import { invariant } from '../../base/assert.ts'
import { scaleFactor, sumKey, type PoolDeposit, type ProductSumPool } from './product-sum-pool.ts'

/** After five scales less than 1e-36 of a deposit is left, which neither loses nor gains a unit any more. */
const largestSpan = 4

/**
 * What is left of a deposit after the debts absorbed since, rounded down.
 *
 * @returns Minor units; 0 when the pool was emptied since.
 *
 * @example
 * leftOf(pool, deposit) // 6_666n
 */
export function leftOf(pool: ProductSumPool, deposit: PoolDeposit): bigint {
  const span = pool.scale - deposit.scale
  if (deposit.epoch !== pool.epoch || span > largestSpan) return 0n
  let divisor = deposit.product
  for (let scale = 0; scale < span; scale++) divisor *= scaleFactor
  return (deposit.minor * pool.product) / divisor
}

/**
 * What a deposit has gained since, rounded down.
 *
 * @returns Minor units of the gain's asset.
 *
 * @example
 * gainOf(pool, deposit) // 33n
 */
export function gainOf(pool: ProductSumPool, deposit: PoolDeposit): bigint {
  const sumAt = (scale: number): bigint => pool.gains.get(sumKey(deposit.epoch, scale)) ?? 0n
  let sum = sumAt(deposit.scale) - deposit.gains
  let divisor = deposit.product
  // Sums of later scales are of a product that was multiplied: they weigh less by as much.
  for (let span = 1; span <= largestSpan; span++) {
    sum = sum * scaleFactor + sumAt(deposit.scale + span)
    divisor *= scaleFactor
  }
  return (deposit.minor * sum) / divisor
}

/** A deposit after an operation, and what was paid to its holder. */
export type PaidDeposit = Readonly<{ deposit: PoolDeposit; paidMinor: bigint; gainMinor: bigint }>

/**
 * Puts money in. What the depositor gained so far is paid at once; what is left of its earlier deposit and the new money are one deposit.
 *
 * @param before - `undefined` for who has none.
 * @param minor - Above 0 for it to change anything.
 *
 * @example
 * joinPool(pool, undefined, 10_000n).deposit.minor // 10_000n
 */
export function joinPool(pool: ProductSumPool, before: PoolDeposit | undefined, minor: bigint): PaidDeposit {
  invariant(minor >= 0n, 'money in a pool is never negative')
  const left = before === undefined ? 0n : leftOf(pool, before)
  const gainMinor = before === undefined ? 0n : payGain(pool, before)
  pool.totalMinor += minor
  return { deposit: depositNow(pool, left + minor), paidMinor: 0n, gainMinor }
}

/**
 * Takes money out, up to what is left of the deposit, and everything it has gained.
 *
 * @param mostMinor - 0 pays the gain alone.
 * @returns The deposit that stays, of 0 when nothing does.
 *
 * @example
 * leavePool(pool, deposit, 10_000n).paidMinor // 3_333n
 */
export function leavePool(pool: ProductSumPool, deposit: PoolDeposit, mostMinor: bigint): PaidDeposit {
  invariant(mostMinor >= 0n, 'money out of a pool is never negative')
  const left = leftOf(pool, deposit)
  const paidMinor = mostMinor < left ? mostMinor : left
  const gainMinor = payGain(pool, deposit)
  invariant(paidMinor <= pool.totalMinor, 'a pool holds what its depositors have left')
  pool.totalMinor -= paidMinor
  return { deposit: depositNow(pool, left - paidMinor), paidMinor, gainMinor }
}

function payGain(pool: ProductSumPool, deposit: PoolDeposit): bigint {
  const gainMinor = gainOf(pool, deposit)
  invariant(gainMinor <= pool.gainsHeldMinor, 'a pool holds what its depositors have gained')
  pool.gainsHeldMinor -= gainMinor
  return gainMinor
}

function depositNow(pool: ProductSumPool, minor: bigint): PoolDeposit {
  const { product, scale, epoch } = pool
  return { minor, product, scale, epoch, gains: pool.gains.get(sumKey(epoch, scale)) ?? 0n }
}
