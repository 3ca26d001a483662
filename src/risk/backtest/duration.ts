import { requireSeries } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { exponential, naturalLogarithm } from '../../num/elementary.ts'
import { bracketedRoot } from '../../num/root.ts'
import { notNegative } from './bernoulli.ts'
import { countExceedances, waitsOf } from './exceedance-marks.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** Why durations have no best Weibull law: fewer than two exceedances, or durations so alike that its shape has no bound. */
export type NoDurationFit = Readonly<{ reason: 'tooFewExceedances'; exceedances: number } | { reason: 'equalDurations'; duration: number }>

/** What the durations between exceedances say. */
export type DurationOutcome = ChiSquareOutcome &
  Readonly<{
    /** Of the Weibull law: 1 has no memory, below 1 exceedances cluster, above 1 they come too evenly. */
    shape: number
  }>

/**
 * Christoffersen and Pelletier's duration test: are the waits between exceedances those of a process without memory?
 *
 * A Weibull law is fitted to the durations, the first and the last cut off by the record, and compared with the exponential one. It sees
 * clustering at any distance, which the test of independence does not. With few exceedances the chi-square law is poor.
 *
 * @param marks - 1 for an exceedance, else 0, in order of time.
 * @returns Refused for fewer than two exceedances, or when no closed duration is shorter than any other.
 * @throws ArgumentError for no marks.
 * @see P. Christoffersen & D. Pelletier, "Backtesting value-at-risk: a duration-based approach", J. Financial Econometrics 2 (2004).
 *
 * @example
 * durationTest([0, 1, 1, 0, 0, 0, 1, 0]) // { ok: true, value: { shape: 2.14 } }
 */
export function durationTest(marks: ArrayLike<number>): Result<DurationOutcome, NoDurationFit> {
  requireSeries('marks', marks)
  const exceedances = countExceedances(marks)
  if (exceedances < 2) return refuse({ reason: 'tooFewExceedances', exceedances })
  const { closed, open } = durationsOf(marks)
  const longest = Math.max(...closed, ...open)
  // When every closed duration is the longest, an ever steeper law fits ever better.
  if (closed.every((duration) => duration === longest)) return refuse({ reason: 'equalDurations', duration: longest })
  // Only ratios of durations matter; against the longest none overflows.
  const durations = {
    closed: closed.map((each) => naturalLogarithm(each / longest)),
    open: open.map((each) => naturalLogarithm(each / longest)),
  }
  const shape = bestShape(durations)
  const statistic = notNegative(2 * (profile(shape, durations) - profile(1, durations)))
  return accept({ statistic, pValue: chiSquareSurvival(statistic, 1), degreesOfFreedom: 1, shape })
}

type Durations = Readonly<{
  /** From one exceedance to the next. */
  closed: readonly number[]
  /** From the start to the first and from the last to the end, when there is such a stretch. */
  open: readonly number[]
}>

function durationsOf(marks: ArrayLike<number>): Durations {
  const [first, ...closed] = waitsOf(marks) as [number, ...number[]]
  const rest = marks.length - closed.reduce((sum, wait) => sum + wait, first)
  return { closed, open: [...(first > 1 ? [first] : []), ...(rest > 0 ? [rest] : [])] }
}

/** The log-likelihood at a shape with the best scale for it, from logarithms of durations. */
function profile(shape: number, { closed, open }: Durations): number {
  const count = closed.length
  const hazard = sumOf([...closed, ...open], (x) => exponential(shape * x))
  return count * (naturalLogarithm(count / hazard) + naturalLogarithm(shape) - 1) + (shape - 1) * sumOf(closed, (x) => x)
}

/** Where the slope of the profile, which only falls, crosses zero. */
function bestShape({ closed, open }: Durations): number {
  const all = [...closed, ...open]
  const meanOfClosed = sumOf(closed, (x) => x) / closed.length
  const slope = (shape: number): number => {
    const hazard = sumOf(all, (x) => exponential(shape * x))
    return 1 / shape + meanOfClosed - sumOf(all, (x) => x * exponential(shape * x)) / hazard
  }
  let [low, high] = [1, 1]
  while (slope(low) < 0) low /= 2
  while (slope(high) > 0) high *= 2
  const root = bracketedRoot(slope, { low, high })
  invariant(root.ok, 'the slope changes its sign between the bounds')
  return root.value
}

function sumOf(values: readonly number[], term: (value: number) => number): number {
  return values.reduce((sum, value) => sum + term(value), 0)
}
