import { requireSameLength, requireSeries } from '../base/argument.ts'
import { addToSum, createSum, totalOf } from './compensated-sum.ts'

/**
 * The arithmetic mean.
 *
 * @throws ArgumentError for no numbers or one that is not finite.
 *
 * @example
 * meanOf([1, 2, 4.5]) // 2.5
 */
export function meanOf(values: ArrayLike<number>): number {
  requireSeries('values', values)
  return sumOf(values, (value) => value) / values.length
}

/** Which divisor a variance has: the number of values, or one less, which is unbiased for independent values. */
export type Divisor = 'count' | 'countLessOne'

/**
 * The variance, in two passes.
 *
 * @returns 0 or above, in the square of the values' unit.
 * @throws ArgumentError for one number where the divisor is one less, or for a number that is not finite.
 *
 * @example
 * varianceOf([1, 2, 3]) // 1
 */
export function varianceOf(values: ArrayLike<number>, divisor: Divisor = 'countLessOne'): number {
  return covarianceOf(values, values, divisor)
}

/**
 * The covariance of two series of the same length, in two passes.
 *
 * @throws ArgumentError as for `varianceOf`, and for series of unlike length.
 *
 * @example
 * covarianceOf([1, 2, 3], [2, 4, 6]) // 2
 */
export function covarianceOf(first: ArrayLike<number>, second: ArrayLike<number>, divisor: Divisor = 'countLessOne'): number {
  requireSeries('first', first, divisor === 'count' ? 1 : 2)
  requireSeries('second', second)
  requireSameLength(['first', first], ['second', second])
  const [firstMean, secondMean] = [meanOf(first), meanOf(second)]
  const products = createSum()
  for (let i = 0; i < first.length; i++) addToSum(products, ((first[i] as number) - firstMean) * ((second[i] as number) - secondMean))
  return totalOf(products) / (divisor === 'count' ? first.length : first.length - 1)
}

/**
 * The skewness: the third central moment over the standard deviation cubed, both with the number of values as divisor.
 *
 * @returns 0 for a series that does not vary.
 * @throws ArgumentError for no numbers or one that is not finite.
 *
 * @example
 * skewnessOf([1, 2, 3]) // 0
 */
export function skewnessOf(values: ArrayLike<number>): number {
  const variance = varianceOf(values, 'count')
  return variance === 0 ? 0 : centralMoment(values, 3) / (variance * Math.sqrt(variance))
}

/**
 * The excess kurtosis: the fourth central moment over the variance squared, less 3; 0 for a normal distribution.
 *
 * @returns -2 or above; 0 for a series that does not vary.
 * @throws ArgumentError for no numbers or one that is not finite.
 *
 * @example
 * excessKurtosisOf([-1, 1]) // -2
 */
export function excessKurtosisOf(values: ArrayLike<number>): number {
  const variance = varianceOf(values, 'count')
  return variance === 0 ? 0 : centralMoment(values, 4) / (variance * variance) - 3
}

function centralMoment(values: ArrayLike<number>, order: 3 | 4): number {
  const mean = meanOf(values)
  return (
    sumOf(values, (value) => {
      const away = value - mean
      return order === 3 ? away * away * away : away * away * away * away
    }) / values.length
  )
}

function sumOf(values: ArrayLike<number>, term: (value: number) => number): number {
  const sum = createSum()
  for (let i = 0; i < values.length; i++) addToSum(sum, term(values[i] as number))
  return totalOf(sum)
}
