import { requireProbability, requireSeries } from '../../base/argument.ts'
import { ratio } from '../../base/ratio.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { quantileRank } from '../../num/quantile.ts'
import { sampleQuantile, type QuantileKind } from '../../num/sample-quantile.ts'
import { meanOfTail } from '../expected-shortfall.ts'
import { tailProbability, type TailRisk } from './tail-risk.ts'

/** Value at risk and expected shortfall of a sample, and how much of the sample they rest on. */
export type HistoricalTail = TailRisk &
  Readonly<{
    /** Losses in the tail, `n * (1 - confidence)`; below 1 the value at risk is the largest loss and says little of the confidence asked. */
    tailCount: number
  }>

/**
 * Value at risk and expected shortfall by historical simulation, from one sort.
 *
 * VaR is the order statistic of rank `ceil(n * confidence)`; ES the mean of the worst `n * (1 - confidence)` losses, the last of
 * them counted in part.
 *
 * @param losses - Positive is a loss; any order and unit.
 * @param confidence - Strictly between 0 and 1.
 * @throws ArgumentError for no losses, one that is not finite, or a confidence outside its range.
 * @see Acerbi & Tasche, "On the coherence of expected shortfall", J. Banking & Finance 26 (2002).
 *
 * @example
 * historicalTail([0.01, 0.02, 0.03, 0.1], 0.75) // { valueAtRisk: 0.03, expectedShortfall: 0.1, tailCount: 1 }
 */
export function historicalTail(losses: ArrayLike<number>, confidence: number): HistoricalTail {
  requireProbability('confidence', confidence)
  return tailOfSorted(sortedLosses(losses), confidence)
}

/**
 * The same for losses sorted already, smallest first; they are not checked.
 *
 * @example
 * tailOfSorted(Float64Array.of(0.01, 0.02, 0.03, 0.1), 0.75).valueAtRisk // 0.03
 */
export function tailOfSorted(ascending: Float64Array, confidence: number): HistoricalTail {
  const tailCount = ascending.length * tailProbability(confidence)
  const count = ascending.length
  const rank = quantileRank(count, confidence)
  const sum = createSum()
  for (let i = count - 1; i >= rank; i--) addToSum(sum, ascending[i] as number)
  const valueAtRisk = ascending[rank - 1] as number
  const parts = { count, confidence: ratio(confidence), worstSum: totalOf(sum), worstCount: count - rank, valueAtRisk }
  return { valueAtRisk, expectedShortfall: meanOfTail(parts), tailCount }
}

/**
 * Value at risk by one of the usual quantile definitions; `samplePoint` is the house's.
 *
 * @throws ArgumentError as for `historicalTail`.
 * @see Hyndman & Fan (1996).
 *
 * @example
 * interpolatedValueAtRisk([0.01, 0.02, 0.03, 0.1], { confidence: 0.5, kind: 'linear' }) // 0.025
 */
export function interpolatedValueAtRisk(losses: ArrayLike<number>, at: Readonly<{ confidence: number; kind: QuantileKind }>): number {
  requireProbability('confidence', at.confidence)
  return sampleQuantile(sortedLosses(losses), at.confidence, at.kind)
}

/**
 * Expected shortfall as the least over `z` of `z + mean((loss - z)+) / (1 - confidence)`: the form that linear programmes use.
 *
 * The function of `z` is convex and piecewise linear with its kinks at the losses, so the least value is found at one of them.
 * It equals the mean of the worst losses and is here to hold that against it.
 *
 * @throws ArgumentError as for `historicalTail`.
 * @see Rockafellar & Uryasev, "Optimization of conditional value-at-risk", J. Risk 2 (2000).
 *
 * @example
 * minimisedExpectedShortfall([0.01, 0.02, 0.03, 0.1], 0.75) // 0.1
 */
export function minimisedExpectedShortfall(losses: ArrayLike<number>, confidence: number): number {
  const ascending = sortedLosses(losses)
  const tailSize = ascending.length * tailProbability(confidence)
  let least = Infinity
  let above = 0
  const sum = createSum()
  for (let i = ascending.length - 1; i >= 0; i--) {
    const z = ascending[i] as number
    // Every kink is tried: among equal losses rounding makes a level stretch rise by a hair.
    least = Math.min(least, z + (totalOf(sum) - above * z) / tailSize)
    addToSum(sum, z)
    above += 1
  }
  return least
}

function sortedLosses(losses: ArrayLike<number>): Float64Array {
  requireSeries('losses', losses)
  // Adding 0 turns minus zero into zero, so that equal losses are equal to the bit.
  return Float64Array.from(losses, (loss) => loss + 0).sort()
}
