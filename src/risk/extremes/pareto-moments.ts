import { requirePositiveSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import type { ParetoParameters } from './generalised-pareto.ts'

/** Why moments give no parameters. */
export type NoParetoMoments = Readonly<{ reason: 'tooFewExcesses'; found: number; needed: number } | { reason: 'allEqual'; value: number }>

/**
 * Fits a generalised Pareto distribution by probability-weighted moments: quick, stable in small samples, and right only for shapes
 * below 1/2 or so.
 *
 * @param excesses - Losses less the threshold, all above 0; any order.
 * @returns Refused for fewer than two excesses, or all equal.
 * @throws ArgumentError for an excess that is not finite or not above 0.
 * @see Hosking & Wallis, "Parameter and quantile estimation for the generalized Pareto distribution", Technometrics 29 (1987), with
 *   plotting positions (i - 0.35) / n.
 *
 * @example
 * paretoByMoments([0.5, 1, 2, 4])
 */
export function paretoByMoments(excesses: ArrayLike<number>): Result<ParetoParameters, NoParetoMoments> {
  requirePositiveSeries('excesses', excesses, 0)
  const n = excesses.length
  if (n < 2) return refuse({ reason: 'tooFewExcesses', found: n, needed: 2 })
  const ascending = Float64Array.from(excesses).sort()
  if (ascending[0] === ascending[n - 1]) return refuse({ reason: 'allEqual', value: ascending[0] as number })
  const [plain, weighted] = [createSum(), createSum()]
  for (let i = 0; i < n; i++) {
    const y = ascending[i] as number
    addToSum(plain, y)
    addToSum(weighted, y * (1 - (i + 0.65) / n))
  }
  const [first, second] = [totalOf(plain) / n, totalOf(weighted) / n]
  const gap = first - 2 * second
  return accept({ shape: 2 - first / gap, scale: (2 * first * second) / gap })
}
