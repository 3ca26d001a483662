import { ArgumentError, requirePositive, requireSeries, requireWhole } from '../../base/argument.ts'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextIndex } from '../../num/random.ts'
import { nextCusumSum } from './cusum.ts'

/** A threshold found on resampled calm data. */
export type CalibratedThreshold = Readonly<{
  threshold: number
  /** Observations per alarm at that threshold, over the resampled stream. */
  runLength: number
  /** Alarms it was counted from; the run length is good to about one part in the root of it. */
  alarms: number
}>

/**
 * The threshold at which a CUSUM has a given average run length on calm data as they are, with their tails and their memory: the calm
 * series is resampled in blocks of random length (the stationary bootstrap) into one long stream, and the threshold is the least at which
 * a CUSUM that starts anew after each alarm has no more alarms than wanted. The same seed gives the same threshold.
 *
 * @param calm - Standardised observations of a calm time.
 * @param options - `blockLength`: mean length of a block, longer than the memory of the series, 1 for none. `observations`: length of the
 *   stream, by default a hundred run lengths; at least twenty.
 * @throws ArgumentError for a series of fewer than 2 observations or with numbers that are not finite, or options outside their range.
 * @see D. N. Politis & J. P. Romano, "The stationary bootstrap", JASA 89 (1994).
 *
 * @example
 * calibratedCusumThreshold(calm, { reference: 0.5, runLength: 5_000, blockLength: 50, seed: 1 }).threshold
 */
export function calibratedCusumThreshold(
  calm: ArrayLike<number>,
  options: Readonly<{ reference: number; runLength: number; blockLength: number; seed: number; observations?: number }>,
): CalibratedThreshold {
  const { reference, runLength, observations = Math.ceil(100 * runLength) } = options
  requireSeries('calm', calm, 2)
  requirePositive('reference', reference)
  requirePositive('runLength', runLength)
  requireWhole('observations', observations, { least: Math.max(20, Math.ceil(20 * runLength)), most: 200_000_000 })
  if (!(options.blockLength >= 1)) {
    throw new ArgumentError('blockLength', { expected: 'a number of observations, 1 or above', found: String(options.blockLength) })
  }
  const stream = resampledBlocks(calm, { ...options, observations })
  const allowed = Math.floor(observations / runLength)
  const alarmsAt = (threshold: number): number => countAlarms(stream, reference, threshold)
  let low = 0
  let high = 1
  while (alarmsAt(high) > allowed) {
    low = high
    high *= 2
  }
  // Calm that never deviates needs no threshold at all: then the search ends where it means nothing any more.
  while (high - low > 1e-4 * high && high > 1e-6) {
    const middle = 0.5 * (low + high)
    if (alarmsAt(middle) > allowed) low = middle
    else high = middle
  }
  const alarms = alarmsAt(high)
  return { threshold: high, runLength: observations / Math.max(1, alarms), alarms }
}

function resampledBlocks(
  calm: ArrayLike<number>,
  options: Readonly<{ blockLength: number; seed: number; observations: number }>,
): Float64Array {
  const generator = createPrng(options.seed)
  const stream = new Float64Array(options.observations)
  let place = nextIndex(generator, calm.length)
  for (let i = 0; i < stream.length; i++) {
    stream[i] = calm[place] as number
    const isBlockOver = nextUniform(generator) * options.blockLength < 1
    place = isBlockOver ? nextIndex(generator, calm.length) : (place + 1) % calm.length
  }
  return stream
}

function countAlarms(stream: Float64Array, reference: number, threshold: number): number {
  let alarms = 0
  let sum = 0
  for (let i = 0; i < stream.length; i++) {
    sum = nextCusumSum(sum, reference, stream[i] as number)
    if (sum <= threshold) continue
    alarms += 1
    sum = 0
  }
  return alarms
}
