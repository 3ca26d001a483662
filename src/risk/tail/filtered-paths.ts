import { ArgumentError, requireWhole } from '../../base/argument.ts'
import { accept, type Result } from '../../base/result.ts'
import { nextIndex } from '../../num/random.ts'
import type { Prng } from '../../base/prng.ts'
import type { GarchParameters } from '../garch/model.ts'
import { garchFiltered, type ZeroVolatility } from './filtered-historical.ts'

/** Simulated returns over several periods. */
export type FilteredPaths = Readonly<{
  /** Sum of the returns of each path, in their unit; negative is a loss for a long position. */
  totals: Float64Array
  /** Returns divided by their forecast volatility, shape `[n]`. */
  residuals: Float64Array
  /** Variance forecast for the first simulated return. */
  nextVariance: number
}>

/**
 * Filtered historical simulation over several periods: each path draws past residuals and lets its own shocks move its variance.
 *
 * @param draws - One row per path, one index (from 0) of a residual per period; rows may differ in length. See `drawResiduals`.
 * @returns Refused where a volatility forecast is zero.
 * @throws ArgumentError for an index outside the series, no draws, and as for `filterGarch`.
 * @see Barone-Adesi, Giannopoulos & Vosper (1999).
 *
 * @example
 * const model = { mean: 0, omega: 5e-6, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }
 * // Two paths of three periods.
 * filteredPaths(returns, model, [[3, 1, 4], [1, 5, 9]]) // accept({ totals: [-0.01191, -0.02220], nextVariance: 0.0001156 })
 */
export function filteredPaths(
  returns: ArrayLike<number>,
  model: GarchParameters,
  draws: readonly ArrayLike<number>[],
): Result<FilteredPaths, ZeroVolatility> {
  if (draws.length === 0) throw new ArgumentError('draws', { expected: 'at least 1 path', found: '0' })
  const filtered = garchFiltered(returns, model)
  if (!filtered.ok) return filtered
  const nextVariance = filtered.value.nextVolatility * filtered.value.nextVolatility
  const totals = Float64Array.from(draws, (path, index) => {
    for (let k = 0; k < path.length; k++) requireWhole(`draws[${index}][${k}]`, path[k] as number, { least: 0, most: returns.length - 1 })
    return pathTotal(filtered.value.residuals, { model, nextVariance, path })
  })
  return accept({ totals, residuals: filtered.value.residuals, nextVariance })
}

/**
 * Draws residuals for paths, each as likely as any other.
 *
 * @returns `paths` rows of `periods` indices from 0 to `residuals - 1`.
 * @throws ArgumentError unless all three are positive whole numbers.
 *
 * @example
 * drawResiduals(createPrng(7), { paths: 2, periods: 3, residuals: 500 }) // [[24, 464, 198], [153, 328, 151]]
 */
export function drawResiduals(generator: Prng, of: Readonly<{ paths: number; periods: number; residuals: number }>): readonly Int32Array[] {
  requireWhole('paths', of.paths, { least: 1 })
  requireWhole('periods', of.periods, { least: 1 })
  requireWhole('residuals', of.residuals, { least: 1 })
  return Array.from({ length: of.paths }, () => Int32Array.from({ length: of.periods }, () => nextIndex(generator, of.residuals)))
}

type PathStart = Readonly<{ model: GarchParameters; nextVariance: number; path: ArrayLike<number> }>

function pathTotal(residuals: Float64Array, { model, nextVariance, path }: PathStart): number {
  const { mean, omega, alpha, gamma, beta } = model
  let variance = nextVariance
  let total = 0
  for (let k = 0; k < path.length; k++) {
    const shock = (residuals[path[k] as number] as number) * Math.sqrt(variance)
    total += mean + shock
    variance = omega + (shock < 0 ? alpha + gamma : alpha) * shock * shock + beta * variance
  }
  return total
}
