import { binomialProbability } from '../../num/binomial-probability.ts'
import { normalQuantile } from '../../num/normal.ts'
import { exactTails } from './binomial-test.ts'
import { requireCount, type ExceedanceCount } from './kupiec.ts'

/** The zones of the Basel committee. */
export type Zone = 'green' | 'yellow' | 'red'

/** What the Basel traffic light shows. */
export type TrafficLight = Readonly<{
  zone: Zone
  /** Probability of at most this many exceedances under the promised tail. */
  cumulativeProbability: number
  /** Probability of exactly this many. */
  exactProbability: number
  /** Added to the multiplier of 3 of the 1996 framework. */
  plusFactor: number
  /** Added to the multiplier of 1.5 of the framework in force since 2023 (MAR32.9). */
  addOn: number
}>

// Exceedances 5 to 9 of 250 observations at 99 %, as printed in both frameworks.
const printedPlusFactors = [0.4, 0.5, 0.65, 0.75, 0.85]
const printedAddOns = [0.2, 0.26, 0.33, 0.38, 0.42]

/**
 * The Basel traffic light: green below 95 % cumulative probability, yellow below 99.99 %, red above.
 *
 * The printed factors belong to 250 observations at 99 %. In the yellow zone of any other record the factor is the one by which a normal
 * forecast with the observed share would have to grow to be right, from which the committee rounded its table; green has none and red
 * all of it. The zones are meant for a year of losses: in a handful, where even none is at 95 % of the law, they are harsher than sense.
 *
 * @throws ArgumentError for counts or a tail outside their range.
 * @see Basel Committee, "Supervisory framework for the use of backtesting" (1996), table 2; MAR32.9 (2019).
 *
 * @example
 * trafficLight({ observations: 250, exceedances: 6, tailProbability: 0.01 }) // { zone: 'yellow', plusFactor: 0.5, addOn: 0.26 }
 */
export function trafficLight(count: ExceedanceCount): TrafficLight {
  const { atMost } = exactTails(count)
  const zone = zoneOf(atMost)
  const exactProbability = binomialProbability(count.exceedances, { trials: count.observations, probability: count.tailProbability })
  return { zone, cumulativeProbability: atMost, exactProbability, ...factorsOf(zone, count) }
}

function zoneOf(cumulativeProbability: number): Zone {
  if (cumulativeProbability < 0.95) return 'green'
  return cumulativeProbability < 0.9999 ? 'yellow' : 'red'
}

function factorsOf(zone: Zone, count: ExceedanceCount): Readonly<{ plusFactor: number; addOn: number }> {
  if (zone === 'green') return { plusFactor: 0, addOn: 0 }
  if (zone === 'red') return { plusFactor: 1, addOn: 0.5 }
  const printed = count.exceedances - 5
  const plusFactor = printedPlusFactors[printed]
  const addOn = printedAddOns[printed]
  const isPrinted = count.observations === 250 && Math.abs(count.tailProbability - 0.01) < 1e-12
  if (isPrinted && plusFactor !== undefined && addOn !== undefined) return { plusFactor, addOn }
  const growth = growthNeeded(count)
  return { plusFactor: Math.min(1, 3 * growth), addOn: Math.min(0.5, 1.5 * growth) }
}

/** By what share a normal forecast of this record would have to grow: not at all without exceedances, beyond any bound when half exceed it. */
function growthNeeded({ observations, exceedances, tailProbability }: ExceedanceCount): number {
  const share = exceedances / observations
  if (share === 0) return 0
  if (share >= 0.5) return Infinity
  return normalQuantile(tailProbability) / normalQuantile(share) - 1
}

/** The largest counts of exceedances of the green and of the yellow zone; -1 when even none is beyond it. */
export type ZoneLimits = Readonly<{ green: number; yellow: number }>

/**
 * The largest counts that are still green and still yellow.
 *
 * @throws ArgumentError for observations that are not whole or a tail outside (0, 1).
 *
 * @example
 * zoneLimits(250, 0.01) // { green: 4, yellow: 9 }
 */
export function zoneLimits(observations: number, tailProbability: number): ZoneLimits {
  requireCount({ observations, exceedances: 0, tailProbability })
  const limits = { green: -1, yellow: -1 }
  for (let exceedances = 0; exceedances <= observations; exceedances++) {
    const zone = zoneOf(exactTails({ observations, exceedances, tailProbability }).atMost)
    if (zone === 'green') limits.green = exceedances
    if (zone === 'red') break
    limits.yellow = exceedances
  }
  return limits
}
