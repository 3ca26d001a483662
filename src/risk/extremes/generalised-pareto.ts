import { requirePositiveSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { standardErrorsOf, type NotRegular, type ParetoErrors } from './pareto-information.ts'
import { createParetoProfile, profileAt, profileCostAt, type ParetoProfile } from './pareto-profile.ts'

/**
 * A generalised Pareto distribution of excesses: `1 - (1 + shape * y / scale)^(-1/shape)`.
 *
 * `shape` (xi) is how heavy the tail is: above 0 it is a power, at 0 exponential, below 0 it ends. `scale` (beta) is in the unit of the
 * excesses, above 0.
 */
export type ParetoParameters = Readonly<{ shape: number; scale: number }>

/** A fit by maximum likelihood and how far to believe it. */
export type ParetoFit = ParetoParameters &
  Readonly<{
    excesses: number
    /** Natural logarithm. */
    logLikelihood: number
    /** From the observed information; refused at a shape of -1/2 or below, where they mean nothing. */
    standardErrors: Result<ParetoErrors, NotRegular>
    /** Whether the search ended where the likelihood is flat to rounding. */
    converged: boolean
  }>

/** Why there is no fit. */
export type NoParetoFit = Readonly<
  | { reason: 'tooFewExcesses'; found: number; needed: number }
  | { reason: 'allEqual'; value: number }
  /** The likelihood grows up to a shape of -1, beyond which it has no bound. */
  | { reason: 'noInteriorMaximum' }
>

/** Two parameters and their errors from fewer say nothing. */
export const fewestExcesses = 5

/**
 * Fits a generalised Pareto distribution to excesses over a threshold by maximum likelihood.
 *
 * The likelihood is maximal over the scale in closed form once `shape / scale` is given, so the search has one dimension: a scan finds
 * every hill and Newton's method climbs each, in units of the mean, so that losses of any size fit alike. The highest is taken.
 *
 * @param excesses - Losses less the threshold, all above 0; any order.
 * @returns Refused with a reason when there are too few, all are equal, or the likelihood has no maximum at a shape above -1.
 * @throws ArgumentError for an excess that is not finite or not above 0.
 * @see S. Grimshaw, "Computing maximum likelihood estimates for the generalized Pareto distribution", Technometrics 35 (1993).
 *
 * @example
 * fitGeneralisedPareto(losses.filter((loss) => loss > 10).map((loss) => loss - 10))
 */
export function fitGeneralisedPareto(excesses: ArrayLike<number>): Result<ParetoFit, NoParetoFit> {
  requirePositiveSeries('excesses', excesses, 0)
  if (excesses.length < fewestExcesses) return refuse({ reason: 'tooFewExcesses', found: excesses.length, needed: fewestExcesses })
  const { mean, least, most } = summaryOf(excesses)
  if (least === most) return refuse({ reason: 'allEqual', value: most })
  const scaled = new Float64Array(excesses.length)
  for (let i = 0; i < scaled.length; i++) scaled[i] = (excesses[i] as number) / mean
  const found = highestHill(createParetoProfile(scaled))
  if (found === undefined) return refuse({ reason: 'noInteriorMaximum' })
  const parameters = { shape: found.shape, scale: found.scale * mean }
  return accept({
    ...parameters,
    excesses: excesses.length,
    logLikelihood: -excesses.length * (found.cost + naturalLogarithm(mean)),
    standardErrors: standardErrorsOf(excesses, parameters),
    converged: found.converged,
  })
}

function summaryOf(excesses: ArrayLike<number>): Readonly<{ mean: number; least: number; most: number }> {
  const sum = createSum()
  let [least, most] = [Infinity, 0]
  for (let i = 0; i < excesses.length; i++) {
    const y = excesses[i] as number
    addToSum(sum, y)
    least = Math.min(least, y)
    most = Math.max(most, y)
  }
  return { mean: totalOf(sum) / excesses.length, least, most }
}

type Hill = Readonly<{ shape: number; scale: number; cost: number; converged: boolean }>

/**
 * Points of `theta = shape / scale` at which the profile is scanned. Below 0 as shares of the pole at -1/most, above it over ten decades
 * of the mean's inverse.
 */
const scannedBelow = [0.999999, 0.9999, 0.995, 0.97, 0.9, 0.75, 0.5, 0.25]
const scannedAbove = [0, 0.05, 0.15, 0.3, 0.6, 1.2, 2.5, 6, 20, 100, 1e3, 1e5, 1e8]

function highestHill(profile: ParetoProfile): Hill | undefined {
  const thetas = [...scannedBelow.map((share) => -share / profile.most), ...scannedAbove]
  const costs = thetas.map((theta) => profileCostAt(profile, theta))
  let best: Hill | undefined
  // The first point stands beside the pole, where the likelihood may grow without bound; it is no hill.
  for (let i = 1; i < thetas.length; i++) {
    const isLow = (costs[i] as number) <= (costs[i - 1] as number) && (costs[i] as number) <= (costs[i + 1] ?? Infinity)
    if (!isLow) continue
    const hill = climbed(profile, { start: thetas[i] as number, low: thetas[i - 1] as number, high: thetas[i + 1] ?? Infinity })
    if (hill.shape > -1 && (best === undefined || hill.cost < best.cost)) best = hill
  }
  return best
}

/** Newton's method on the score within a bracket, halving where it would leave it. */
function climbed(profile: ParetoProfile, from: Readonly<{ start: number; low: number; high: number }>): Hill {
  let { start: theta, low, high } = from
  let point = profileAt(profile, theta)
  let converged = false
  for (let iteration = 0; iteration < 100 && !converged; iteration++) {
    if (point.score > 0) low = theta
    else high = theta
    const newton = theta + point.score / point.steepness
    const inside = newton > low && newton < high
    const next = inside ? newton : high === Infinity ? 10 * theta : 0.5 * (low + high)
    converged = Math.abs(next - theta) <= 1e-11 * (Math.abs(theta) + 0.1 / profile.most)
    theta = next
    point = profileAt(profile, theta)
  }
  return { shape: point.shape, scale: point.scale, cost: point.cost, converged }
}
