import { accept, refuse, type Result } from '../base/result.ts'
import type { NoLine } from './fitted-line.ts'
import { addPair, comomentsOf, createRollingPairs, type RollingPairs } from './rolling-pairs.ts'

/** Kyle's lambda over the last bins. Plain data, changed in place. */
export type RollingKyleLambda = Readonly<{ pairs: RollingPairs }>

/**
 * Makes room for the last `window` bins.
 *
 * @throws ArgumentError unless the window is a whole number of at least 3.
 *
 * @example
 * const impact = createRollingKyleLambda(240)
 */
export function createRollingKyleLambda(window: number): RollingKyleLambda {
  return { pairs: createRollingPairs(window) }
}

/**
 * Takes in a bin: the price's change and the signed volume, both finite.
 *
 * @example
 * addBin(impact, { priceChange: 1.5, signedVolume: 30 })
 */
export function addBin(impact: RollingKyleLambda, bin: Readonly<{ priceChange: number; signedVolume: number }>): void {
  addPair(impact.pairs, bin.signedVolume, bin.priceChange)
}

/**
 * Kyle's lambda of the bins held: what `kyleLambda` makes of the same ones.
 *
 * @returns Refused for fewer than three bins, and for volume that does not vary.
 * @see Kyle, Econometrica 53 (1985).
 *
 * @example
 * addBin(impact, { priceChange: -2, signedVolume: -40 })
 * addBin(impact, { priceChange: 0.5, signedVolume: 10 })
 * rollingKyleLambda(impact) // accept({ lambda: 0.05, alpha: 0 })
 */
export function rollingKyleLambda(impact: RollingKyleLambda): Result<Readonly<{ lambda: number; alpha: number }>, NoLine> {
  const { count: observations } = impact.pairs
  if (observations < 3) return refuse({ reason: 'tooFewObservations', observations })
  const { sumXx, sumXy, meanX, meanY } = comomentsOf(impact.pairs)
  if (sumXx === 0) return refuse({ reason: 'constantRegressor', observations })
  const lambda = sumXy / sumXx
  return accept({ lambda, alpha: meanY - lambda * meanX })
}
