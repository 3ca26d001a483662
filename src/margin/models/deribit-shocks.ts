import { exponentialLessOne } from '../../num/elementary.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import type { DeribitMoves, DeribitSettlement } from './deribit-terms.ts'

/** What a position moves like, in units of the underlying, and when it ends. */
export type ExpiringDelta = Readonly<{
  delta: number
  /** Until expiry; 0 for contracts without. */
  timeYears: number
}>

/**
 * What moves of the basis may cost: the net delta of every expiry times what a year may move it by, grown over the time to expiry.
 *
 * @returns In units of the underlying, 0 or above.
 *
 * @example
 * rollShock([{ delta: -0.999487053, timeYears: 0 }], { leastMove: 0.005, annualisedMove: 0.05, extendedDampener: 0 }) // 0.004997
 */
export function rollShock(deltas: readonly ExpiringDelta[], terms: DeribitSettlement): number {
  const byExpiry = new Map<number, number[]>()
  for (const { delta, timeYears } of deltas) byExpiry.set(timeYears, [...(byExpiry.get(timeYears) ?? []), delta])
  const shocks = [...byExpiry].map(([timeYears, ofExpiry]) => {
    const move = Math.max(terms.leastMove, exponentialLessOne(terms.annualisedMove * timeYears))
    return move * Math.abs(compensatedSum(ofExpiry))
  })
  return compensatedSum(shocks)
}

/**
 * What closing a delta too large for the market may cost: a share of it that grows with what is beyond the threshold.
 *
 * @param delta - Net, in units of the underlying.
 * @returns In units of the underlying, 0 or above.
 *
 * @example
 * deltaShock(1500, 20000, { ...moves, deltaThreshold: 20e6, deltaShockPerUnit: 0.00005, largestDeltaShock: 0.1 }) // 1500 * 0.025
 */
export function deltaShock(delta: number, indexPrice: number, terms: DeribitMoves): number {
  const size = Math.abs(delta)
  const beyond = Math.max(0, size - terms.deltaThreshold / indexPrice)
  return size * Math.min(terms.largestDeltaShock, terms.deltaShockPerUnit * beyond)
}
