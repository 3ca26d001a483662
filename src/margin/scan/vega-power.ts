import { power } from '../../num/elementary.ts'

/** How a volatility shock given for 30 days is carried to other times to expiry. Numbers of the Deribit family. */
export type VegaPower = Readonly<{
  /** Exponent below 30 days, where it makes shocks larger. */
  short: number
  /** Exponent from 30 days on, where it makes them smaller. */
  long: number
  /** Days to expiry count for at least this much, above 0. */
  floorDays: number
}>

/** The time a volatility shock is given for. */
const standardDays = 30

/**
 * What a volatility is multiplied by: `1 + shock (30 / days)^power`, 0 where that is below it.
 *
 * @param shock - As a fraction: 0.4 is 40 % up at 30 days.
 *
 * @example
 * volatilityFactor(0.4, 7.5, { short: 0.3, long: 0.13, floorDays: 1 }) // 1 + 0.4 * 4 ** 0.3
 */
export function volatilityFactor(shock: number, days: number, terms: VegaPower): number {
  const exponent = days < standardDays ? terms.short : terms.long
  return Math.max(0, 1 + shock * power(standardDays / Math.max(terms.floorDays, days), exponent))
}
