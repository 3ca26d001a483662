import { describe, expect, test } from 'vitest'
import { garchReturns } from '../../../test/garch-returns.ts'
import { zeroMatrix } from '../../num/matrix.ts'
import { addOuterProducts, derivativesAt, logLikelihoodAt } from './derivatives.ts'
import { garchLogLikelihood } from './likelihood.ts'
import { parametersAt } from './problem.ts'
import { coordinate, coordinates, createGarchSeries } from './series.ts'

const returns = garchReturns(300, { mean: 0.1, omega: 0.05, alpha: 0.05, gamma: 0.1, beta: 0.85, degreesOfFreedom: 6 }, 11)
const series = createGarchSeries(returns)
/** Mean, omega, rise, fall, beta, inverse freedom: away from the maximum, so that no slope is 0. */
const points = {
  normal: Float64Array.of(0.05, 0.08, 0.04, 0.16, 0.8, 0),
  student: Float64Array.of(0.05, 0.08, 0.04, 0.16, 0.8, 0.21),
  nearlyNormal: Float64Array.of(-0.02, 0.2, 0.2, 0.01, 0.5, 0.004),
}
const names = Object.keys(points) as (keyof typeof points)[]
const moved = (point: Float64Array, j: number, by: number): Float64Array => point.map((value, i) => (i === j ? value + by : value))
const empty = (): Parameters<typeof derivativesAt>[2] => ({
  value: 0,
  gradient: new Float64Array(coordinates),
  hessian: zeroMatrix(coordinates, coordinates),
})

describe('derivatives of the likelihood', () => {
  test.each(names)('behavior: %s: the fast value is the plain one', (name) => {
    const plain = garchLogLikelihood(returns, parametersAt(points[name], 1))
    expect(logLikelihoodAt(series, points[name])).toBeCloseTo(plain, 9)
  })

  test.each(names)('behavior: %s: the gradient is that of differences', (name) => {
    const found = empty()
    derivativesAt(series, points[name], found)
    const last = name === 'normal' ? coordinate.beta : coordinate.inverseFreedom
    for (let j = 0; j <= last; j++) {
      const width = 1e-5
      const rise = logLikelihoodAt(series, moved(points[name], j, width)) - logLikelihoodAt(series, moved(points[name], j, -width))
      expect(found.gradient[j]).toBeCloseTo(rise / (2 * width), 3)
    }
  })

  test.each(names)('behavior: %s: the Hessian is that of differences of the gradient', (name) => {
    const [found, above, below] = [empty(), empty(), empty()]
    const last = name === 'normal' ? coordinate.beta : coordinate.inverseFreedom
    for (let j = 0; j <= last; j++) {
      const width = 1e-6
      derivativesAt(series, moved(points[name], j, width), above)
      derivativesAt(series, moved(points[name], j, -width), below)
      derivativesAt(series, points[name], found)
      for (let k = 0; k <= last; k++) {
        const slope = ((above.gradient[k] as number) - (below.gradient[k] as number)) / (2 * width)
        const entry = found.hessian.values[j * coordinates + k] as number
        expect(Math.abs(entry - slope)).toBeLessThan(1e-4 + 2e-5 * Math.abs(slope))
      }
    }
  })

  test.each(names)('behavior: %s: the scores of all returns add up to the gradient, and their products are of the right size', (name) => {
    const found = empty()
    derivativesAt(series, points[name], found)
    const products = zeroMatrix(coordinates, coordinates)
    addOuterProducts(series, points[name], products)
    // By Cauchy and Schwarz the square of a sum is at most the sum of squares times their count.
    for (let j = 0; j <= coordinate.beta; j++) {
      const slope = found.gradient[j] as number
      expect(slope * slope).toBeLessThanOrEqual((products.values[j * coordinates + j] as number) * returns.length)
    }
    expect(products.values[1]).toBe(products.values[coordinates])
  })
})
