import { nextUniform, type Prng } from '../../base/prng.ts'
import type { Result } from '../../base/result.ts'
import {
  drawPlaces,
  monteCarloPValue,
  type MonteCarloOptions,
  type MonteCarloPValue,
  type SeldomDefined,
} from '../../risk/backtest/monte-carlo.ts'
import type { ShortfallCoverage } from '../../risk/backtest/shortfall-coverage.ts'

/** Simulated p-values of the two tests of the whole tail. */
export type SimulatedCoverage = Readonly<{
  unconditional: Result<MonteCarloPValue, SeldomDefined>
  conditional: Result<MonteCarloPValue, SeldomDefined>
}>

/** The record the p-values are for. */
export type CoverageSize = Readonly<{ observations: number; tailProbability: number; lags: number }>

/** Cumulative violations above 0: where, and how deep each, from 0 to 1. All others are 0. */
export type Violations = Readonly<{ places: readonly number[]; depths: readonly number[] }>

/**
 * p-values of Costanzino and Curran's and of Du and Escanciano's tests by simulation. Exceedances are so few that two near each other by
 * chance move the Box-Pierce sum far beyond its chi-square law.
 *
 * @example
 * simulatedCoverage(coverage, { observations: 4_200, tailProbability: 0.01, lags: 5 }, { samples: 999, seed: 7 })
 */
export function simulatedCoverage(coverage: ShortfallCoverage, size: CoverageSize, options: MonteCarloOptions): SimulatedCoverage {
  const simulated = (observed: number, statisticOf: (violations: Violations, size: CoverageSize) => number) =>
    monteCarloPValue(observed, (generator) => statisticOf(drawViolations(size, generator), size), options)
  return {
    unconditional: simulated(Math.abs(coverage.unconditional.statistic), distanceOfMean),
    conditional: simulated(coverage.conditional.statistic, boxPierceSum),
  }
}

/** Under the null hypothesis each loss exceeds with the promised probability, and how deep is uniform. */
function drawViolations(size: CoverageSize, generator: Prng): Violations {
  const places = drawPlaces(size, generator)
  return { places, depths: places.map(() => nextUniform(generator)) }
}

/**
 * How far the mean violation is from half the tail probability, in standard errors.
 *
 * @example
 * distanceOfMean({ places: [3], depths: [0.5] }, { observations: 100, tailProbability: 0.01, lags: 5 }) // 0
 */
export function distanceOfMean({ depths }: Violations, { observations, tailProbability }: CoverageSize): number {
  const mean = sumOf(depths) / observations
  const deviation = Math.sqrt(tailProbability * (1 / 3 - tailProbability / 4))
  return (Math.sqrt(observations) * Math.abs(mean - tailProbability / 2)) / deviation
}

/**
 * Box and Pierce's sum of squared autocorrelations of violations about half the tail probability, from the few that are above 0.
 *
 * @example
 * boxPierceSum({ places: [3, 4], depths: [0.5, 0.9] }, { observations: 100, tailProbability: 0.01, lags: 5 })
 */
export function boxPierceSum(violations: Violations, { observations, tailProbability, lags }: CoverageSize): number {
  const { places, depths } = violations
  const centre = tailProbability / 2
  const depthAt = new Map(places.map((place, i) => [place, depths[i] as number]))
  const total = sumOf(depths)
  const covariance = (lag: number): number => {
    let products = 0
    let heads = 0
    let tails = 0
    for (const [i, place] of places.entries()) {
      const depth = depths[i] as number
      if (place >= lag) heads += depth
      if (place < observations - lag) tails += depth
      products += depth * (depthAt.get(place - lag) ?? 0)
    }
    const pairs = observations - lag
    return (products - centre * (heads + tails) + centre * centre * pairs) / pairs
  }
  const squares = sumOf(depths.map((depth) => depth * depth))
  const variance = (squares - 2 * centre * total + centre * centre * observations) / observations
  let sum = 0
  for (let lag = 1; lag <= lags; lag++) sum += (covariance(lag) / variance) ** 2
  return observations * sum
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
