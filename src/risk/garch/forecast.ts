import { requirePositive, requireWhole } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { persistenceOf, requireGarchParameters, type GarchParameters } from './model.ts'

/**
 * The variances of the next `steps` returns as expected today: `h[k+1] = omega + persistence * h[k]`.
 *
 * The step beyond the first takes a fall to be as likely as a rise, which holds for the symmetric innovations of these models.
 *
 * @param nextVariance - The filter's forecast for the next return, positive.
 * @returns Shape `[steps]`; `[0]` is `nextVariance`. Above a persistence of 1 they grow without bound.
 * @throws ArgumentError for an argument outside its range.
 * @see Bollerslev, "Generalized autoregressive conditional heteroskedasticity", J. Econometrics 31 (1986).
 *
 * @example
 * const model = { mean: 0, omega: 0.5, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }
 * forecastGarch(model, 3, 2) // [3, 2]
 */
export function forecastGarch(parameters: GarchParameters, nextVariance: number, steps: number): Float64Array {
  requireGarchParameters(parameters)
  requirePositive('nextVariance', nextVariance)
  requireWhole('steps', steps, { least: 1 })
  const persistence = persistenceOf(parameters)
  const variances = new Float64Array(steps)
  let variance = nextVariance
  for (let step = 0; step < steps; step++) {
    variances[step] = variance
    variance = parameters.omega + persistence * variance
  }
  return variances
}

/**
 * The variance of the sum of the next `steps` returns: the sum of their forecasts, as the returns are uncorrelated.
 *
 * @throws ArgumentError for an argument outside its range.
 *
 * @example
 * const model = { mean: 0, omega: 0.5, alpha: 0.25, gamma: 0, beta: 0.25, degreesOfFreedom: Infinity }
 * forecastGarchSum(model, 3, 2) // 5
 */
export function forecastGarchSum(parameters: GarchParameters, nextVariance: number, steps: number): number {
  return compensatedSum(forecastGarch(parameters, nextVariance, steps))
}
