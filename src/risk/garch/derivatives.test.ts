import { describe, expect, test } from 'vitest'
import { garchReturns } from '../../../test/garch-returns.ts'
import { zeroMatrix } from '../../num/matrix.ts'
import { addOuterProducts, derivativesAt, logLikelihoodAt } from './derivatives.ts'
import { filterGarch } from './filter.ts'
import { garchLogLikelihood, logDensityConstant } from './likelihood.ts'
import { parametersAt } from './problem.ts'
import { coordinate, coordinates, createGarchSeries, type GarchSeries } from './series.ts'

const returns = garchReturns(300, { mean: 0.1, omega: 0.05, alpha: 0.05, gamma: 0.1, beta: 0.85, degreesOfFreedom: 6 }, 11)
const sided = createGarchSeries(returns, true)
const even = createGarchSeries(returns, false)
/** Mean, omega, rise, fall, beta, inverse freedom: away from the maximum, so that no slope is 0. */
const points = {
  normal: Float64Array.of(0.05, 0.08, 0.04, 0.16, 0.8, 0),
  student: Float64Array.of(0.05, 0.08, 0.04, 0.16, 0.8, 0.21),
  nearlyNormal: Float64Array.of(-0.02, 0.2, 0.2, 0.01, 0.5, 0.004),
  evenNormal: Float64Array.of(0.05, 0.08, 0.14, 0.14, 0.8, 0),
  evenStudent: Float64Array.of(0.05, 0.08, 0.14, 0.14, 0.8, 0.21),
}
type Name = keyof typeof points
const names = Object.keys(points) as Name[]
const seriesOf = (name: Name): GarchSeries => (name.startsWith('even') ? even : sided)
/** The coordinates that the likelihood of a point reads. */
const read = (name: Name): readonly number[] =>
  [0, 1, 2, 3, 4, 5].filter(
    (j) => (j !== coordinate.fall || seriesOf(name).sided) && (j !== coordinate.inverseFreedom || points[name][j] !== 0),
  )
const moved = (point: Float64Array, j: number, by: number): Float64Array => point.map((value, i) => (i === j ? value + by : value))
const empty = (): Parameters<typeof derivativesAt>[2] => ({
  value: 0,
  gradient: new Float64Array(coordinates),
  hessian: zeroMatrix(coordinates, coordinates),
})

describe('derivatives of the likelihood', () => {
  test.each(names)('behavior: %s: the fast value is the plain one', (name) => {
    const plain = garchLogLikelihood(returns, parametersAt(points[name], 1))
    expect(logLikelihoodAt(seriesOf(name), points[name])).toBeCloseTo(plain, 9)
  })

  test.each(names)('behavior: %s: the gradient is that of differences', (name) => {
    const found = empty()
    const series = seriesOf(name)
    derivativesAt(series, points[name], found)
    for (const j of read(name)) {
      const width = 1e-5
      const rise = logLikelihoodAt(series, moved(points[name], j, width)) - logLikelihoodAt(series, moved(points[name], j, -width))
      expect(found.gradient[j]).toBeCloseTo(rise / (2 * width), 3)
    }
  })

  test.each(names)('behavior: %s: the Hessian is that of differences of the gradient', (name) => {
    const [found, above, below] = [empty(), empty(), empty()]
    const series = seriesOf(name)
    for (const j of read(name)) {
      const width = 1e-6
      derivativesAt(series, moved(points[name], j, width), above)
      derivativesAt(series, moved(points[name], j, -width), below)
      derivativesAt(series, points[name], found)
      for (const k of read(name)) {
        const slope = ((above.gradient[k] as number) - (below.gradient[k] as number)) / (2 * width)
        const entry = found.hessian.values[j * coordinates + k] as number
        expect(Math.abs(entry - slope)).toBeLessThan(1e-4 + 2e-5 * Math.abs(slope))
      }
    }
  })

  test.each(names)('behavior: %s: the outer products are those of the gradients of the returns, one by one', (name) => {
    const series = seriesOf(name)
    const products = zeroMatrix(coordinates, coordinates)
    derivativesAt(series, points[name], empty())
    addOuterProducts(series, points[name], products)
    const expected = zeroMatrix(coordinates, coordinates)
    const scores = read(name).map((j) => [j, scoresOf(points[name], j)] as const)
    for (const [j, first] of scores) {
      for (const [k, second] of scores) {
        expected.values[j * coordinates + k] = first.reduce((sum, value, t) => sum + value * (second[t] as number), 0)
      }
    }
    products.values.forEach((value, at) => {
      const sought = expected.values[at] as number
      expect(Math.abs(value - sought)).toBeLessThan(1e-4 + 1e-5 * Math.abs(sought))
    })

    /** Differences of the log-likelihood of each return by one coordinate. */
    function scoresOf(point: Float64Array, j: number): readonly number[] {
      const ofReturns = (by: number): readonly number[] => {
        const shifted = moved(point, j, by)
        if (!series.sided) shifted[coordinate.fall] = shifted[coordinate.rise] as number
        const parameters = parametersAt(shifted, 1)
        const variances = filterGarch(returns, parameters)
        const { degreesOfFreedom: freedom, mean } = parameters
        const constant = logDensityConstant(freedom)
        return Array.from(returns, (value, t) => {
          const variance = variances[t] as number
          const square = ((value - mean) * (value - mean)) / variance
          const body = freedom === Infinity ? -0.5 * square : -0.5 * (freedom + 1) * Math.log1p(square / (freedom - 2))
          return constant + body - 0.5 * Math.log(variance)
        })
      }
      const [above, below] = [ofReturns(1e-6), ofReturns(-1e-6)]
      return above.map((value, t) => (value - (below[t] as number)) / 2e-6)
    }
  })
})
