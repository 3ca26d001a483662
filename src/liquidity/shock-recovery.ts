import { ArgumentError, requireSeries, requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { naturalLogarithm } from '../num/elementary.ts'
import { meanOf } from '../num/moments.ts'
import { fitLine } from './fitted-line.ts'

/** How a spread came back from one shock. */
export type ShockRecovery = Readonly<{
  /** Mean before the shock, and the highest value after it, in the unit of the series. */
  baseline: number
  peak: number
  /** Place of the peak among the values after the shock, from 1. */
  peakOffset: number
  /** Steps from the peak until the asked share of the excess was gone; absent when that never came, or there was no excess. */
  recoverySteps?: number
  /** The exponential decay of the excess after its peak; refused when too little of it can be fitted or it does not fall. */
  decay: Result<Decay, NoDecay>
}>

/** An exponential decay: its rate in each step, and the steps in which half is gone. */
export type Decay = Readonly<{ rate: number; halfLife?: number; observations: number }>

/** Why no decay could be fitted. */
export type NoDecay = Readonly<{ reason: 'noExcess' | 'tooFewObservations'; observations: number }>

/**
 * Recovery from a shock: how long until the excess over the level before was gone, and how fast it decayed. The decay is fitted to the
 * logarithm of the excess, from the peak until the excess first falls to 2 % of its peak.
 *
 * @param values - Spread at equal steps, shape `[n]`.
 * @param shock - `at`: how many values come before the shock; `before`: how many of those make the baseline; `share`: of the excess,
 *   above 0 and at most 1, that must be gone to count as recovered.
 * @throws ArgumentError for a value that is not finite, or places outside the series.
 * @see Foucault, Kadan & Kandel, RFS 18 (2005); Obizhaeva & Wang, J. Financial Markets 16 (2013).
 *
 * @example
 * shockRecovery([1, 1, 1, 9, 5, 3, 2, 1.5, 1.2], { at: 3, before: 3, share: 0.9 }) // { baseline: 1, peak: 9, recoverySteps: 4 }
 */
export function shockRecovery(values: ArrayLike<number>, shock: Readonly<{ at: number; before: number; share: number }>): ShockRecovery {
  requireSeries('values', values, 2)
  requireWhole('at', shock.at, { least: 1, most: values.length - 1 })
  requireWhole('before', shock.before, { least: 1, most: shock.at })
  requireShare(shock.share)
  const series = Float64Array.from(values)
  const baseline = meanOf(series.subarray(shock.at - shock.before, shock.at))
  const after = series.subarray(shock.at)
  const peak = after.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY)
  const place = after.indexOf(peak)
  const excess = after.subarray(place).map((value) => value - baseline)
  const first = excess[0] as number
  if (first <= 0) return { baseline, peak, peakOffset: place + 1, decay: refuse({ reason: 'noExcess', observations: 0 }) }
  const recovered = after.subarray(place).findIndex((value) => value <= baseline + (1 - shock.share) * (peak - baseline))
  return {
    baseline,
    peak,
    peakOffset: place + 1,
    ...(recovered >= 0 && { recoverySteps: recovered }),
    decay: decayOf(excess),
  }
}

function requireShare(share: number): void {
  if (share > 0 && share <= 1) return
  throw new ArgumentError('share', { expected: 'a number above 0 and at most 1', found: String(share) })
}

function decayOf(excess: Float64Array): Result<Decay, NoDecay> {
  const gone = excess.findIndex((value) => value <= 0.02 * (excess[0] as number))
  const fitted = gone < 0 ? excess : excess.subarray(0, gone)
  const observations = fitted.length
  if (observations < 2) return refuse({ reason: 'tooFewObservations', observations })
  const logarithms = fitted.map(naturalLogarithm)
  const rate = observations === 2 ? (logarithms[0] as number) - (logarithms[1] as number) : fittedRate(logarithms)
  return accept({ rate, observations, ...(rate > 0 && { halfLife: Math.LN2 / rate }) })
}

function fittedRate(logarithms: Float64Array): number {
  const line = fitLine(
    logarithms,
    logarithms.map((_, step) => step),
  )
  // Steps always vary.
  return line.ok ? 0 - line.value.slope : 0
}
