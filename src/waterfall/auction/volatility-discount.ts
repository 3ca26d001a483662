import { requireNotNegative } from '../../base/argument.ts'

const secondsAYear = 365 * 86_400

/** A discount that grows as a price may move in the time bidders need: `multiple x volatility x sqrt(time)`. */
export type VolatilityDiscount = Readonly<{
  /** How many standard deviations are given away. */
  multiple: number
  /** Annualised over 365 days, as a fraction. */
  volatility: number
  /** Never more than this fraction. */
  most: number
}>

/**
 * The discount after `elapsed` seconds of an auction whose speed follows volatility: it falls fast while a price runs and slowly in a calm.
 *
 * @returns A fraction from 0 to `most`.
 * @throws ArgumentError when a number is negative or not finite.
 *
 * @example
 * volatilityDiscount({ multiple: 2, volatility: 0.8, most: 0.15 }, 3_600) // 0.0171
 */
export function volatilityDiscount(terms: VolatilityDiscount, elapsed: number): number {
  const { multiple, volatility, most } = terms
  requireNotNegative('multiple', multiple)
  requireNotNegative('volatility', volatility)
  requireNotNegative('most', most)
  requireNotNegative('elapsed', elapsed)
  return Math.min(most, multiple * volatility * Math.sqrt(elapsed / secondsAYear))
}

/**
 * The seconds after which such a discount reaches its most.
 *
 * @returns Undefined when it never does: without volatility or multiple.
 *
 * @example
 * secondsToMost({ multiple: 2, volatility: 0.8, most: 0.15 }) // 277_172
 */
export function secondsToMost({ multiple, volatility, most }: VolatilityDiscount): number | undefined {
  const speed = multiple * volatility
  return speed > 0 ? (most / speed) * (most / speed) * secondsAYear : undefined
}
