import { requirePositive, requireSeries, ArgumentError } from '../../base/argument.ts'
import { absorbingCosts } from '../../num/absorbing-chain.ts'
import { gaussLegendre } from '../../num/gauss-legendre.ts'
import { incrementOf } from './increment.ts'
import type { RunLengthOptions } from './cusum-run-length.ts'

/** An EWMA chart with constant limits, for standardised observations. */
export type EwmaChartOptions = Readonly<{
  /** Weight of the new observation, above 0 and at most 1. */
  weight: number
  /** Width of the limits, in standard deviations of the average after a long time. */
  width: number
}>

/** The average of an EWMA chart. Plain data, changed in place by `stepEwmaChart`. */
export type EwmaChartState = { average: number; observations: number }

/**
 * Makes a chart that has seen nothing.
 *
 * @example
 * const state = createEwmaChart()
 */
export function createEwmaChart(): EwmaChartState {
  return { average: 0, observations: 0 }
}

/**
 * The limit of a chart: it alarms when the average is beyond it on either side. `width * sqrt(weight / (2 - weight))`.
 *
 * @throws ArgumentError for a weight or width outside its range.
 *
 * @example
 * ewmaChartLimit({ weight: 1, width: 3 }) // 3
 */
export function ewmaChartLimit(options: EwmaChartOptions): number {
  requirePositive('width', options.width)
  if (!(options.weight > 0 && options.weight <= 1)) {
    throw new ArgumentError('weight', { expected: 'a number above 0 and at most 1', found: String(options.weight) })
  }
  return options.width * Math.sqrt(options.weight / (2 - options.weight))
}

/**
 * Takes in one observation: `average = (1 - weight) average + weight x`.
 *
 * @param chart - `limit` from `ewmaChartLimit`.
 * @param x - Standardised. Finite; not checked.
 * @returns Whether the average is strictly beyond the limit, on either side.
 * @see S. W. Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).
 *
 * @example
 * stepEwmaChart(createEwmaChart(), { weight: 1, limit: 3 }, -3.5) // true
 */
export function stepEwmaChart(state: EwmaChartState, chart: Readonly<{ weight: number; limit: number }>, x: number): boolean {
  state.average = (1 - chart.weight) * state.average + chart.weight * x
  state.observations += 1
  return Math.abs(state.average) > chart.limit
}

/**
 * Runs a chart over a series; the average goes on after an alarm.
 *
 * @returns The average after each observation and the places of the alarms, from 0.
 * @throws ArgumentError for an empty series, a number that is not finite, or options outside their range.
 *
 * @example
 * ewmaChartPath([0, 4], { weight: 1, width: 3 }).alarms // [1]
 */
export function ewmaChartPath(
  series: ArrayLike<number>,
  options: EwmaChartOptions,
): Readonly<{ path: Float64Array; alarms: readonly number[] }> {
  requireSeries('series', series)
  const chart = { weight: options.weight, limit: ewmaChartLimit(options) }
  const state = createEwmaChart()
  const path = new Float64Array(series.length)
  const alarms: number[] = []
  for (let i = 0; i < series.length; i++) {
    if (stepEwmaChart(state, chart, series[i] as number)) alarms.push(i)
    path[i] = state.average
  }
  return { path, alarms }
}

/**
 * The average run length of an EWMA chart from an average of 0, for independent observations of unit variance: observations to an
 * alarm on either side. Solves Crowder's integral equation by quadrature.
 *
 * @throws ArgumentError for options outside their range, or a weight so small that more than 1,500 points would be needed.
 * @see S. V. Crowder, "A simple method for studying run-length distributions of EWMA charts", Technometrics 29 (1987).
 *
 * @example
 * ewmaChartRunLength({ weight: 0.1, width: 2.7 }) // 368.99373398058447
 */
export function ewmaChartRunLength(options: EwmaChartOptions, at: RunLengthOptions = {}): number {
  const { mean = 0, distribution = { kind: 'normal' } } = at
  const limit = ewmaChartLimit(options)
  const { weight } = options
  const count = 49 + 2 * Math.ceil((8 * limit) / weight)
  if (count > 1_500) throw new ArgumentError('weight', { expected: 'a weight for which 1,500 points are enough', found: String(weight) })
  const { density, survival, cumulative } = incrementOf(distribution)
  const { points, weights } = gaussLegendre(count, { low: -limit, high: limit })
  const moves = new Float64Array(count * count)
  const leaving = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const kept = (1 - weight) * (points[i] as number)
    for (let j = 0; j < count; j++) {
      moves[i * count + j] = ((weights[j] as number) / weight) * density(((points[j] as number) - kept) / weight - mean)
    }
    leaving[i] = survival((limit - kept) / weight - mean) + cumulative((-limit - kept) / weight - mean)
  }
  // An odd rule has a point at 0, where the chart starts.
  return absorbingCosts({ size: count, moves, leaving }, new Float64Array(count).fill(1))[(count - 1) / 2] as number
}
