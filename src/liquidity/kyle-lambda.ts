import { requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { fitLine, slopeError, type NoLine } from './fitted-line.ts'

/** Kyle's lambda with three standard errors of it. */
export type KyleLambda = Readonly<{
  /** Price change for one unit of signed volume. */
  lambda: number
  alpha: number
  standardError: number
  /** Robust to unequal variances. */
  standardErrorHc1: number
  /** Robust to autocorrelation too. */
  standardErrorNeweyWest: number
  /** Absent when the fit leaves no residual. */
  tStatistic?: number
  /** Absent when the price does not move. */
  rSquared?: number
  observations: number
}>

/**
 * Kyle's lambda: how far the price moves for each unit of signed volume, by least squares of `change = alpha + lambda * volume + e`.
 *
 * @param priceChanges - Shape `[n]`: of bins of one to five minutes.
 * @param signedVolumes - Shape `[n]`: bought less sold, in the same bins.
 * @param options - `lags` of the Newey-West error: Bartlett weights, no prewhitening, no small-sample correction; below `n`.
 * @returns Refused for fewer than three bins, and for volume that does not vary.
 * @throws ArgumentError for series of unlike length, a number that is not finite, lags out of range.
 * @see Kyle, "Continuous auctions and insider trading", Econometrica 53 (1985); Newey & West, Econometrica 55 (1987).
 *
 * @example
 * kyleLambda([2, -2, 4], [1, -1, 2], { lags: 0 }) // accept({ lambda: 2, alpha: 0 })
 */
export function kyleLambda(
  priceChanges: ArrayLike<number>,
  signedVolumes: ArrayLike<number>,
  options: Readonly<{ lags: number }>,
): Result<KyleLambda, NoLine> {
  requireWhole('lags', options.lags, { least: 0 })
  const line = fitLine(priceChanges, signedVolumes)
  if (!line.ok) return refuse(line.refusal)
  const { slope, intercept, rSquared, observations } = line.value
  // Lags beyond the sample would add nothing, but they would still weigh the others.
  requireWhole('lags', options.lags, { least: 0, most: observations - 1 })
  const standardError = slopeError(line.value, { kind: 'classic' })
  return accept({
    lambda: slope,
    alpha: intercept,
    standardError,
    standardErrorHc1: slopeError(line.value, { kind: 'hc1' }),
    standardErrorNeweyWest: slopeError(line.value, { kind: 'neweyWest', lags: options.lags }),
    observations,
    ...(standardError > 0 && { tStatistic: slope / standardError }),
    ...(rSquared !== undefined && { rSquared }),
  })
}
