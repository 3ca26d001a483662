import { invariant } from '../../base/assert.ts'
import { power } from '../../num/elementary.ts'
import { logMoneyness } from '../../pricing/option-terms.ts'
import { secondsAYear, type DeriveExpiry, type DeriveOption } from './derive-portfolio.ts'
import type { DeriveScanTerms, DeriveVolatilityMove, SkewShockTerms, VolatilityShockTerms } from './derive-scan-terms.ts'

/** What volatilities of an expiry are multiplied by. */
export type VolatilityFactors = Readonly<{ up: number; down: number }>

/**
 * What volatilities are multiplied by when they move: one more or less a range that grows as expiry nears. Never below 0.
 *
 * @example
 * volatilityFactors({ rangeUp: 0.45, rangeDown: 0.3, shortPower: 0.3, longPower: 0.13, floorDays: 1, leastUp: 0 }, 500400).up // 1.7370684514926746
 */
export function volatilityFactors(terms: VolatilityShockTerms, secondsToExpiry: number): VolatilityFactors {
  const month = 30 * 86_400
  const exponent = secondsToExpiry <= month ? terms.shortPower : terms.longPower
  const growth = power(month / Math.max(secondsToExpiry, terms.floorDays * 86_400), exponent)
  return { up: 1 + terms.rangeUp * growth, down: Math.max(0, 1 - terms.rangeDown * growth) }
}

/**
 * The volatility of an option after a scenario's move.
 *
 * @example
 * shockedVolatility(option, expiry, { move: 'up', terms })
 */
export function shockedVolatility(
  option: DeriveOption,
  expiry: DeriveExpiry,
  shock: Readonly<{ move: DeriveVolatilityMove; terms: DeriveScanTerms }>,
): number {
  const { move, terms } = shock
  if (move === 'unchanged') return option.volatility
  if (move === 'linearSkew' || move === 'absoluteSkew') {
    invariant(terms.skewShock !== undefined, 'a scan with skew scenarios has terms for them')
    return option.volatility * Math.max(0, skewMultiplier(option, expiry, { move, terms: terms.skewShock }))
  }
  const factors = volatilityFactors(terms.volatilityShock, expiry.secondsToExpiry)
  if (move === 'down') return option.volatility * factors.down
  return Math.max(terms.volatilityShock.leastUp, option.volatility * factors.up)
}

/**
 * What a skew scenario multiplies a volatility by: strikes away from the forward move by a share that grows with log moneyness up to a cap.
 * The linear skew lifts one wing and lowers the other; the absolute one moves both alike. May be negative before it is floored at 0.
 *
 * @example
 * skewMultiplier(option, expiry, { move: 'linearSkew', terms }) // 1.0407526702923229
 */
export function skewMultiplier(
  option: DeriveOption,
  expiry: DeriveExpiry,
  skew: Readonly<{ move: 'linearSkew' | 'absoluteSkew'; terms: SkewShockTerms }>,
): number {
  const { move, terms } = skew
  const rootYears = Math.sqrt(expiry.secondsToExpiry / secondsAYear)
  const linear = move === 'linearSkew'
  const cap = linear ? terms.linearCap + terms.linearCapSlope * rootYears : terms.absoluteCap + terms.absoluteCapSlope * rootYears
  const level = terms.volatilityLevel + terms.volatilitySlope * rootYears
  const width = Math.max(terms.leastWidth, terms.widthScale * level * rootYears)
  const signed = -logMoneyness(expiry.variableForward + expiry.fixedForward, option.strike)
  const moneyness = linear ? signed : Math.abs(signed)
  // At the forward nothing moves, whatever the width.
  const slide = moneyness === 0 || cap === 0 ? 0 : (moneyness * cap) / width
  return 1 + (moneyness >= 0 ? Math.min(cap, slide) : Math.max(-cap, slide))
}
