import { accept, refuse, type Result } from '../../base/result.ts'

/** What traders have won from a pool, and what the pool is worth, in the same money. */
export type PoolStanding = Readonly<{ profit: number; poolValue: number }>

/** Deleveraging is on above `startAbove`; no order may bring the factor below `stopBelow`. */
export type PoolFactorTerms = Readonly<{ startAbove: number; stopBelow: number }>

/**
 * What traders have won as a part of the pool that owes it.
 *
 * @returns Infinity when the pool is empty and traders have won something; 0 when they have lost.
 *
 * @example
 * poolFactor({ profit: 2_000_000, poolValue: 10_000_000 }) // 0.2
 */
export function poolFactor({ profit, poolValue }: PoolStanding): number {
  if (profit <= 0) return 0
  return poolValue > 0 ? profit / poolValue : Number.POSITIVE_INFINITY
}

/**
 * Whether a pool deleverages its traders, as GMX states it: above the level, not at it.
 *
 * @example
 * isPoolDeleveraging({ profit: 2, poolValue: 10 }, { startAbove: 0.1, stopBelow: 0.02 }) // true
 */
export function isPoolDeleveraging(standing: PoolStanding, terms: PoolFactorTerms): boolean {
  return poolFactor(standing) > terms.startAbove
}

/** Why an order is refused, in this order. */
export type PoolOrderFault = 'notDeleveraging' | 'factorNotLowered' | 'factorBelowStop'

/**
 * Closes part of a position that won from a pool: its gain is realised and paid by the pool.
 *
 * @param order - `closed` and `size` in the same units; `gain` is that of the whole position.
 * @returns What the pool owes and is worth afterwards.
 *
 * @example
 * closeAgainstPool({ profit: 2e6, poolValue: 1e7 }, { closed: 1e5, size: 2e6, gain: 2e6 }, { startAbove: 0.1, stopBelow: 0.02 })
 */
export function closeAgainstPool(
  standing: PoolStanding,
  order: Readonly<{ closed: number; size: number; gain: number }>,
  terms: PoolFactorTerms,
): Result<PoolStanding, PoolOrderFault> {
  if (!isPoolDeleveraging(standing, terms)) return refuse('notDeleveraging')
  const realised = (order.gain * Math.min(order.closed, order.size)) / order.size
  const after = { profit: standing.profit - realised, poolValue: standing.poolValue - realised }
  if (!(poolFactor(after) < poolFactor(standing))) return refuse('factorNotLowered')
  return poolFactor(after) < terms.stopBelow ? refuse('factorBelowStop') : accept(after)
}
