import { ArgumentError, requireFinite, requireWhole } from '../base/argument.ts'

/** A two-level switch that counts observations: the trigger's law in its plainest form. */
export type HysteresisRule = Readonly<{
  /** Switches on after `onAfter` observations in a row at or above this. */
  onLevel: number
  /** Switches off after `offAfter` observations in a row below this. */
  offLevel: number
  onAfter: number
  offAfter: number
  /** Periods after switching off in which nothing is heard. */
  coolDownPeriods: number
}>

/** State of a switch. Plain data, changed in place by `stepHysteresis`. */
export type HysteresisState = { isOn: boolean; counted: number; cooling: number }

/** A switch over a whole series. */
export type HysteresisPath = Readonly<{ isOn: readonly boolean[]; activations: number; periodsOn: number }>

/**
 * Makes a switch that is off.
 *
 * @throws ArgumentError for a level that is not finite, or a count that is not a whole number (1 or above for the two in a row).
 *
 * @example
 * const state = createHysteresis({ onLevel: 2, offLevel: 1.2, onAfter: 3, offAfter: 5, coolDownPeriods: 10 })
 */
export function createHysteresis(rule: HysteresisRule): HysteresisState {
  requireFinite('onLevel', rule.onLevel)
  requireFinite('offLevel', rule.offLevel)
  requireWhole('onAfter', rule.onAfter, { least: 1 })
  requireWhole('offAfter', rule.offAfter, { least: 1 })
  requireWhole('coolDownPeriods', rule.coolDownPeriods, { least: 0 })
  return { isOn: false, counted: 0, cooling: 0 }
}

/**
 * Lets one period pass. While on, it counts observations below `offLevel`; while off, those at or above `onLevel`; one on the other side
 * sets the count back. A missing observation leaves the count as it is. Periods of cooling pass with and without an observation.
 *
 * @param x - `undefined` when there was no observation. Not NaN.
 * @returns Whether it is on after this period.
 *
 * @example
 * stepHysteresis(state, rule, 2.1)
 */
export function stepHysteresis(state: HysteresisState, rule: HysteresisRule, x: number | undefined): boolean {
  if (state.cooling > 0) {
    state.cooling -= 1
    return state.isOn
  }
  if (x === undefined) return state.isOn
  const counts = state.isOn ? x < rule.offLevel : x >= rule.onLevel
  state.counted = counts ? state.counted + 1 : 0
  if (state.counted < (state.isOn ? rule.offAfter : rule.onAfter)) return state.isOn
  state.cooling = state.isOn ? rule.coolDownPeriods : 0
  state.isOn = !state.isOn
  state.counted = 0
  return state.isOn
}

/**
 * Runs a switch over a series of periods.
 *
 * @param series - One item per period; `undefined` where nothing was observed.
 * @throws ArgumentError for an empty series, an observation that is not finite, or a rule that `createHysteresis` refuses.
 *
 * @example
 * hysteresisPath([3, 3, 0], { onLevel: 2, offLevel: 1, onAfter: 2, offAfter: 1, coolDownPeriods: 0 }).isOn // [false, true, false]
 */
export function hysteresisPath(series: readonly (number | undefined)[], rule: HysteresisRule): HysteresisPath {
  if (series.length === 0) throw new ArgumentError('series', { expected: 'at least 1 period', found: '0' })
  const state = createHysteresis(rule)
  let activations = 0
  let periodsOn = 0
  const isOn = series.map((x, position) => {
    if (x !== undefined && !Number.isFinite(x)) {
      throw new ArgumentError('series', { position, expected: 'a finite number or nothing', found: String(x) })
    }
    const was = state.isOn
    const is = stepHysteresis(state, rule, x)
    if (is && !was) activations += 1
    if (is) periodsOn += 1
    return is
  })
  return { isOn, activations, periodsOn }
}
