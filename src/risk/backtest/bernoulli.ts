import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'

/**
 * The log-likelihood of `hits` and `misses` when each hit has `probability`; an event that did not happen adds nothing, whatever its
 * probability (0 log 0 = 0).
 *
 * @example
 * bernoulliLogLikelihood({ hits: 0, misses: 10 }, 0) // 0
 */
export function bernoulliLogLikelihood(counts: Readonly<{ hits: number; misses: number }>, probability: number): number {
  const ofHits = counts.hits === 0 ? 0 : counts.hits * naturalLogarithm(probability)
  const ofMisses = counts.misses === 0 ? 0 : counts.misses * logarithmOfOnePlus(-probability)
  return ofHits + ofMisses
}

/**
 * Twice how much better the observed share explains the counts than `probability` does: 0 or above.
 *
 * @example
 * bernoulliLikelihoodRatio({ hits: 5, misses: 5 }, 0.5) // 0
 */
export function bernoulliLikelihoodRatio(counts: Readonly<{ hits: number; misses: number }>, probability: number): number {
  const share = counts.hits / (counts.hits + counts.misses)
  return notNegative(2 * (bernoulliLogLikelihood(counts, share) - bernoulliLogLikelihood(counts, probability)))
}

/**
 * A likelihood ratio without the rounding that can put it a hair below zero.
 *
 * @example
 * notNegative(-1e-17) // 0
 */
export function notNegative(ratio: number): number {
  return ratio > 0 ? ratio : 0
}
