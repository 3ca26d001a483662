import { requireFinite, requireNotNegative, requirePositive, requireSeries } from '../../base/argument.ts'

/** What a CUSUM sums and when it alarms, in standard deviations of the observation. */
export type CusumOptions = Readonly<{
  /** What is taken off each observation: half the shift to be found soonest. */
  reference: number
  /** Alarms when the sum is strictly above this. */
  threshold: number
}>

/** The sum of a one-sided CUSUM. Plain data, changed in place by `stepCusum`. */
export type CusumState = { sum: number; observations: number }

/** The sums of a two-sided CUSUM, each 0 or above. */
export type TwoSidedCusumState = { upper: number; lower: number; observations: number }

/** A CUSUM over a whole series: the sum after each observation, before any reset, and where it alarmed, from 0. */
export type CusumPath = Readonly<{ path: Float64Array; alarms: readonly number[] }>

/**
 * Makes a CUSUM that has seen nothing.
 *
 * @example
 * const state = createCusum()
 */
export function createCusum(): CusumState {
  return { sum: 0, observations: 0 }
}

/**
 * Takes in one observation: `sum = max(0, sum + x - reference)`. It does not reset itself after an alarm; see `resetCusum`.
 *
 * @param x - Standardised: its mean in calm is 0. Finite; not checked.
 * @returns Whether the sum is above the threshold.
 * @see E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954).
 *
 * @example
 * stepCusum(createCusum(), { reference: 0.5, threshold: 4 }, 5) // true
 */
export function stepCusum(state: CusumState, options: CusumOptions, x: number): boolean {
  state.sum = nextCusumSum(state.sum, options.reference, x)
  state.observations += 1
  return state.sum > options.threshold
}

/**
 * The law of a CUSUM: `max(0, sum + x - reference)`.
 *
 * @example
 * nextCusumSum(1, 0.5, 2) // 2.5
 */
export function nextCusumSum(sum: number, reference: number, x: number): number {
  return Math.max(0, sum + x - reference)
}

/**
 * Sets the sum back to 0, as after an alarm that has been answered.
 *
 * @example
 * if (stepCusum(state, options, x)) resetCusum(state)
 */
export function resetCusum(state: CusumState): void {
  state.sum = 0
}

/**
 * Makes a two-sided CUSUM that has seen nothing.
 *
 * @example
 * const state = createTwoSidedCusum()
 */
export function createTwoSidedCusum(): TwoSidedCusumState {
  return { upper: 0, lower: 0, observations: 0 }
}

/**
 * Takes in one observation on both sides, each a CUSUM of its own: for rises of the mean, and for falls.
 *
 * @param x - Standardised. Finite; not checked.
 * @returns Which side is above the threshold; `both` for a reference below 0 only.
 *
 * @example
 * stepTwoSidedCusum(createTwoSidedCusum(), { reference: 0.5, threshold: 4 }, -5) // 'lower'
 */
export function stepTwoSidedCusum(state: TwoSidedCusumState, options: CusumOptions, x: number): 'none' | 'upper' | 'lower' | 'both' {
  state.upper = nextCusumSum(state.upper, options.reference, x)
  state.lower = nextCusumSum(state.lower, options.reference, -x)
  state.observations += 1
  const rose = state.upper > options.threshold
  const fell = state.lower > options.threshold
  if (rose) return fell ? 'both' : 'upper'
  return fell ? 'lower' : 'none'
}

/**
 * Runs a one-sided CUSUM over a series.
 *
 * @param options - `resets`: whether the sum starts from 0 again after an alarm; without it every observation above is an alarm.
 * @throws ArgumentError for an empty series, a number that is not finite, or a threshold below 0.
 *
 * @example
 * cusumPath([3, 3, 0], { reference: 0.5, threshold: 4, resets: true }).alarms // [1]
 */
export function cusumPath(series: ArrayLike<number>, options: CusumOptions & Readonly<{ resets: boolean }>): CusumPath {
  requireSeries('series', series)
  requireFinite('reference', options.reference)
  requireNotNegative('threshold', options.threshold)
  const state = createCusum()
  const path = new Float64Array(series.length)
  const alarms: number[] = []
  for (let i = 0; i < series.length; i++) {
    const alarmed = stepCusum(state, options, series[i] as number)
    path[i] = state.sum
    if (!alarmed) continue
    alarms.push(i)
    if (options.resets) resetCusum(state)
  }
  return { path, alarms }
}

/**
 * The reference that finds a shift of the mean soonest (Moustakides 1986): half of it.
 *
 * @param shift - In standard deviations, above 0.
 * @throws ArgumentError unless `shift` is above 0.
 *
 * @example
 * cusumReference(1) // 0.5
 */
export function cusumReference(shift: number): number {
  requirePositive('shift', shift)
  return shift / 2
}
