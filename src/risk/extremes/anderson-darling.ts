import { requireWhole } from '../../base/argument.ts'
import { splitPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { exponential, exponentialLessOne, logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import { fitGeneralisedPareto, type NoParetoFit, type ParetoParameters } from './generalised-pareto.ts'

/** How well a generalised Pareto distribution fits. */
export type ParetoGoodness = Readonly<{
  /** Anderson and Darling's statistic: 0 is perfect, tails weigh most. */
  statistic: number
  /** The share of samples from the fitted distribution, each fitted anew, that fit no better. From 1/(samples+1) to 1. */
  pValue: number
}>

/**
 * Tests whether excesses follow the generalised Pareto distribution fitted to them, by Anderson and Darling's statistic.
 *
 * Tables of the statistic do not hold when its parameters are estimated from the same sample, so its distribution is simulated: samples
 * of the same size from the fit, each fitted anew.
 *
 * @param options - `samples` drawn, 199 if not given; more give a finer p-value.
 * @param generator - Seeded; it is split, so the caller's own draws stay as they are but for one step.
 * @returns Refused where the fit is.
 * @throws ArgumentError as for `fitGeneralisedPareto`, or for a count of samples that is not positive.
 * @see Choulakian & Stephens, "Goodness-of-fit tests for the generalized Pareto distribution", Technometrics 43 (2001).
 *
 * @example
 * const excesses = losses.map((loss) => loss - 0.02).filter((excess) => excess > 0)
 * paretoGoodness(excesses, createPrng(7)) // accept({ statistic: 0.6203, pValue: 0.135 })
 */
export function paretoGoodness(
  excesses: ArrayLike<number>,
  generator: Prng,
  options: Readonly<{ samples?: number }> = {},
): Result<ParetoGoodness, NoParetoFit> {
  const samples = options.samples ?? 199
  requireWhole('samples', samples, { least: 1 })
  const fit = fitGeneralisedPareto(excesses)
  if (!fit.ok) return refuse(fit.refusal)
  const statistic = andersonDarling(excesses, fit.value)
  const draws = splitPrng(generator)
  let asBad = 0
  for (let i = 0; i < samples; i++) {
    const sample = drawExcesses(draws, fit.value, excesses.length)
    const again = fitGeneralisedPareto(sample)
    // A sample without a fit is no evidence either way; it counts as one that fits no better.
    if (!again.ok || andersonDarling(sample, again.value) >= statistic) asBad += 1
  }
  return accept({ statistic, pValue: (asBad + 1) / (samples + 1) })
}

/**
 * Anderson and Darling's statistic of excesses under a generalised Pareto distribution.
 *
 * @returns Infinity when an excess lies beyond the end of the distribution.
 *
 * @example
 * andersonDarling([0.5, 1, 2], { shape: 0, scale: 1 })
 */
export function andersonDarling(excesses: ArrayLike<number>, { shape, scale }: ParetoParameters): number {
  const ascending = Float64Array.from(excesses).sort()
  const n = ascending.length
  // Logarithms of the survival function; those of its complement follow without cancellation.
  const survival = ascending.map((y) => logarithmOfSurvival(y / scale, shape))
  const sum = createSum()
  for (let i = 0; i < n; i++) {
    const below = naturalLogarithm(-exponentialLessOne(survival[i] as number))
    addToSum(sum, (2 * i + 1) * (below + (survival[n - 1 - i] as number)))
  }
  const statistic = -n - totalOf(sum) / n
  return Number.isFinite(statistic) ? statistic : Infinity
}

function logarithmOfSurvival(w: number, shape: number): number {
  if (Math.abs(shape * w) < 1e-12) return -w
  return 1 + shape * w <= 0 ? -Infinity : -logarithmOfOnePlus(shape * w) / shape
}

/** Draws excesses by inversion, none of them 0. */
function drawExcesses(generator: Prng, { shape, scale }: ParetoParameters, count: number): Float64Array {
  const sample = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const beyond = -naturalLogarithm(1 - nextUniform(generator) - 5.551115123125783e-17)
    const growth = Math.abs(shape * beyond) < 1e-15 ? beyond : exponentialLessOne(shape * beyond) / shape
    sample[i] = Math.max(exponential(-700), scale * growth)
  }
  return sample
}
