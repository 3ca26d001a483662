import { requireWhole } from '../base/argument.ts'
import { cosine } from './elementary.ts'

/** Points and weights of a quadrature rule: the integral is about the sum of weight times value at the point. */
export type Quadrature = Readonly<{ points: Float64Array; weights: Float64Array }>

/**
 * The Gauss-Legendre rule with `count` points over an interval, exact for polynomials up to degree `2 count - 1`; points rise.
 *
 * @throws ArgumentError unless `count` is a whole number from 1 to 2,000.
 * @see Press et al., "Numerical Recipes" (2007), section 4.6: Newton's method on the Legendre recursion.
 *
 * @example
 * gaussLegendre(2, { low: -1, high: 1 }).weights[0] // 1.0000000000000002
 */
export function gaussLegendre(count: number, interval: Readonly<{ low: number; high: number }>): Quadrature {
  requireWhole('count', count, { least: 1, most: 2_000 })
  const points = new Float64Array(count)
  const weights = new Float64Array(count)
  const middle = 0.5 * (interval.high + interval.low)
  const half = 0.5 * (interval.high - interval.low)
  for (let i = 0; i < Math.ceil(count / 2); i++) {
    const { root, slope } = legendreRoot(count, cosine((Math.PI * (i + 0.75)) / (count + 0.5)))
    const weight = (2 * half) / ((1 - root * root) * slope * slope)
    points[i] = middle - half * root
    points[count - 1 - i] = middle + half * root
    weights[i] = weight
    weights[count - 1 - i] = weight
  }
  return { points, weights }
}

/** A root of the Legendre polynomial near `start`, and the polynomial's slope there. */
function legendreRoot(degree: number, start: number): Readonly<{ root: number; slope: number }> {
  let root = start
  let slope = 0
  for (let step = 0; step < 20; step++) {
    let [value, before] = [1, 0]
    for (let j = 1; j <= degree; j++) [value, before] = [((2 * j - 1) * root * value - (j - 1) * before) / j, value]
    slope = (degree * (root * value - before)) / (root * root - 1)
    const moved = root - value / slope
    const isThere = Math.abs(moved - root) <= 1e-16
    root = moved
    if (isThere) break
  }
  return { root, slope }
}
