import { accept, refuse, type Result } from '../../base/result.ts'
import type { Maximum } from '../../num/bounded-newton.ts'
import { inverseOf, multiply, transposed, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { addOuterProducts } from './derivatives.ts'
import type { GarchParameterName } from './model.ts'
import { pointAt, type GarchProblem } from './problem.ts'
import { coordinate, coordinates } from './series.ts'

/** Standard errors by parameter, in its unit. Absent for a parameter that is not estimated or held at a bound. */
export type StandardErrors = Readonly<Partial<Record<GarchParameterName, number>>>

/** Why there are no standard errors: the likelihood does not bend downwards in every direction, or the scores do not span all. */
export type NoStandardErrors = Readonly<{ reason: 'hessianNotNegativeDefinite' | 'scoresDependent'; pivot: number }>

/** Three estimates of how far the parameters may lie off. */
export type GarchStandardErrors = Readonly<{
  /** From the inverse of the negative Hessian. */
  hessian: Result<StandardErrors, NoStandardErrors>
  /** From the inverse of the outer products of the gradient. */
  outerProduct: Result<StandardErrors, NoStandardErrors>
  /** From both, sound also when the returns are not of the distribution that was fitted. */
  bollerslevWooldridge: Result<StandardErrors, NoStandardErrors>
}>

const names: readonly GarchParameterName[] = ['mean', 'omega', 'alpha', 'gamma', 'beta', 'degreesOfFreedom']

/**
 * Standard errors at a maximum, all derivatives analytic. Parameters at a bound are taken as known.
 *
 * @param scale - By what the returns were divided.
 * @see Bollerslev & Wooldridge, "Quasi-maximum likelihood estimation and inference in dynamic models with time-varying covariances",
 *   Econometric Reviews 11 (1992).
 *
 * @example
 * garchStandardErrors(problem, maximum, 1).hessian
 */
export function garchStandardErrors(problem: GarchProblem, maximum: Maximum, scale: number): GarchStandardErrors {
  const free = maximum.held.flatMap((isHeld, i) => (isHeld ? [] : [i]))
  const jacobian = jacobianOf(problem, maximum, free)
  const report = (covariance: Matrix): StandardErrors => rootsOfDiagonal(jacobian, covariance, scale)
  const curvature = inverseOf(chosen(maximum.derivatives.hessian, free, -1))
  const products = outerProductsOf(problem, maximum.point, free)
  const spread = inverseOf(products)
  const bent = curvature.ok ? curvature : refuse({ reason: 'hessianNotNegativeDefinite' as const, pivot: curvature.refusal.pivot })
  return {
    hessian: bent.ok ? accept(report(bent.value)) : bent,
    outerProduct: spread.ok ? accept(report(spread.value)) : refuse({ reason: 'scoresDependent', pivot: spread.refusal.pivot }),
    bollerslevWooldridge: bent.ok ? accept(report(multiply(multiply(bent.value, products), bent.value))) : bent,
  }
}

/** What each parameter does when a direction moves: rows are parameters, columns the free directions. */
function jacobianOf(problem: GarchProblem, maximum: Maximum, free: readonly number[]): Matrix {
  const inverseFreedom = pointAt(problem.shape, problem.directions, maximum.point)[coordinate.inverseFreedom] as number
  const jacobian = zeroMatrix(names.length, free.length)
  free.forEach((direction, column) => {
    const moved = new Float64Array(coordinates)
    for (const [at, weight] of problem.directions[direction]?.moves ?? []) moved[at] = weight
    if (problem.shape.model === 'garch') moved[coordinate.fall] = moved[coordinate.rise] as number
    const [mean = 0, omega = 0, rise = 0, fall = 0, beta = 0, inverse = 0] = moved
    const changes = [mean, omega, rise, fall - rise, beta, inverse === 0 ? 0 : -inverse / (inverseFreedom * inverseFreedom)]
    changes.forEach((change, row) => (jacobian.values[row * free.length + column] = change))
  })
  return jacobian
}

/** The unit of the returns comes in after the root, as its powers might leave the doubles before. */
function rootsOfDiagonal(jacobian: Matrix, covariance: Matrix, scale: number): StandardErrors {
  const mapped = multiply(multiply(jacobian, covariance), transposed(jacobian))
  const roots = names.map((name, row) => [name, Math.sqrt(mapped.values[row * names.length + row] as number)] as const)
  const units: Readonly<Partial<Record<GarchParameterName, number>>> = { mean: scale, omega: scale * scale }
  return Object.fromEntries(roots.filter(([, root]) => root > 0).map(([name, root]) => [name, root * (units[name] ?? 1)]))
}

function outerProductsOf(problem: GarchProblem, position: Float64Array, free: readonly number[]): Matrix {
  const whole = zeroMatrix(coordinates, coordinates)
  addOuterProducts(problem.series, pointAt(problem.shape, problem.directions, position), whole)
  const directions = zeroMatrix(coordinates, problem.directions.length)
  problem.directions.forEach(({ moves }, column) => {
    for (const [row, weight] of moves) directions.values[row * problem.directions.length + column] = weight
  })
  return chosen(multiply(multiply(transposed(directions), whole), directions), free, 1)
}

function chosen(matrix: Matrix, rows: readonly number[], sign: 1 | -1): Matrix {
  const part = zeroMatrix(rows.length, rows.length)
  rows.forEach((row, i) => {
    rows.forEach((column, j) => (part.values[i * rows.length + j] = sign * (matrix.values[row * matrix.columns + column] as number)))
  })
  return part
}
