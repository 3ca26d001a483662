import { ArgumentError, requireSeries, requireWhole } from '../../base/argument.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { exponentialLessOne, naturalLogarithm, power } from '../../num/elementary.ts'
import { tailProbability, type TailRisk } from './tail-risk.ts'

/** What an age-weighted sample says. `valueAtRisk` is one of the losses. */
export type AgeWeightedTail = TailRisk &
  Readonly<{
    /** Interpolated between the midpoints of neighbouring losses, as the authors do. */
    interpolatedValueAtRisk: number
    /** How many equally weighted losses would carry as much: one over the sum of squared weights. */
    effectiveCount: number
  }>

/** At which confidence, and how fast a loss is forgotten: `decay` is the weight of a loss over that of the one after it, above 0 and at most 1. */
export type AgeWeighting = Readonly<{ confidence: number; decay: number }>

/**
 * The weight of a loss by its age: `decay^(age-1) (1-decay) / (1-decay^count)`, which sum to 1.
 *
 * @param age - 1 for the newest.
 * @throws ArgumentError for a decay that is not above 0 and at most 1, or an age outside the sample.
 *
 * @example
 * ageWeight(1, { count: 100, decay: 0.98 }) // 0.02306
 */
export function ageWeight(age: number, of: Readonly<{ count: number; decay: number }>): number {
  requireDecay(of.decay)
  requireWhole('age', age, { least: 1, most: of.count })
  return power(of.decay, age - 1) * newestWeight(of.count, of.decay)
}

/**
 * Value at risk and expected shortfall of losses that count the less the older they are (the hybrid approach).
 *
 * VaR is the first loss, from the worst down, at which the weights sum to more than `1 - confidence`. ES is the weighted mean of
 * the worst `1 - confidence` of the weight, the last loss counted in part. Of equal losses the newest comes first.
 *
 * @param losses - Oldest first; positive is a loss.
 * @throws ArgumentError for no losses, one that is not finite, or a confidence or decay outside its range.
 * @see Boudoukh, Richardson & Whitelaw, "The best of both worlds", Risk 11(5) (1998).
 *
 * @example
 * ageWeightedTail([0.1, 0.01, 0.02, 0.03], { confidence: 0.75, decay: 0.9 }).valueAtRisk // 0.03
 */
export function ageWeightedTail(losses: ArrayLike<number>, at: AgeWeighting): AgeWeightedTail {
  const sample = ageWeightedSample(losses, at.decay)
  return { ...weightedTail({ ...sample, confidence: at.confidence }), effectiveCount: effectiveCount(sample.weights) }
}

/**
 * Losses with their weights by age, worst first; of equal losses the newest first.
 *
 * @param losses - Oldest first.
 * @throws ArgumentError for no losses, one that is not finite, or a decay outside its range.
 *
 * @example
 * ageWeightedSample([0.1, 0.3], 0.5).weights // 2/3, 1/3
 */
export function ageWeightedSample(losses: ArrayLike<number>, decay: number): Readonly<{ worst: Float64Array; weights: Float64Array }> {
  requireSeries('losses', losses)
  requireDecay(decay)
  const count = losses.length
  const newest = newestWeight(count, decay)
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => (losses[b] as number) - (losses[a] as number) || b - a)
  return {
    worst: Float64Array.from(order, (index) => (losses[index] as number) + 0),
    weights: Float64Array.from(order, (index) => power(decay, count - 1 - index) * newest),
  }
}

/** Losses, worst first, with their weights. */
export type WeightedLosses = Readonly<{ worst: Float64Array; weights: Float64Array; confidence: number }>

/**
 * The tail of weighted losses that are sorted, worst first; the weights sum to 1. They are not checked.
 *
 * @example
 * weightedTail({ worst: Float64Array.of(3, 2), weights: Float64Array.of(0.1, 0.9), confidence: 0.95 }).valueAtRisk // 3
 */
export function weightedTail(of: WeightedLosses): TailRisk & Readonly<{ interpolatedValueAtRisk: number }> {
  const { worst, weights } = of
  const tail = tailProbability(of.confidence)
  // Weights that sum to the tail but for rounding have not exceeded it.
  const exceeding = tail + 1e-13
  const reached = createSum()
  const inTail = createSum()
  for (let i = 0; i < worst.length; i++) {
    const before = totalOf(reached)
    addToSum(reached, weights[i] as number)
    if (totalOf(reached) > exceeding || i === worst.length - 1) {
      const valueAtRisk = worst[i] as number
      addToSum(inTail, (tail - before) * valueAtRisk)
      return {
        valueAtRisk,
        interpolatedValueAtRisk: interpolated(of, { index: i, before, reached: totalOf(reached), tail }),
        expectedShortfall: Math.max(valueAtRisk, totalOf(inTail) / tail),
      }
    }
    addToSum(inTail, (weights[i] as number) * (worst[i] as number))
  }
  throw new ArgumentError('losses', { expected: 'at least 1 number', found: '0' })
}

/** Linear between the points (weight down to a loss, its midpoint with the next milder); flat outside them. */
function interpolated(of: WeightedLosses, at: Readonly<{ index: number; before: number; reached: number; tail: number }>): number {
  const { worst } = of
  const last = worst.length - 1
  const midpoint = (i: number): number => 0.5 * ((worst[i] as number) + (worst[i + 1] as number))
  if (last === 0) return worst[0] as number
  if (at.index === 0) return midpoint(0)
  if (at.index === last) return midpoint(last - 1)
  const share = (at.tail - at.before) / (at.reached - at.before)
  return midpoint(at.index - 1) + share * (midpoint(at.index) - midpoint(at.index - 1))
}

/** One over the sum of decay^0 ... decay^(count-1), without the cancellation of `1 - decay^count` near decay 1. */
function newestWeight(count: number, decay: number): number {
  return decay === 1 ? 1 / count : (decay - 1) / exponentialLessOne(count * naturalLogarithm(decay))
}

function effectiveCount(weights: Float64Array): number {
  const squares = createSum()
  for (const weight of weights) addToSum(squares, weight * weight)
  return 1 / totalOf(squares)
}

/**
 * Requires a decay above 0 and at most 1.
 *
 * @throws ArgumentError naming `decay`.
 *
 * @example
 * requireDecay(0.94)
 */
export function requireDecay(decay: number): void {
  if (!(decay > 0 && decay <= 1)) throw new ArgumentError('decay', { expected: 'a number above 0 and at most 1', found: String(decay) })
}
