import { requireSameLength, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { solveSymmetric, zeroMatrix } from '../../num/matrix.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** The difference of scores does not vary enough to be foretold. */
export type UnvaryingDifference = Readonly<{ reason: 'unvaryingDifference' }>

/**
 * Giacomini and White's test: can the difference between two models' next scores be foretold from the last one?
 *
 * Unlike Diebold and Mariano's it sees that one model is better in some times and worse in others, though both are as good on average.
 * For forecasts one step ahead; the instruments are a constant and the last difference.
 *
 * @param first - Scores of one model, lower is better.
 * @param second - Scores of the other on the same observations.
 * @returns Chi-square with two degrees of freedom; refused when the differences are all alike.
 * @throws ArgumentError for fewer than four scores, unlike lengths or a number that is not finite.
 * @see R. Giacomini & H. White, "Tests of conditional predictive ability", Econometrica 74 (2006).
 *
 * @example
 * giacominiWhiteTest([1, 2, 3, 1, 2], [1, 1, 2, 2, 4]).ok // true
 */
export function giacominiWhiteTest(first: ArrayLike<number>, second: ArrayLike<number>): Result<ChiSquareOutcome, UnvaryingDifference> {
  requireSeries('first', first, 4)
  requireSeries('second', second)
  requireSameLength(['first', first], ['second', second])
  const differences = Float64Array.from({ length: first.length }, (_, t) => (first[t] as number) - (second[t] as number))
  const pairs = differences.length - 1
  const moments = new Float64Array(2)
  const cross = zeroMatrix(2, 2)
  for (let t = 1; t <= pairs; t++) {
    const difference = differences[t] as number
    const products = [difference, difference * (differences[t - 1] as number)] as const
    for (let i = 0; i < 2; i++) {
      moments[i] = (moments[i] as number) + (products[i] as number)
      for (let j = 0; j < 2; j++)
        cross.values[2 * i + j] = (cross.values[2 * i + j] as number) + (products[i] as number) * (products[j] as number)
    }
  }
  // n times the mean over the mean of squares is the sum over the sum of squares.
  const weights = solveSymmetric(cross, moments)
  if (!weights.ok) return refuse({ reason: 'unvaryingDifference' })
  const quadratic = (weights.value[0] as number) * (moments[0] as number) + (weights.value[1] as number) * (moments[1] as number)
  return accept({ statistic: quadratic, pValue: chiSquareSurvival(Math.max(0, quadratic), 2), degreesOfFreedom: 2 })
}
