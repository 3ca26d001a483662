import { requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { NoRollSpread } from './roll-spread.ts'
import { addPair, comomentsOf, createRollingPairs, type RollingPairs } from './rolling-pairs.ts'

/** Roll's spread over the last prices. Plain data, changed in place. */
export type RollingRollSpread = {
  readonly pairs: RollingPairs
  /** Prices seen, counted up to 2, and the last price and change. */
  seen: number
  lastPrice: number
  lastChange: number
}

/**
 * Makes room for the last `prices`.
 *
 * @throws ArgumentError unless there are at least five.
 *
 * @example
 * const spread = createRollingRollSpread(600)
 */
export function createRollingRollSpread(prices: number): RollingRollSpread {
  requireWhole('prices', prices, { least: 5 })
  return { pairs: createRollingPairs(prices - 2), seen: 0, lastPrice: 0, lastChange: 0 }
}

/**
 * Takes in a price, finite.
 *
 * @example
 * addPrice(spread, 61_800)
 */
export function addPrice(spread: RollingRollSpread, price: number): void {
  const change = price - spread.lastPrice
  if (spread.seen === 2) addPair(spread.pairs, spread.lastChange, change)
  if (spread.seen < 2) spread.seen++
  spread.lastPrice = price
  spread.lastChange = change
}

/**
 * Roll's spread of the prices held: what `rollSpread` makes of the same ones.
 *
 * @returns In the unit of the prices. Refused while there are fewer than four, and when the covariance is zero or above.
 * @see Roll, J. Finance 39 (1984).
 *
 * @example
 * for (const price of [61_801, 61_800, 61_801, 61_800, 61_801]) addPrice(spread, price)
 * rollingRollSpread(spread) // accept(2.3094)
 */
export function rollingRollSpread(
  spread: RollingRollSpread,
): Result<number, NoRollSpread | Readonly<{ reason: 'tooFewObservations'; observations: number }>> {
  const { count: observations } = spread.pairs
  if (observations < 2) return refuse({ reason: 'tooFewObservations', observations })
  const autocovariance = comomentsOf(spread.pairs).sumXy / (observations - 1)
  if (autocovariance >= 0) return refuse({ reason: 'autocovarianceNotNegative', autocovariance })
  return accept(2 * Math.sqrt(-autocovariance))
}
