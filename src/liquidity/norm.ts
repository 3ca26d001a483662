import { elapsedUs, timeUs, type DurationUs, type TimeUs } from '../base/time.ts'

/**
 * What is normal for a signal: its trailing mean over time, each value weighing as long as it stood. Plain data, changed in
 * place.
 */
export type Norm = {
  readonly timeConstant: DurationUs
  readonly minimumHistory: DurationUs
  /** The mean so far; means nothing while `knownForUs` is 0. */
  value: number
  /** Time during which the signal was known. */
  knownForUs: number
  /** The last observation, which stands until the next one unless the signal became unknown. */
  isStanding: boolean
  standingSince: TimeUs
  standingValue: number
}

/**
 * Makes a norm without history.
 *
 * @example
 * const norm = createNorm({ timeConstant: seconds(3600), minimumHistory: seconds(600) })
 */
export function createNorm(options: Readonly<{ timeConstant: DurationUs; minimumHistory: DurationUs }>): Norm {
  const { timeConstant, minimumHistory } = options
  return { timeConstant, minimumHistory, value: 0, knownForUs: 0, isStanding: false, standingSince: timeUs(0), standingValue: 0 }
}

/**
 * Takes in an observation: the one before it stood until now, and is weighed by that time. The new one counts from now on.
 *
 * Until the time constant is reached the mean is the plain one over all that is known; from then on each interval has the
 * weight `interval / timeConstant`, so that what is old fades exponentially. An interval longer than that has all the weight.
 *
 * @throws InvariantError when time runs backwards.
 *
 * @example
 * followNorm(norm, timeUs(0), 18_000_000)
 * followNorm(norm, timeUs(600e6), 20_000_000)
 * normOf(norm) // 18_000_000
 */
export function followNorm(norm: Norm, at: TimeUs, value: number): void {
  if (norm.isStanding) weigh(norm, elapsedUs(norm.standingSince, at))
  norm.isStanding = true
  norm.standingSince = at
  norm.standingValue = value
}

/**
 * Notes that the signal has become unknown. Nothing is learned until it is known again: the stretch from the last
 * observation to the next is left out.
 *
 * @example
 * breakNorm(norm)
 * // The hour until now teaches nothing.
 * followNorm(norm, timeUs(4_200e6), 30_000_000)
 * normOf(norm) // 18_000_000
 */
export function breakNorm(norm: Norm): void {
  norm.isStanding = false
}

/**
 * The norm, or `undefined` while the signal has been known for less than the minimum history.
 *
 * @example
 * followNorm(norm, timeUs(4_800e6), 30_000_000)
 * normOf(norm) // 24_000_000
 */
export function normOf(norm: Norm): number | undefined {
  return norm.knownForUs > 0 && norm.knownForUs >= norm.minimumHistory ? norm.value : undefined
}

function weigh(norm: Norm, stoodFor: DurationUs): void {
  if (stoodFor === 0) return
  norm.knownForUs += stoodFor
  const weight = Math.min(1, stoodFor / Math.min(norm.knownForUs, norm.timeConstant))
  norm.value += (norm.standingValue - norm.value) * weight
}
