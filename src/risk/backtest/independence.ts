import { requireWhole } from '../../base/argument.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { bernoulliLogLikelihood, notNegative } from './bernoulli.ts'
import { countExceedances } from './exceedance-marks.ts'
import { kupiecTest } from './kupiec.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** How often each pair of neighbours occurred: `calmToFailed` is an observation without exceedance followed by one with. */
export type Transitions = Readonly<{ calmToCalm: number; calmToFailed: number; failedToCalm: number; failedToFailed: number }>

/**
 * Counts pairs of neighbouring marks; one less than there are marks.
 *
 * @example
 * countTransitions([0, 1, 1]) // { calmToFailed: 1, failedToFailed: 1 }
 */
export function countTransitions(marks: ArrayLike<number>): Transitions {
  const counts = [0, 0, 0, 0]
  for (let t = 1; t < marks.length; t++) {
    const pair = 2 * (marks[t - 1] as number) + (marks[t] as number)
    counts[pair] = (counts[pair] as number) + 1
  }
  const [calmToCalm, calmToFailed, failedToCalm, failedToFailed] = counts as [number, number, number, number]
  return { calmToCalm, calmToFailed, failedToCalm, failedToFailed }
}

/** What the pairs of neighbours follow from. */
export type FailureSummary = Readonly<{
  observations: number
  exceedances: number
  /** Exceedances right after another. */
  neighbours: number
  /** 1 when the first, or the last, observation exceeded, else 0. */
  first: number
  last: number
}>

/**
 * The pairs of neighbours of a record of which only counts and ends are kept.
 *
 * @example
 * transitionsFrom({ observations: 3, exceedances: 2, neighbours: 1, first: 0, last: 1 }) // { calmToFailed: 1, failedToFailed: 1 }
 */
export function transitionsFrom({ observations, exceedances, neighbours, first, last }: FailureSummary): Transitions {
  const calmToFailed = exceedances - first - neighbours
  const failedToCalm = exceedances - last - neighbours
  return { calmToCalm: observations - 1 - calmToFailed - failedToCalm - neighbours, calmToFailed, failedToCalm, failedToFailed: neighbours }
}

/**
 * The pairs of neighbours of a record given by the ascending places of its exceedances, from 0.
 *
 * @example
 * transitionsOfPlaces([1, 2], 3) // { calmToFailed: 1, failedToFailed: 1 }
 */
export function transitionsOfPlaces(places: readonly number[], observations: number): Transitions {
  const neighbours = places.filter((place, i) => place - 1 === places[i - 1]).length
  const first = places[0] === 0 ? 1 : 0
  const last = places.at(-1) === observations - 1 ? 1 : 0
  return transitionsFrom({ observations, exceedances: places.length, neighbours, first, last })
}

/**
 * Christoffersen's test of independence: is an exceedance likelier right after another?
 *
 * It sees only neighbours; exceedances two observations apart look independent to it. At 250 observations and 1 % its true size at the
 * 5 % level is 1.5 %. Without exceedances the statistic is 0: nothing speaks against independence.
 *
 * @throws ArgumentError for counts that are negative or not whole.
 * @see P. Christoffersen, "Evaluating interval forecasts", International Economic Review 39 (1998).
 *
 * @example
 * independenceTest({ calmToCalm: 932, calmToFailed: 53, failedToCalm: 53, failedToFailed: 4 }).pValue // 0.61104
 */
export function independenceTest(transitions: Transitions): ChiSquareOutcome {
  for (const [name, count] of Object.entries(transitions)) requireWhole(name, count, { least: 0 })
  const afterCalm = { hits: transitions.calmToFailed, misses: transitions.calmToCalm }
  const afterFailed = { hits: transitions.failedToFailed, misses: transitions.failedToCalm }
  const together = { hits: afterCalm.hits + afterFailed.hits, misses: afterCalm.misses + afterFailed.misses }
  const apart = bestLogLikelihood(afterCalm) + bestLogLikelihood(afterFailed)
  const statistic = notNegative(2 * (apart - bestLogLikelihood(together)))
  return { statistic, pValue: chiSquareSurvival(statistic, 1), degreesOfFreedom: 1 }
}

function bestLogLikelihood(counts: Readonly<{ hits: number; misses: number }>): number {
  const total = counts.hits + counts.misses
  return total === 0 ? 0 : bernoulliLogLikelihood(counts, counts.hits / total)
}

/**
 * Christoffersen's conditional coverage: the right share of exceedances, and none likelier after another.
 *
 * The sum of Kupiec's ratio over all observations and of the ratio of independence over the pairs of neighbours.
 *
 * @param marks - 1 for an exceedance, else 0, in order of time.
 * @throws ArgumentError for no marks or a tail outside (0, 1).
 * @see P. Christoffersen, "Evaluating interval forecasts", International Economic Review 39 (1998).
 *
 * @example
 * conditionalCoverageTest([0, 0, 1, 1, 0, 0], 0.05).degreesOfFreedom // 2
 */
export function conditionalCoverageTest(marks: ArrayLike<number>, tailProbability: number): ChiSquareOutcome {
  const coverage = kupiecTest({ observations: marks.length, exceedances: countExceedances(marks), tailProbability })
  const statistic = coverage.statistic + independenceTest(countTransitions(marks)).statistic
  return { statistic, pValue: chiSquareSurvival(statistic, 2), degreesOfFreedom: 2 }
}
