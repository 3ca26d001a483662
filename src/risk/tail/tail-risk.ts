import { requireProbability } from '../../base/argument.ts'

/** How bad it gets: both in the unit of the losses, positive for a loss. The expected shortfall is at least the value at risk. */
export type TailRisk = Readonly<{ valueAtRisk: number; expectedShortfall: number }>

/**
 * The probability beyond a confidence, as the decimal the caller meant: `1 - 0.99` in doubles is 0.010000000000000009.
 *
 * A confidence near 1 carries a rounding of 1e-16, which is what is left of 1e-10 relative at 99.9999 %. Where a decimal of
 * fifteen places lies within that rounding it is taken; else the difference as it is.
 *
 * @param confidence - Strictly between 0 and 1.
 * @throws ArgumentError for a confidence outside its range.
 *
 * @example
 * tailProbability(0.99) // 0.01
 */
export function tailProbability(confidence: number): number {
  requireProbability('confidence', confidence)
  const difference = 1 - confidence
  const decimal = Math.round(difference * 1e15) / 1e15
  return decimal > 0 && Math.abs(decimal - difference) <= 1.2e-16 ? decimal : difference
}
