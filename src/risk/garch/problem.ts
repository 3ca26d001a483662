import type { Derivatives, SmoothProblem } from '../../num/bounded-newton.ts'
import { zeroMatrix } from '../../num/matrix.ts'
import { derivativesAt, logLikelihoodAt } from './derivatives.ts'
import type { GarchParameterName, GarchParameters } from './model.ts'
import { coordinate, coordinates, type GarchSeries } from './series.ts'

/** What is fitted. */
export type GarchShape = Readonly<{
  mean: 'constant' | 'zero'
  model: 'garch' | 'gjr'
  distribution: 'normal' | 'studentT'
  /** `free`, or `integrated`: persistence is exactly 1, and beta follows from the rest. */
  persistence: 'free' | 'integrated'
}>

/** One number the search may change: which coordinates of a point it moves, by how much, and how far it may go. */
export type Direction = Readonly<{
  name: GarchParameterName
  moves: readonly (readonly [coordinate: number, weight: number])[]
  lower: number
  upper: number
}>

/** The log-likelihood of a series under a shape, as a problem to be maximised. */
export type GarchProblem = SmoothProblem & Readonly<{ series: GarchSeries; shape: GarchShape; directions: readonly Direction[] }>

/** Below this constant a unit variance has none. */
const leastOmega = 1e-10
/** Beyond a thousand degrees of freedom Student's t is the normal, and close to two its variance has no estimate. */
const leastInverseFreedom = 1e-3
const mostInverseFreedom = 1 / 2.001

/**
 * Makes the problem of a series that was scaled to about unit variance.
 *
 * @example
 * const problem = garchProblem(series, { mean: 'constant', model: 'garch', distribution: 'normal', persistence: 'free' })
 */
export function garchProblem(series: GarchSeries, shape: GarchShape): GarchProblem {
  const directions = directionsOf(shape)
  const whole: Derivatives = {
    value: 0,
    gradient: new Float64Array(coordinates),
    hessian: zeroMatrix(coordinates, coordinates),
  }
  return {
    series,
    shape,
    directions,
    lower: Float64Array.from(directions, ({ lower }) => lower),
    upper: Float64Array.from(directions, ({ upper }) => upper),
    valueAt: (position) => {
      const point = pointAt(shape, directions, position)
      return (point[coordinate.beta] as number) < 0 ? -Infinity : logLikelihoodAt(series, point)
    },
    derivativesAt: (position, into) => {
      const point = pointAt(shape, directions, position)
      derivativesAt(series, point, whole)
      into.value = (point[coordinate.beta] as number) < 0 ? -Infinity : whole.value
      reduce(directions, whole, into)
    },
  }
}

/**
 * The coordinates of a position of the search.
 *
 * @example
 * pointAt(problem.shape, problem.directions, position)
 */
export function pointAt(shape: GarchShape, directions: readonly Direction[], position: ArrayLike<number>): Float64Array {
  const point = new Float64Array(coordinates)
  if (shape.persistence === 'integrated') point[coordinate.beta] = 1
  directions.forEach(({ moves }, i) => {
    for (const [at, weight] of moves) point[at] = (point[at] as number) + weight * (position[i] as number)
  })
  if (shape.model === 'garch') point[coordinate.fall] = point[coordinate.rise] as number
  return point
}

/**
 * The position of the search nearest to a point.
 *
 * @example
 * positionAt(problem.directions, point)
 */
export function positionAt(directions: readonly Direction[], point: ArrayLike<number>): Float64Array {
  return Float64Array.from(directions, ({ moves }) => point[(moves[0] as readonly [number, number])[0]] as number)
}

/**
 * The parameters of a point, in the unit of the returns before they were divided by `scale`.
 *
 * @example
 * parametersAt(point, 1)
 */
export function parametersAt(point: Float64Array, scale: number): GarchParameters {
  const rise = point[coordinate.rise] as number
  const inverseFreedom = point[coordinate.inverseFreedom] as number
  return {
    mean: (point[coordinate.mean] as number) * scale,
    omega: (point[coordinate.omega] as number) * scale * scale,
    alpha: rise,
    gamma: (point[coordinate.fall] as number) - rise,
    beta: point[coordinate.beta] as number,
    degreesOfFreedom: inverseFreedom > 0 ? 1 / inverseFreedom : Infinity,
  }
}

function directionsOf({ mean, model, distribution, persistence }: GarchShape): readonly Direction[] {
  const isFree = persistence === 'free'
  const taken = (weight: number): Direction['moves'] => (isFree ? [] : [[coordinate.beta, -weight]])
  const most = isFree ? Infinity : 2
  const directions: Direction[] = []
  if (mean === 'constant') directions.push({ name: 'mean', moves: [[coordinate.mean, 1]], lower: -Infinity, upper: Infinity })
  directions.push({ name: 'omega', moves: [[coordinate.omega, 1]], lower: leastOmega, upper: Infinity })
  if (model === 'gjr') {
    directions.push({ name: 'alpha', moves: [[coordinate.rise, 1], ...taken(0.5)], lower: 0, upper: most })
    directions.push({ name: 'gamma', moves: [[coordinate.fall, 1], ...taken(0.5)], lower: 0, upper: most })
  } else {
    directions.push({ name: 'alpha', moves: [[coordinate.rise, 1], ...taken(1)], lower: 0, upper: most / 2 })
  }
  if (isFree) directions.push({ name: 'beta', moves: [[coordinate.beta, 1]], lower: 0, upper: 1 })
  if (distribution === 'studentT') {
    const bounds = { lower: leastInverseFreedom, upper: mostInverseFreedom }
    directions.push({ name: 'degreesOfFreedom', moves: [[coordinate.inverseFreedom, 1]], ...bounds })
  }
  return directions
}

/** From derivatives by coordinates to those by directions. */
function reduce(directions: readonly Direction[], whole: Derivatives, into: Derivatives): void {
  const size = directions.length
  for (let i = 0; i < size; i++) {
    const first = (directions[i] as Direction).moves
    let slope = 0
    for (const [at, weight] of first) slope += weight * (whole.gradient[at] as number)
    into.gradient[i] = slope
    for (let k = 0; k <= i; k++) {
      const curvature = curvatureOf(whole, first, (directions[k] as Direction).moves)
      into.hessian.values[i * size + k] = curvature
      into.hessian.values[k * size + i] = curvature
    }
  }
}

function curvatureOf({ hessian }: Derivatives, first: Direction['moves'], second: Direction['moves']): number {
  let sum = 0
  for (const [row, left] of first) {
    for (const [column, right] of second) sum += left * right * (hessian.values[row * coordinates + column] as number)
  }
  return sum
}
