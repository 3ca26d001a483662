import { requireProbability, requireRising } from '../../base/argument.ts'
import type { Prng } from '../../base/prng.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { logarithmOfOnePlus } from '../../num/elementary.ts'
import { paretoGoodness } from './anderson-darling.ts'
import { excessesOver } from './peaks-over-threshold.ts'

/** A threshold and the tests it was chosen by. */
export type ThresholdChoice = Readonly<{
  threshold: number
  /** How well the tail fits beyond each candidate, lowest first; candidates too high for a fit are left out. */
  pValues: readonly Readonly<{ threshold: number; exceedances: number; pValue: number }>[]
}>

/** Why no threshold is good: none could be fitted, or the tail fits beyond none. */
export type NoThreshold = Readonly<{ reason: 'noCandidateFitted' } | { reason: 'allRejected'; lastPValue: number }>

/**
 * Chooses the lowest threshold beyond which losses follow a generalised Pareto distribution.
 *
 * Candidates are tested from the lowest up, and ForwardStop rejects as many of the first as keep the share of false rejections at
 * `falseDiscoveryRate`: the mean of `-log(1 - p)` over those rejected stays at or below it. The next candidate is taken.
 *
 * @param losses - Nearly independent: decluster them first.
 * @param options - `candidates` strictly rise; `falseDiscoveryRate` is 0.1 if not given; `samples` as in `paretoGoodness`.
 * @param generator - Seeded, for the p-values.
 * @throws ArgumentError for losses that are not finite, candidates that do not rise, or a rate outside its range.
 * @see Bader, Yan & Zhang, "Automated threshold selection for extreme value analysis via ordered goodness-of-fit tests with adjustment for
 *   false discovery rate", Annals of Applied Statistics 12 (2018).
 *
 * @example
 * chooseThreshold(losses, { candidates: [1, 2, 5, 10] }, createPrng(7))
 */
export function chooseThreshold(
  losses: ArrayLike<number>,
  options: Readonly<{ candidates: ArrayLike<number>; falseDiscoveryRate?: number; samples?: number }>,
  generator: Prng,
): Result<ThresholdChoice, NoThreshold> {
  const rate = options.falseDiscoveryRate ?? 0.1
  requireProbability('falseDiscoveryRate', rate)
  requireRising('candidates', options.candidates)
  const pValues = Array.from(options.candidates).flatMap((threshold) => {
    const excesses = excessesOver(losses, threshold)
    const goodness = paretoGoodness(excesses, generator, options.samples === undefined ? {} : { samples: options.samples })
    return goodness.ok ? [{ threshold, exceedances: excesses.length, pValue: goodness.value.pValue }] : []
  })
  const chosen =
    pValues[
      rejectedFirst(
        pValues.map((one) => one.pValue),
        rate,
      )
    ]
  if (chosen !== undefined) return accept({ threshold: chosen.threshold, pValues })
  const last = pValues.at(-1)
  return refuse(last === undefined ? { reason: 'noCandidateFitted' } : { reason: 'allRejected', lastPValue: last.pValue })
}

/**
 * How many of the first ordered hypotheses ForwardStop rejects.
 *
 * @param pValues - In the order of the hypotheses, each above 0.
 * @see G'Sell, Wager, Chouldechova & Tibshirani, "Sequential selection procedures and false discovery rate control", JRSS B 78 (2016).
 *
 * @example
 * rejectedFirst([0.01, 0.02, 0.5, 0.8], 0.1) // 2
 */
export function rejectedFirst(pValues: readonly number[], falseDiscoveryRate: number): number {
  let [sum, rejected] = [0, 0]
  pValues.forEach((pValue, i) => {
    sum -= pValue < 1 ? logarithmOfOnePlus(-pValue) : -Infinity
    if (sum <= falseDiscoveryRate * (i + 1)) rejected = i + 1
  })
  return rejected
}
