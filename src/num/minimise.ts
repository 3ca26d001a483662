import { ArgumentError } from '../base/argument.ts'

/** A function of several variables. Not finite where it is not defined; the search stays away from there. */
export type Objective = (point: Float64Array) => number

/** The gradient of an objective at a point, written into `into`. */
export type Gradient = (point: Float64Array, into: Float64Array) => void

/** Where a search ended. */
export type Minimum = Readonly<{ point: Float64Array; value: number; iterations: number; converged: boolean }>

/**
 * A local minimum without derivatives (Nelder and Mead), restarted once from where it ended, because a simplex may collapse early.
 *
 * @param start - Where the objective is finite.
 * @param options - `step`: size of the first simplex along each axis; `tolerance`: relative spread of values at which it ends.
 * @throws ArgumentError when the objective is not finite at the start.
 * @see Nelder & Mead, "A simplex method for function minimization", Computer Journal 7 (1965).
 *
 * @example
 * nelderMead((p) => (p[0]! - 3) ** 2, [0]).point[0] // 3, to about 1e-6
 */
export function nelderMead(
  objective: Objective,
  start: ArrayLike<number>,
  options: Readonly<{ step?: number | ArrayLike<number>; tolerance?: number; iterations?: number }> = {},
): Minimum {
  requireFiniteStart(objective, start)
  const settings = {
    step: options.step ?? 0.1,
    tolerance: options.tolerance ?? 1e-12,
    iterations: options.iterations ?? 500 * start.length,
  }
  const first = descend(objective, Float64Array.from(start), settings)
  const second = descend(objective, first.point, settings)
  return { ...second, iterations: first.iterations + second.iterations }
}

type Vertex = { point: Float64Array; value: number }
type Settings = Readonly<{ step: number | ArrayLike<number>; tolerance: number; iterations: number }>

function descend(objective: Objective, start: Float64Array, settings: Settings): Minimum {
  const valueAt = (point: Float64Array): number => {
    const value = objective(point)
    return Number.isFinite(value) ? value : Number.MAX_VALUE
  }
  const simplex = firstSimplex(start, settings.step, valueAt)
  let iterations = 0
  let converged = false
  while (iterations < settings.iterations) {
    simplex.sort((a, b) => a.value - b.value)
    const [best, worst] = [simplex[0] as Vertex, simplex[simplex.length - 1] as Vertex]
    converged = Math.abs(worst.value - best.value) <= settings.tolerance * (Math.abs(best.value) + settings.tolerance)
    if (converged) break
    moveWorst(simplex, valueAt)
    iterations++
  }
  simplex.sort((a, b) => a.value - b.value)
  const best = simplex[0] as Vertex
  return { point: best.point, value: best.value, iterations, converged }
}

function firstSimplex(start: Float64Array, step: number | ArrayLike<number>, valueAt: Objective): Vertex[] {
  const simplex = [{ point: start, value: valueAt(start) }]
  for (let i = 0; i < start.length; i++) {
    const point = Float64Array.from(start)
    point[i] = (point[i] as number) + (typeof step === 'number' ? step : (step[i] as number))
    simplex.push({ point, value: valueAt(point) })
  }
  return simplex
}

/** One step on a simplex sorted from best to worst: reflect, expand, contract, or shrink. */
function moveWorst(simplex: Vertex[], valueAt: Objective): void {
  const last = simplex.length - 1
  const [best, nextWorst, worst] = [simplex[0] as Vertex, simplex[last - 1] as Vertex, simplex[last] as Vertex]
  const centre = new Float64Array(last)
  for (let v = 0; v < last; v++)
    for (let i = 0; i < last; i++) centre[i] = (centre[i] as number) + ((simplex[v] as Vertex).point[i] as number) / last
  const away = (by: number): Vertex => {
    const point = centre.map((c, i) => c + by * (c - (worst.point[i] as number)))
    return { point, value: valueAt(point) }
  }
  const reflected = away(1)
  if (reflected.value < best.value) {
    const expanded = away(2)
    simplex[last] = expanded.value < reflected.value ? expanded : reflected
  } else if (reflected.value < nextWorst.value) {
    simplex[last] = reflected
  } else {
    const contracted = reflected.value < worst.value ? away(0.5) : away(-0.5)
    if (contracted.value < Math.min(reflected.value, worst.value)) simplex[last] = contracted
    else shrink(simplex, valueAt)
  }
}

function shrink(simplex: Vertex[], valueAt: Objective): void {
  const best = simplex[0] as Vertex
  for (let v = 1; v < simplex.length; v++) {
    const point = (simplex[v] as Vertex).point.map((x, i) => (best.point[i] as number) + 0.5 * (x - (best.point[i] as number)))
    simplex[v] = { point, value: valueAt(point) }
  }
}

/**
 * A local minimum of a smooth function with its gradient (BFGS with a backtracking line search).
 *
 * @param problem - `gradient` is analytic; `tolerance` is the largest gradient entry at which it ends, relative to the value.
 * @throws ArgumentError when the objective is not finite at the start.
 * @see Nocedal & Wright, "Numerical Optimization", 2nd ed. (2006), chapter 6.
 *
 * @example
 * minimiseSmooth({ objective, gradient }, [0, 0])
 */
export function minimiseSmooth(
  problem: Readonly<{ objective: Objective; gradient: Gradient; tolerance?: number; iterations?: number }>,
  start: ArrayLike<number>,
): Minimum {
  requireFiniteStart(problem.objective, start)
  const n = start.length
  let point = Float64Array.from(start)
  let value = problem.objective(point)
  let gradient = new Float64Array(n)
  problem.gradient(point, gradient)
  const inverse = identity(n)
  const tolerance = problem.tolerance ?? 1e-9
  const most = problem.iterations ?? 500
  for (let iterations = 0; iterations < most; iterations++) {
    if (largest(gradient) <= tolerance * Math.max(1, Math.abs(value))) return { point, value, iterations, converged: true }
    const moved = lineSearch(problem.objective, { point, value, gradient, inverse })
    // No descent left along the best direction: as low as doubles see.
    if (moved === undefined)
      return { point, value, iterations, converged: largest(gradient) <= 1e3 * tolerance * Math.max(1, Math.abs(value)) }
    const next = new Float64Array(n)
    problem.gradient(moved.point, next)
    updateInverse(inverse, {
      step: moved.point.map((x, i) => x - (point[i] as number)),
      change: next.map((g, i) => g - (gradient[i] as number)),
    })
    ;[point, value, gradient] = [moved.point, moved.value, next]
  }
  return { point, value, iterations: most, converged: false }
}

type Place = Readonly<{ point: Float64Array; value: number; gradient: Float64Array; inverse: Float64Array }>

function lineSearch(objective: Objective, at: Place): { point: Float64Array<ArrayBuffer>; value: number } | undefined {
  const n = at.point.length
  let direction = at.gradient.map((_, i) => -rowProduct(at.inverse, i, at.gradient))
  let slope = rowProduct(direction, 0, at.gradient)
  if (!(slope < 0)) {
    at.inverse.set(identity(n))
    direction = at.gradient.map((g) => -g)
    slope = rowProduct(direction, 0, at.gradient)
  }
  for (let length = 1; length > 1e-18; length *= 0.4) {
    const point = Float64Array.from(at.point, (x, i) => x + length * (direction[i] as number))
    const value = objective(point)
    if (value <= at.value + 1e-4 * length * slope && value < at.value) return { point, value }
  }
  return undefined
}

function updateInverse(inverse: Float64Array, move: Readonly<{ step: Float64Array; change: Float64Array }>): void {
  const { step, change } = move
  const n = step.length
  const curvature = rowProduct(step, 0, change)
  if (!(curvature > 1e-300)) return
  const applied = step.map((_, i) => rowProduct(inverse, i, change))
  const scale = 1 + rowProduct(applied, 0, change) / curvature
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [si, sj, ai, aj] = [step[i] as number, step[j] as number, applied[i] as number, applied[j] as number]
      inverse[i * n + j] = (inverse[i * n + j] as number) + (scale * si * sj - ai * sj - si * aj) / curvature
    }
  }
}

function rowProduct(matrix: Float64Array, row: number, vector: Float64Array): number {
  let sum = 0
  for (let j = 0; j < vector.length; j++) sum += (matrix[row * vector.length + j] as number) * (vector[j] as number)
  return sum
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1
  return matrix
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function requireFiniteStart(objective: Objective, start: ArrayLike<number>): void {
  const value = objective(Float64Array.from(start))
  if (!Number.isFinite(value)) throw new ArgumentError('start', { expected: 'a point where the objective is finite', found: String(value) })
}
