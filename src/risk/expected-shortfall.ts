import type { Ratio } from '../base/ratio.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { quantileRank } from '../num/quantile.ts'
import { sortLosses } from './value-at-risk.ts'

/**
 * Expected shortfall by historical simulation: the mean of the worst losses.
 *
 * The tail holds `n * (1 - confidence)` observations. When that is not whole, the last observation counts for the fraction
 * left over, so the estimate moves smoothly with `confidence` and never falls below VaR at the same level.
 *
 * @param losses - Losses over the horizon, as fractions; positive is a loss. Any order.
 * @param confidence - Strictly between 0 and 1; 0.975 for the Basel ES.
 * @returns The loss expected given that the VaR is exceeded; same unit as `losses`.
 * @throws InvariantError if `losses` is empty or holds a number that is not finite.
 * @see Acerbi & Tasche, "On the coherence of expected shortfall", J. Banking & Finance 26 (2002).
 *
 * @example
 * historicalExpectedShortfall([0.01, 0.02, 0.03, 0.1], ratio(0.75)) // 0.1
 */
export function historicalExpectedShortfall(losses: readonly number[], confidence: Ratio): number {
  const ascending = sortLosses(losses)
  const valueAtRiskRank = quantileRank(losses.length, confidence)
  const sum = createSum()
  for (let i = ascending.length - 1; i >= valueAtRiskRank; i--) addToSum(sum, ascending[i] ?? 0)
  const valueAtRisk = ascending[valueAtRiskRank - 1] ?? 0
  return meanOfTail({ count: losses.length, confidence, worstSum: totalOf(sum), worstCount: losses.length - valueAtRiskRank, valueAtRisk })
}

/** What the mean of a tail is made of. */
export type TailParts = Readonly<{
  /** Losses in the sample. */
  count: number
  confidence: Ratio
  /** Sum and count of the losses that rank above the VaR. */
  worstSum: number
  worstCount: number
  valueAtRisk: number
}>

/**
 * Expected shortfall from the sum of the losses above VaR and the VaR itself, which counts for the fraction left over.
 *
 * VaR has rank `ceil(n * confidence)`, so whole losses above it number `floor(n * (1 - confidence))` and it is the next one:
 * one boundary serves both. Never below the VaR: the division may round a constant tail down, and a mean of losses that
 * are all at least VaR is at least VaR.
 *
 * @example
 * meanOfTail({ count: 4, confidence: ratio(0.75), worstSum: 0.1, worstCount: 1, valueAtRisk: 0.03 }) // 0.1
 */
export function meanOfTail(parts: TailParts): number {
  const tailSize = parts.count * (1 - parts.confidence)
  const fraction = Math.max(0, tailSize - parts.worstCount)
  return Math.max(parts.valueAtRisk, (parts.worstSum + fraction * parts.valueAtRisk) / tailSize)
}
