import { nextUniform, type Prng } from '../base/prng.ts'
import { normalQuantile } from './normal.ts'

/**
 * A standard normal number, by inversion: one uniform draw makes one number, so streams stay aligned whatever is drawn.
 *
 * @example
 * const shock = nextNormal(generator)
 */
export function nextNormal(generator: Prng): number {
  // Half a step from each end, so that neither 0 nor 1 is asked for.
  return normalQuantile(nextUniform(generator) + 5.551115123125783e-17)
}

/**
 * A whole number from 0 to `count - 1`, each equally likely to 2^-53.
 *
 * @example
 * const die = 1 + nextIndex(generator, 6)
 */
export function nextIndex(generator: Prng, count: number): number {
  return Math.floor(nextUniform(generator) * count)
}

/**
 * As many draws with replacement as there are values.
 *
 * @example
 * const sample = resample(losses, generator)
 */
export function resample(values: ArrayLike<number>, generator: Prng): Float64Array {
  return Float64Array.from({ length: values.length }, () => values[nextIndex(generator, values.length)] as number)
}
