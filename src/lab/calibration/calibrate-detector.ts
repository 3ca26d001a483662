import { InputFault } from '../../base/fault.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import { quantileRank } from '../../num/quantile.ts'
import { calibratedCusumThreshold, type CalibratedThreshold } from '../../trigger/detect/calibrate.ts'
import { cusumReference } from '../../trigger/detect/cusum.ts'

/** What a policy may say of calm, from calm data. */
export type DetectorCalibration = Readonly<{
  observations: number
  mean: number
  deviation: number
  /** Levels not exceeded by 90, 95 and 99 % of observations, on the bad side: where a score may begin. */
  quantiles: readonly (readonly [share: number, level: number])[]
  cusum: CalibratedThreshold
}>

/** Fewer observations say nothing of calm. */
const leastObservations = 100

/**
 * Norm, quantiles and a CUSUM's threshold from calm observations of one signal.
 *
 * @param options - `direction`: which side is bad. `shiftDeviations`, `runLength` and `blockLength` as of `calibratedCusumThreshold`.
 * @throws InputFault for fewer than 100 observations, or ones that are all alike.
 *
 * @example
 * calibrateDetector(values, { direction: 'above', shiftDeviations: 1, runLength: 10_080, blockLength: 60, seed: 1 }).cusum.threshold
 */
export function calibrateDetector(
  values: Float64Array,
  options: Readonly<{ direction: 'above' | 'below'; shiftDeviations: number; runLength: number; blockLength: number; seed: number }>,
): DetectorCalibration {
  const fault = (found: string): InputFault =>
    new InputFault({
      file: '--data',
      place: 'the signal',
      expected: `at least ${leastObservations} observations that are not all alike`,
      found,
    })
  if (values.length < leastObservations) throw fault(`${values.length} observations`)
  const mean = meanOf(values)
  const deviation = Math.sqrt(varianceOf(values))
  if (!(deviation > 1e-12 * Math.abs(mean))) throw fault(`${values.length} times ${mean}`)
  const sign = options.direction === 'above' ? 1 : -1
  const bad = values.map((value) => sign * value).sort()
  const quantiles = [0.9, 0.95, 0.99].map((share) => [share, sign * (bad[quantileRank(bad.length, share) - 1] as number)] as const)
  const { runLength, blockLength, seed } = options
  const cusum = calibratedCusumThreshold(
    values.map((value) => (sign * (value - mean)) / deviation),
    { reference: cusumReference(options.shiftDeviations), runLength, blockLength, seed },
  )
  return { observations: values.length, mean, deviation, quantiles, cusum }
}
