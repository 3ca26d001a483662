import type { GarchProblem } from './problem.ts'
import { positionAt } from './problem.ts'
import { coordinate, coordinates } from './series.ts'

/** Shocks and persistences with which series of returns are met, from quiet and lasting to nervous and short. */
const shocks = [0.02, 0.06, 0.12, 0.25]
const persistences = [0.6, 0.9, 0.97, 0.995]
/** From nearly normal to nearly without a variance. */
const inverseFreedoms = [0.02, 0.12, 0.22, 0.32, 0.45]

/**
 * Positions from which a search starts: the most likely of a grid, each from another part of it.
 *
 * @returns At most `count`, the most likely first.
 *
 * @example
 * startsOf(problem, 3)
 */
export function startsOf(problem: GarchProblem, count: number): readonly Float64Array[] {
  const freedom = problem.shape.distribution === 'studentT' ? likelyFreedom(problem) : 0
  // The best of each persistence, so that a start is left in every part of the grid.
  const best = persistences.map((persistence) =>
    mostLikely(
      problem,
      shocks.map((shock) => startAt(problem, { shock, persistence, inverseFreedom: freedom })),
    ),
  )
  return best
    .toSorted((a, b) => b.value - a.value)
    .slice(0, count)
    .map(({ position }) => position)
}

/**
 * Positions on the bound where shocks do nothing and the variance only drifts from that before the sample.
 *
 * @example
 * driftingStartsOf(problem, position)
 */
export function driftingStartsOf(problem: GarchProblem, position: Float64Array): readonly Float64Array[] {
  return [0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.995, 1].map((beta) =>
    position.map((value, i) => {
      const { name } = problem.directions[i] as (typeof problem.directions)[number]
      if (name === 'alpha' || name === 'gamma') return 0
      if (name === 'omega') return 1 - beta
      return name === 'beta' ? beta : value
    }),
  )
}

type Start = Readonly<{ shock: number; persistence: number; inverseFreedom: number }>

function likelyFreedom(problem: GarchProblem): number {
  const tried = inverseFreedoms.map((inverseFreedom) => startAt(problem, { shock: 0.06, persistence: 0.97, inverseFreedom }))
  const { position } = mostLikely(problem, tried)
  return position.at(-1) as number
}

function mostLikely(problem: GarchProblem, positions: readonly Float64Array[]): Readonly<{ position: Float64Array; value: number }> {
  return positions
    .map((position) => ({ position, value: problem.valueAt(position) }))
    .reduce((best, next) => (next.value > best.value ? next : best))
}

function startAt(problem: GarchProblem, { shock, persistence, inverseFreedom }: Start): Float64Array {
  const { returns } = problem.series
  const mean = problem.shape.mean === 'zero' ? 0 : returns.reduce((sum, value) => sum + value, 0) / returns.length
  const square = returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / returns.length
  const point = new Float64Array(coordinates)
  point[coordinate.mean] = mean
  point[coordinate.omega] = (1 - persistence) * square
  point[coordinate.rise] = shock
  point[coordinate.fall] = shock
  point[coordinate.beta] = persistence - shock
  point[coordinate.inverseFreedom] = inverseFreedom
  return positionAt(problem.directions, point)
}
