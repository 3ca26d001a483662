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
  weighStanding(norms, at)
  norms.standing.set(observed)
}

/**
 * The first half of `followNorms`: what stood until now is weighed. The caller then writes the new observations into `standing`, all of
 * them, which saves an array after every event.
 *
 * @throws InvariantError when time runs backwards.
 *
 * @example
 * weighStanding(norms, at)
 */
export function weighStanding(norms: JointNorms, at: TimeUs): void {
  const { values, standing } = norms
  const weight = norms.isStanding ? weightOf(norms, elapsedUs(norms.standingSince, at)) : 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    values[i] = value + ((standing[i] as number) - value) * weight
  }
  norms.isStanding = true
  norms.standingSince = at
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
