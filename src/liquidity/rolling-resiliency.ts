import { requireWhole } from '../base/argument.ts'
import { invariant } from '../base/assert.ts'
import { timeUs, type DurationUs, type TimeUs } from '../base/time.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { NoLine } from './fitted-line.ts'
import { halfLifeOf, type NotMeanReverting } from './resiliency-half-life.ts'
import { addPair, comomentsOf, createRollingPairs, type RollingPairs } from './rolling-pairs.ts'

/** Resiliency of a spread or depth, sampled on a clock. Plain data, changed in place. */
export type RollingResiliency = {
  readonly sampleEvery: DurationUs
  /** Each sample with the step that followed it. */
  readonly pairs: RollingPairs
  /** The value that stands, and since when it is known; `isStanding` is false while it is unknown. */
  isStanding: boolean
  standing: number
  /** Time of the next sample, and the one before it when it was known. */
  nextAt: TimeUs
  hasSample: boolean
  sample: number
}

/**
 * Makes room for the last `window` steps between samples.
 *
 * @throws ArgumentError unless the window holds at least three; InvariantError without time between samples.
 *
 * @example
 * const resiliency = createRollingResiliency({ sampleEvery: seconds(1), window: 4 })
 */
export function createRollingResiliency(options: Readonly<{ sampleEvery: DurationUs; window: number }>): RollingResiliency {
  requireWhole('window', options.window, { least: 3 })
  invariant(options.sampleEvery >= 1, 'samples are some time apart')
  const pairs = createRollingPairs(options.window)
  return { sampleEvery: options.sampleEvery, pairs, isStanding: false, standing: 0, nextAt: timeUs(0), hasSample: false, sample: 0 }
}

/**
 * Takes in the value as it now stands; samples that fell due meanwhile are of the value before it. Samples are taken at whole multiples
 * of their spacing, so that a run cut in two takes the same ones.
 *
 * @param at - Never before the last.
 * @returns Whether a sample fell due.
 *
 * @example
 * followResiliency(resiliency, timeUs(0), 9)
 * followResiliency(resiliency, timeUs(1e6), 5) // true
 */
export function followResiliency(resiliency: RollingResiliency, at: TimeUs, value: number): boolean {
  const isDue = at >= resiliency.nextAt
  if (isDue) takeSamples(resiliency, at)
  resiliency.isStanding = true
  resiliency.standing = value
  return isDue
}

/**
 * Notes that the value has become unknown: no step is taken across the stretch until it is known again.
 *
 * @example
 * breakResiliency(resiliency)
 * rollingHalfLifeSeconds(resiliency) // refuse({ reason: 'tooFewObservations', observations: 0 })
 */
export function breakResiliency(resiliency: RollingResiliency): void {
  resiliency.isStanding = false
  resiliency.hasSample = false
}

/**
 * The half-life of a shock to the value, in seconds: what `resiliencyOf` makes of the same samples.
 *
 * @returns Refused until the window is full, for samples that do not vary, and when shocks do not fade or fade within a sample.
 * @see Kempf, Mayston, Gehde-Trapp & Yadav, "Resiliency: a dynamic view of liquidity" (2015).
 *
 * @example
 * // Half of the way to a level of 1 in each second.
 * for (const [t, spread] of [9, 5, 3, 2, 1.5, 1.25].entries()) followResiliency(resiliency, timeUs(10e6 + t * 1e6), spread)
 * rollingHalfLifeSeconds(resiliency) // accept(1)
 */
export function rollingHalfLifeSeconds(resiliency: RollingResiliency): Result<number, NoLine | NotMeanReverting> {
  const { pairs, sampleEvery } = resiliency
  const observations = pairs.count
  if (observations < pairs.xs.length) return refuse({ reason: 'tooFewObservations', observations })
  const { sumXx, sumXy } = comomentsOf(pairs)
  if (sumXx === 0) return refuse({ reason: 'constantRegressor', observations })
  const halfLife = halfLifeOf(0 - sumXy / sumXx)
  return halfLife.ok ? accept((halfLife.value * sampleEvery) / 1e6) : halfLife
}

function takeSamples(resiliency: RollingResiliency, at: TimeUs): void {
  const { sampleEvery, pairs, isStanding, standing } = resiliency
  const due = Math.floor(at / sampleEvery) * sampleEvery
  // A stretch longer than the window holds nothing but the value that stood.
  const first = Math.max(resiliency.nextAt, due - pairs.xs.length * sampleEvery)
  if (isStanding) {
    for (let time = first; time <= due; time += sampleEvery) {
      if (resiliency.hasSample) addPair(pairs, resiliency.sample, standing - resiliency.sample)
      resiliency.hasSample = true
      resiliency.sample = standing
    }
  }
  resiliency.nextAt = timeUs(due + sampleEvery)
}
