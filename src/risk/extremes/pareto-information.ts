import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { logarithmOfOnePlus } from '../../num/elementary.ts'

/** Standard errors and the covariance of shape and scale. */
export type ParetoErrors = Readonly<{ shape: number; scale: number; covariance: number }>

/** Why there are no standard errors. */
export type NotRegular = Readonly<{ reason: 'shapeNotRegular'; shape: number } | { reason: 'informationNotPositive' }>

/**
 * Standard errors of a generalised Pareto fit from the observed information: minus the second derivatives of the log-likelihood.
 *
 * @param excesses - Above 0 and inside the support of the distribution.
 * @returns Refused at a shape of -1/2 or below, where the estimate is not normal in the limit.
 * @see R. Smith, "Maximum likelihood estimation in a class of nonregular cases", Biometrika 72 (1985).
 *
 * @example
 * standardErrorsOf(excesses, { shape: 0.5, scale: 7 })
 */
export function standardErrorsOf(
  excesses: ArrayLike<number>,
  at: Readonly<{ shape: number; scale: number }>,
): Result<ParetoErrors, NotRegular> {
  if (at.shape <= -0.5) return refuse({ reason: 'shapeNotRegular', shape: at.shape })
  return observedErrorsOf(excesses, at)
}

/**
 * The inverse of the observed information whatever the shape. At a shape of -1/2 or below it says how sharp the likelihood is at its
 * top, not how far the estimate may be out.
 *
 * @example
 * observedErrorsOf(excesses, { shape: -0.6, scale: 1 })
 */
export function observedErrorsOf(
  excesses: ArrayLike<number>,
  at: Readonly<{ shape: number; scale: number }>,
): Result<ParetoErrors, NotRegular> {
  const { shape, scale } = at
  const [byShape, mixed, byScale] = [createSum(), createSum(), createSum()]
  for (let i = 0; i < excesses.length; i++) {
    const w = (excesses[i] as number) / scale
    const z = 1 + shape * w
    addToSum(byShape, -shapeCurvature(w, shape))
    addToSum(mixed, -(w * (1 - w)) / (scale * z * z))
    addToSum(byScale, -(1 - ((1 + shape) * w * (2 + shape * w)) / (z * z)) / (scale * scale))
  }
  const [a, b, c] = [totalOf(byShape), totalOf(mixed), totalOf(byScale)]
  const determinant = a * c - b * b
  if (!(a > 0 && determinant > 0)) return refuse({ reason: 'informationNotPositive' })
  return accept({ shape: Math.sqrt(c / determinant), scale: Math.sqrt(a / determinant), covariance: -b / determinant })
}

/** The second derivative of one log-density by the shape; near 0 as a series, where the closed form is a difference of infinities. */
function shapeCurvature(w: number, shape: number): number {
  const x = shape * w
  const z = 1 + x
  const ratio = w / z
  if (Math.abs(x) > 0.05) {
    return (-2 * logarithmOfOnePlus(x)) / (shape * shape * shape) + (2 * ratio) / (shape * shape) + (1 + 1 / shape) * ratio * ratio
  }
  let sum = 0
  let term = -1
  for (let k = 3; k < 18; k++) {
    sum += term * (2 / k + k - 3)
    term *= -x
  }
  return ratio * ratio + w * w * w * sum
}
