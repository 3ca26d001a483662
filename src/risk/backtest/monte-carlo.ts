import { requireFinite, requireProbability, requireWhole } from '../../base/argument.ts'
import { createPrng, nextUniform, splitPrng, type Prng } from '../../base/prng.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'

/** How many samples are drawn, and from which seed. */
export type MonteCarloOptions = Readonly<{
  /** 999 makes p-values exact at levels of whole thousandths. */
  samples: number
  seed: number
}>

/** A p-value that is right at any length of record, with what is needed to repeat it. */
export type MonteCarloPValue = Readonly<{
  pValue: number
  samples: number
  seed: number
  /** Samples on which the statistic was not defined and which were drawn again: the p-value is given that it is defined. */
  redrawn: number
}>

/** The statistic is so seldom defined under the null hypothesis that its law cannot be drawn. */
export type SeldomDefined = Readonly<{ reason: 'seldomDefined'; defined: number; drawn: number }>

/**
 * The p-value of a statistic by simulation under the null hypothesis. Ties, which counts make often, are broken by a uniform draw, so the
 * test rejects a right model exactly as often as its level says.
 *
 * @param draw - One statistic under the null hypothesis, undefined where it does not exist.
 * @throws ArgumentError for a statistic that is not finite, or samples or a seed that are not whole.
 * @see J.-M. Dufour, "Monte Carlo tests with nuisance parameters", J. Econometrics 133 (2006).
 *
 * @example
 * monteCarloPValue(3.2, () => 1, { samples: 999, seed: 7 }) // { ok: true, value: { pValue: 0.001, seed: 7 } }
 */
export function monteCarloPValue(
  observed: number,
  draw: (generator: Prng) => number | undefined,
  options: MonteCarloOptions,
): Result<MonteCarloPValue, SeldomDefined> {
  requireFinite('observed', observed)
  requireWhole('samples', options.samples, { least: 1 })
  requireWhole('seed', options.seed, { least: 0 })
  const generator = createPrng(options.seed)
  const [draws, ties] = [splitPrng(generator), splitPrng(generator)]
  const observedTie = nextUniform(ties)
  let [asFar, defined, drawn] = [0, 0, 0]
  while (defined < options.samples) {
    if (drawn >= 100 * options.samples) return refuse({ reason: 'seldomDefined', defined, drawn })
    drawn++
    const statistic = draw(draws)
    if (statistic === undefined) continue
    defined++
    // Equal statistics may differ by a rounding.
    const isTie = Math.abs(statistic - observed) <= 1e-12 * Math.abs(observed)
    if (isTie ? nextUniform(ties) >= observedTie : statistic > observed) asFar++
  }
  return accept({ pValue: (asFar + 1) / (defined + 1), samples: options.samples, seed: options.seed, redrawn: drawn - defined })
}

/**
 * The places of exceedances, from 0, when each of so many observations exceeds with the same probability: one draw per exceedance.
 *
 * @throws ArgumentError for observations that are not whole or a probability outside (0, 1).
 *
 * @example
 * drawPlaces({ observations: 250, tailProbability: 0.01 }, createPrng(7)) // [4]
 */
export function drawPlaces(of: Readonly<{ observations: number; tailProbability: number }>, generator: Prng): number[] {
  requireWhole('observations', of.observations, { least: 1 })
  requireProbability('tailProbability', of.tailProbability)
  const logarithmOfMiss = logarithmOfOnePlus(-of.tailProbability)
  const places: number[] = []
  let place = -1
  for (;;) {
    // The wait of a geometric law, by inversion; 1 - u is never 0.
    place += 1 + Math.floor(naturalLogarithm(1 - nextUniform(generator)) / logarithmOfMiss)
    if (place >= of.observations) return places
    places.push(place)
  }
}
