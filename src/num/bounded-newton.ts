import { zeroMatrix, choleskyOf, solveFactored, type Matrix } from './matrix.ts'

/** Value, gradient and Hessian at a point, filled in place. */
export type Derivatives = { value: number; readonly gradient: Float64Array; readonly hessian: Matrix }

/** A smooth function to be made largest within bounds. */
export type SmoothProblem = Readonly<{
  lower: Float64Array
  upper: Float64Array
  /** The value alone, for backtracking; minus infinity where the function does not exist. */
  valueAt: (point: Float64Array) => number
  derivativesAt: (point: Float64Array, into: Derivatives) => void
}>

/** What a search found. */
export type Maximum = Readonly<{
  point: Float64Array
  /** Those before the last step, which gained next to nothing. */
  derivatives: Derivatives
  iterations: number
  /** Whether the step still to take would gain next to nothing. */
  converged: boolean
  /** Which coordinates are held at a bound by a gradient that points beyond it. */
  held: readonly boolean[]
}>

/** About what rounding leaves of a likelihood of thousands of observations. */
const leastGain = 1e-13
const mostIterations = 200

/**
 * Climbs from a start by Newton's method to a local maximum within bounds.
 *
 * Coordinates at a bound whose gradient points outward are held; the others take a Newton step, damped along the diagonal while the
 * Hessian is not negative definite, cut at the bounds, and halved until the function rises.
 *
 * @param start - Moved into the bounds first.
 * @param negligibleGain - A gain of the function that is not worth another step; 1e-13 by default.
 * @see Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM J. Control and Optimization 20
 *   (1982).
 *
 * @example
 * maximiseBounded(problem, Float64Array.of(0.1, 0.8)).point
 */
export function maximiseBounded(problem: SmoothProblem, start: Float64Array, negligibleGain = leastGain): Maximum {
  let here = placeAt(clamped(problem, start))
  let next = placeAt(here.point)
  problem.derivativesAt(here.point, here.derivatives)
  for (let iterations = 0; ; iterations++) {
    const held = heldAt(problem, here)
    const step = newtonStep(here.derivatives, held)
    const gain = dot(step, here.derivatives.gradient)
    const found = { point: here.point, derivatives: here.derivatives, iterations, held }
    if (!(gain > negligibleGain)) return { ...found, point: clamped(problem, moved(here.point, step)), converged: gain >= 0 }
    if (iterations === mostIterations || !climb(problem, here, next, step)) return { ...found, converged: gain < 1e-7 }
    ;[here, next] = [next, here]
  }
}

type Place = { readonly point: Float64Array; readonly derivatives: Derivatives }

function placeAt(point: Float64Array): Place {
  const size = point.length
  return { point: point.slice(), derivatives: { value: 0, gradient: new Float64Array(size), hessian: zeroMatrix(size, size) } }
}

/** Moves `next` up along the step from `here`; false when no length of the step rises. */
function climb(problem: SmoothProblem, here: Place, next: Place, step: Float64Array): boolean {
  const { value, gradient } = here.derivatives
  // Two sums of the same terms differ by their rounding.
  const noise = 1e-14 * Math.abs(value)
  for (let length = 1; length > 1e-12; length *= 0.5) {
    const rise = moveTo(problem, next.point, { from: here.point, step, length, gradient })
    // A whole step is nearly always taken, and then its derivatives are needed anyway.
    if (length === 1) problem.derivativesAt(next.point, next.derivatives)
    const reached = length === 1 ? next.derivatives.value : problem.valueAt(next.point)
    if (!(reached >= value + 1e-4 * rise - noise) || reached === Infinity) continue
    if (length !== 1) problem.derivativesAt(next.point, next.derivatives)
    return true
  }
  return false
}

/** Sets `point`, cut at the bounds, and gives the rise that the gradient promises. */
function moveTo(
  problem: SmoothProblem,
  point: Float64Array,
  along: Readonly<{ from: Float64Array; step: Float64Array; length: number; gradient: Float64Array }>,
): number {
  let rise = 0
  for (let j = 0; j < point.length; j++) {
    const from = along.from[j] as number
    const to = from + along.length * (along.step[j] as number)
    point[j] = Math.min(Math.max(to, problem.lower[j] as number), problem.upper[j] as number)
    rise += ((point[j] as number) - from) * (along.gradient[j] as number)
  }
  return rise
}

function clamped(problem: SmoothProblem, start: Float64Array): Float64Array {
  return start.map((value, j) => Math.min(Math.max(value, problem.lower[j] as number), problem.upper[j] as number))
}

function moved(point: Float64Array, step: Float64Array): Float64Array {
  return point.map((value, j) => value + (step[j] as number))
}

function heldAt(problem: SmoothProblem, { point, derivatives }: Place): readonly boolean[] {
  return Array.from(point, (value, j) => {
    const slope = derivatives.gradient[j] as number
    return (value <= (problem.lower[j] as number) && slope <= 0) || (value >= (problem.upper[j] as number) && slope >= 0)
  })
}

/** The step to the top of the local parabola in the coordinates that are not held; 0 in the others. */
function newtonStep(derivatives: Derivatives, held: readonly boolean[]): Float64Array {
  const free = held.flatMap((isHeld, j) => (isHeld ? [] : [j]))
  const step = new Float64Array(held.length)
  if (free.length === 0) return step
  const right = free.map((j) => derivatives.gradient[j] as number)
  for (let damping = 0; damping < 1e20; damping = damping === 0 ? 1e-3 : damping * 4) {
    const factor = choleskyOf(dampedCurvature(derivatives.hessian, free, damping))
    if (!factor.ok) continue
    const solution = solveFactored(factor.value, right)
    free.forEach((j, i) => (step[j] = solution[i] as number))
    return step
  }
  return step
}

/** The negative Hessian of the free coordinates, its diagonal raised by `damping` times its size. */
function dampedCurvature(hessian: Matrix, free: readonly number[], damping: number): Matrix {
  const curvature = zeroMatrix(free.length, free.length)
  free.forEach((j, row) => {
    free.forEach((k, column) => {
      const entry = -(hessian.values[j * hessian.columns + k] as number)
      const raised = j === k ? entry + damping * (Math.abs(entry) + 1e-10) : entry
      curvature.values[row * free.length + column] = raised
    })
  })
  return curvature
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0
  for (let j = 0; j < first.length; j++) sum += (first[j] as number) * (second[j] as number)
  return sum
}
