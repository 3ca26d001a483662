import { elapsedUs, timeUs, type DurationUs, type TimeUs } from '../base/time.ts'

/** The norms of several signals that are known at the same times: as many of `Norm`, with one clock. Plain data, changed in place. */
export type JointNorms = {
  readonly timeConstant: DurationUs
  readonly minimumHistory: DurationUs
  /** The means so far; they mean nothing while `knownForUs` is 0. */
  readonly values: Float64Array
  /** Time during which the signals were known. */
  knownForUs: number
  /** The last observations, which stand until the next ones unless the signals became unknown. */
  isStanding: boolean
  standingSince: TimeUs
  readonly standing: Float64Array
}

/**
 * Makes norms without history.
 *
 * @example
 * createJointNorms(4, { timeConstant: seconds(3600), minimumHistory: seconds(600) })
 */
export function createJointNorms(count: number, options: Readonly<{ timeConstant: DurationUs; minimumHistory: DurationUs }>): JointNorms {
  const { timeConstant, minimumHistory } = options
  const none = { knownForUs: 0, isStanding: false, standingSince: timeUs(0) }
  return { timeConstant, minimumHistory, values: new Float64Array(count), ...none, standing: new Float64Array(count) }
}

/**
 * Takes in observations, one for each norm, as `followNorm` does.
 *
 * @throws InvariantError when time runs backwards.
 *
 * @example
 * followNorms(norms, at, depths)
 */
export function followNorms(norms: JointNorms, at: TimeUs, observed: ArrayLike<number>): void {
  const { values, standing } = norms
  const weight = weightOfStanding(norms, at)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    values[i] = value + ((standing[i] as number) - value) * weight
    standing[i] = observed[i] as number
  }
}

/**
 * What the observations that stood until now weigh: the first half of `followNorms`. The caller then moves each of `values` by this
 * share of the way to what stands, and writes the new observation there, in the one loop that it has anyway.
 *
 * @throws InvariantError when time runs backwards.
 *
 * @example
 * const weight = weightOfStanding(norms, at)
 */
export function weightOfStanding(norms: JointNorms, at: TimeUs): number {
  const weight = norms.isStanding ? weightOf(norms, elapsedUs(norms.standingSince, at)) : 0
  norms.isStanding = true
  norms.standingSince = at
  return weight
}

/**
 * Notes that the signals have become unknown, as `breakNorm` does.
 *
 * @example
 * breakNorms(norms)
 */
export function breakNorms(norms: JointNorms): void {
  norms.isStanding = false
}

/**
 * Whether the signals have been known for the minimum history, so that `values` are norms.
 *
 * @example
 * haveHistory(norms) // true
 */
export function haveHistory(norms: JointNorms): boolean {
  return norms.knownForUs > 0 && norms.knownForUs >= norms.minimumHistory
}

function weightOf(norms: JointNorms, stoodFor: DurationUs): number {
  if (stoodFor === 0) return 0
  norms.knownForUs += stoodFor
  return Math.min(1, stoodFor / Math.min(norms.knownForUs, norms.timeConstant))
}
