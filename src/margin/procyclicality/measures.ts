import { requireSeries, requireWhole } from '../../base/argument.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'

/** How much a margin moved by itself, for an unchanged portfolio. What the series cannot tell is absent. */
export type Procyclicality = Readonly<{
  mean: number
  /** The largest margin over the smallest; absent unless all are above 0. */
  peakToTrough?: number
  /** The largest rise over so many periods, as a fraction, below 0 where it only fell; absent for too short a series. */
  largestIncrease?: number
  /** Sample standard deviation of the log changes from one period to the next; absent for fewer than three margins. */
  logChangeDeviation?: number
}>

/**
 * Measures of procyclicality of one portfolio's margin through time.
 *
 * @param margins - Oldest first, at even intervals, in quote. A margin that is not above 0 has neither ratio nor logarithm: it leaves only the mean.
 * @param periods - Over how many periods a rise is measured, 1 or above.
 * @throws ArgumentError for no margins, one that is not finite or a number of periods that is not whole.
 * @see D. Murphy, M. Vasios, N. Vause, "An investigation into the procyclicality of risk-based initial margin models", Bank of England
 *   FSP 29 (2014), and "A comparative analysis of tools to limit the procyclicality of initial margin requirements", WP 597 (2016).
 *
 * @example
 * procyclicalityOf([100, 150, 120], 1).largestIncrease // 0.5
 */
export function procyclicalityOf(margins: ArrayLike<number>, periods: number): Procyclicality {
  requireSeries('margins', margins)
  requireWhole('periods', periods, { least: 1 })
  let [least, most] = [Infinity, -Infinity]
  for (let t = 0; t < margins.length; t++) {
    least = Math.min(least, margins[t] as number)
    most = Math.max(most, margins[t] as number)
  }
  const mean = meanOf(margins)
  if (least <= 0) return { mean }
  return {
    mean,
    peakToTrough: most / least,
    ...(margins.length > periods && { largestIncrease: largestIncrease(margins, periods) }),
    ...(margins.length > 2 && { logChangeDeviation: Math.sqrt(varianceOf(logChanges(margins))) }),
  }
}

function largestIncrease(margins: ArrayLike<number>, periods: number): number {
  let largest = -Infinity
  for (let t = periods; t < margins.length; t++) {
    largest = Math.max(largest, (margins[t] as number) / (margins[t - periods] as number) - 1)
  }
  return largest
}

function logChanges(margins: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: margins.length - 1 }, (_, t) => naturalLogarithm((margins[t + 1] as number) / (margins[t] as number)))
}
