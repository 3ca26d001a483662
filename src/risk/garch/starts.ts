import type { GarchProblem, GarchShape } from './problem.ts'
import { positionAt } from './problem.ts'
import { coordinate, coordinates } from './series.ts'

/** Shocks and persistences with which series of returns are met, from quiet and lasting to nervous and short. */
const shocks = [0.03, 0.1, 0.25]
const persistences = [0.3, 0.6, 0.9, 0.97, 0.995]
/** From nearly normal to nearly without a variance. */
const inverseFreedoms = [0.02, 0.12, 0.22, 0.32, 0.45]

/**
 * Positions from which a search starts: the most likely of a grid, each from another part of it.
 *
 * @returns The most likely first: three for the normal distribution, whose likelihood rarely has a second top, and five for Student's t.
 *   For GJR two more follow, in which one side alone moves the variance.
 *
 * @example
 * startsOf(problem)
 */
export function startsOf(problem: GarchProblem): readonly Float64Array[] {
  const location = locationOf(problem)
  const isStudent = problem.shape.distribution === 'studentT'
  const freedom = isStudent ? likelyFreedom(problem, location) : 0
  // The best of each persistence, so that a start is left in every part of the grid.
  const best = persistences.map((persistence) =>
    mostLikely(
      problem,
      shocks.map((shock) => startAt(problem, location, { rise: shock, fall: shock, persistence, inverseFreedom: freedom })),
    ),
  )
  const likely = best.toSorted((a, b) => b.value - a.value).slice(0, isStudent ? 5 : 3)
  // Where only one side moves the variance, it may do so far more than the grid tries.
  const oneSided =
    problem.shape.model === 'gjr'
      ? ([
          [0, 0.6],
          [0.6, 0],
        ] as const)
      : []
  return [
    ...likely.map(({ position }) => position),
    ...oneSided.map(([rise, fall]) => startAt(problem, location, { rise, fall, persistence: 0.5, inverseFreedom: freedom })),
  ]
}

/**
 * Positions all over the place, for a likelihood that has several tops or one at a bound: one-sided shocks, variances that hardly
 * return, and on the bound where shocks do nothing and the variance only drifts from that before the sample.
 *
 * @param position - The best so far, whose degrees of freedom are kept.
 *
 * @example
 * wideStartsOf(problem, position)
 */
export function wideStartsOf(problem: GarchProblem, position: Float64Array): readonly Float64Array[] {
  const location = locationOf(problem)
  const freedom = freedomAt(problem, position)
  const sides = problem.shape.model === 'gjr' ? wideSides : wideSides.slice(0, 1)
  const spread = sides.flatMap(([up, down]) =>
    wideShocks.flatMap(([shock, beta]) => {
      const [rise, fall] = [up * shock, down * shock]
      return startAt(problem, location, { rise, fall, persistence: beta + 0.5 * (rise + fall), inverseFreedom: freedom })
    }),
  )
  const drifting = driftingBetas.map((beta) => startAt(problem, location, { rise: 0, fall: 0, persistence: beta, inverseFreedom: freedom }))
  return [...spread, ...drifting]
}

/**
 * The position of a constant variance, to compare with.
 *
 * @param position - Its degrees of freedom are kept.
 *
 * @example
 * problem.valueAt(stillPosition(problem, position))
 */
export function stillPosition(problem: GarchProblem, position: Float64Array): Float64Array {
  return startAt(problem, locationOf(problem), { rise: 0, fall: 0, persistence: 0, inverseFreedom: freedomAt(problem, position) })
}

const wideSides = [
  [1, 1],
  [1, 0],
  [0, 1],
] as const
/** Shock and beta. */
const wideShocks = [
  [0.02, 0],
  [0.02, 0.5],
  [0.02, 0.9],
  [0.001, 0.9985],
  [0.15, 0],
  [0.15, 0.5],
  [0.15, 0.84],
] as const
const driftingBetas = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.995, 1]

function freedomAt(problem: GarchProblem, position: Float64Array): number {
  return problem.shape.distribution === 'studentT' ? (position.at(-1) as number) : 0
}

type Location = Readonly<{ mean: number; square: number }>

type Start = Readonly<{ rise: number; fall: number; persistence: number; inverseFreedom: number }>

function likelyFreedom(problem: GarchProblem, location: Location): number {
  const tried = inverseFreedoms.map((inverseFreedom) =>
    startAt(problem, location, { rise: 0.06, fall: 0.06, persistence: 0.97, inverseFreedom }),
  )
  const { position } = mostLikely(problem, tried)
  return position.at(-1) as number
}

function mostLikely(problem: GarchProblem, positions: readonly Float64Array[]): Readonly<{ position: Float64Array; value: number }> {
  return positions
    .map((position) => ({ position, value: problem.valueAt(position) }))
    .reduce((best, next) => (next.value > best.value ? next : best))
}

/** Where the returns lie and how far they spread: around the mean, or where tails are heavy around the median, which they do not move. */
function locationOf({ series, shape }: GarchProblem): Location {
  const { returns } = series
  const mean = shape.mean === 'zero' ? 0 : centreOf(returns, shape.distribution)
  let square = 0
  for (let t = 0; t < returns.length; t++) square += ((returns[t] as number) - mean) * ((returns[t] as number) - mean)
  return { mean, square: square / returns.length }
}

function centreOf(returns: Float64Array, distribution: GarchShape['distribution']): number {
  if (distribution === 'studentT') return returns.toSorted()[returns.length >> 1] as number
  let sum = 0
  for (let t = 0; t < returns.length; t++) sum += returns[t] as number
  return sum / returns.length
}

function startAt(problem: GarchProblem, { mean, square }: Location, start: Start): Float64Array {
  const { rise, fall, persistence, inverseFreedom } = start
  const point = new Float64Array(coordinates)
  point[coordinate.mean] = mean
  point[coordinate.omega] = Math.max(1e-6, 1 - persistence) * square
  point[coordinate.rise] = rise
  point[coordinate.fall] = fall
  point[coordinate.beta] = persistence - 0.5 * (rise + fall)
  point[coordinate.inverseFreedom] = inverseFreedom
  return positionAt(problem.directions, point)
}
