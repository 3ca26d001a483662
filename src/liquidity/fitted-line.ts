import { requireSameLength, requireSeries } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { meanOf } from '../num/moments.ts'
import { leastSquares, standardErrors, type Covariance, type LeastSquares } from '../num/regression.ts'

/** A line fitted by least squares. */
export type FittedLine = Readonly<{
  intercept: number
  slope: number
  observations: number
  /** The share of the response's variance explained; absent when the response does not vary. */
  rSquared?: number
  /** The fit with the regressor around its mean, from which standard errors are made. */
  centred: LeastSquares
}>

/** Why there is no line: fewer than three points, or a regressor that does not vary. */
export type NoLine = Readonly<{ reason: 'tooFewObservations' | 'constantRegressor'; observations: number }>

/**
 * Fits `response = intercept + slope * regressor`. The regressor is taken around its mean, so that a large level costs no digits.
 *
 * @returns Refused for fewer than three points, which leave no residual, and for a regressor that does not vary.
 * @throws ArgumentError for series of unlike length or a number that is not finite.
 *
 * @example
 * fitLine([1, 3, 5], [0, 1, 2]) // intercept 1, slope 2
 */
export function fitLine(response: ArrayLike<number>, regressor: ArrayLike<number>): Result<FittedLine, NoLine> {
  requireSeries('response', response, 0)
  requireSeries('regressor', regressor, 0)
  requireSameLength(['response', response], ['regressor', regressor])
  const observations = response.length
  if (observations < 3) return refuse({ reason: 'tooFewObservations', observations })
  if (isConstant(regressor)) return refuse({ reason: 'constantRegressor', observations })
  const mean = meanOf(regressor)
  const level = meanOf(response)
  const fit = leastSquares(
    Float64Array.from(response, (value) => value - level),
    [new Float64Array(observations).fill(1), Float64Array.from(regressor, (value) => value - mean)],
  )
  if (!fit.ok) return refuse({ reason: 'constantRegressor', observations })
  const [shift, slope] = [fit.value.coefficients[0] as number, fit.value.coefficients[1] as number]
  const varies = isConstant(response) ? {} : { rSquared: fit.value.rSquared }
  return accept({ intercept: level + shift - slope * mean, slope, observations, centred: fit.value, ...varies })
}

/**
 * The standard error of a line's slope.
 *
 * @example
 * slopeError(line, { kind: 'hc1' })
 */
export function slopeError(line: FittedLine, covariance: Covariance): number {
  return standardErrors(line.centred, covariance)[1] as number
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}
