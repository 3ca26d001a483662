import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import { logarithmOfGamma } from '../../num/special.ts'
import { filterGarch } from './filter.ts'
import type { GarchParameters } from './model.ts'

/**
 * The logarithm of the likelihood of returns under a GARCH model, with the constant of two pi.
 *
 * This is the plain form, a logarithm for each return; fits use a faster one that is held to it.
 *
 * @param returns - In the unit of the parameters, shape `[n]`.
 * @throws ArgumentError for an empty series, a number that is not finite, or parameters outside their range.
 * @see Bollerslev, "A conditionally heteroskedastic time series model for speculative prices and rates of return", Review of
 *   Economics and Statistics 69 (1987), for Student's t.
 *
 * @example
 * const model = { mean: 0, omega: 0.5, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }
 * garchLogLikelihood([1, -1], model) // -2.83787706641
 */
export function garchLogLikelihood(returns: ArrayLike<number>, parameters: GarchParameters): number {
  const variances = filterGarch(returns, parameters)
  const logDensity = standardisedLogDensity(parameters.degreesOfFreedom)
  const sum = createSum()
  for (let t = 0; t < returns.length; t++) {
    const variance = variances[t] as number
    const residual = (returns[t] as number) - parameters.mean
    addToSum(sum, logDensity((residual * residual) / variance) - 0.5 * naturalLogarithm(variance))
  }
  return totalOf(sum)
}

/**
 * The constant of the logarithm of a density of unit variance: that of Student's t with `degreesOfFreedom`, or of the normal at infinity.
 *
 * @example
 * logDensityConstant(Infinity) // -0.9189385332046727
 */
export function logDensityConstant(degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return -0.5 * naturalLogarithm(2 * Math.PI)
  const half = degreesOfFreedom / 2
  return logarithmOfGamma(half + 0.5) - logarithmOfGamma(half) - 0.5 * naturalLogarithm(Math.PI * (degreesOfFreedom - 2))
}

/** The logarithm of the density of unit variance as a function of the square. */
function standardisedLogDensity(degreesOfFreedom: number): (square: number) => number {
  const constant = logDensityConstant(degreesOfFreedom)
  if (degreesOfFreedom === Infinity) return (square) => constant - 0.5 * square
  return (square) => constant - 0.5 * (degreesOfFreedom + 1) * logarithmOfOnePlus(square / (degreesOfFreedom - 2))
}
