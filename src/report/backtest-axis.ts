import type * as Plot from '@observablehq/plot'
import type { LossSeries } from '../lab/risk-backtest/series-types.ts'
import type { Room } from './chart.ts'
import { thinSeries } from './thin-series.ts'
import { timeAxis } from './time-axis.ts'

/** Where on the horizontal axis losses lie: at their times, or at the numbers of their rows. */
export type LossAxis = Readonly<{ clock: LossSeries['clock']; at: readonly number[] }>

/** A place on the axis. */
export type Place = Date | number

/** A point of a line; `y` is NaN where the line breaks. */
export type PlacedPoint = Readonly<{ x: Place; y: number }>

// Rows are drawn through the code for times, which counts whole milliseconds.
const rowScale = 1000

/**
 * The axis of a backtest's losses.
 *
 * @example
 * const axis = lossAxis(backtest.series.clock, backtest.at)
 */
export function lossAxis(clock: LossSeries['clock'], at: Float64Array): LossAxis {
  return { clock, at: Array.from(at, (value) => (clock === 'count' ? value * rowScale : value)) }
}

/**
 * The part of an axis from one place to before another.
 *
 * @example
 * axisPart(axis, { from: 100, to: 200 })
 */
export function axisPart(axis: LossAxis, { from, to }: Readonly<{ from: number; to: number }>): LossAxis {
  return { clock: axis.clock, at: axis.at.slice(from, to) }
}

/**
 * Where the loss of a place in the series lies.
 *
 * @example
 * placeOf(axis, 0)
 */
export function placeOf(axis: LossAxis, index: number): Place {
  const at = axis.at[index] as number
  return axis.clock === 'count' ? at / rowScale : new Date(at / 1000)
}

/**
 * A line thinned for a figure: of each stretch its lowest and its highest value.
 *
 * @example
 * thinLine(axis, [...walk.valueAtRisk], 520)
 */
export function thinLine(axis: LossAxis, values: readonly number[], stretches: number): PlacedPoint[] {
  const column = values.map((value) => (Number.isFinite(value) ? value : null))
  return thinSeries(axis.at, column, stretches).map(({ x, y }) => ({ x: axis.clock === 'count' ? x.getTime() : x, y }))
}

/**
 * The horizontal scale: UTC, or numbers of rows.
 *
 * @example
 * scaleOf(axis, room)
 */
export function scaleOf(axis: LossAxis, room: Room): Plot.ScaleOptions {
  if (axis.clock === 'time') return dayAxis(axis, room)
  return {
    type: 'linear',
    domain: [placeOf(axis, 0), placeOf(axis, axis.at.length - 1)],
    label: 'row',
    ticks: room.name === 'wide' ? 10 : 4,
    tickFormat: (tick: number) => String(tick),
  }
}

const yearUs = 365 * 86_400e6

/** Over years the clock of midnight says nothing: then the axis has years, months, or month and day. */
function dayAxis(axis: LossAxis, room: Room): Plot.ScaleOptions {
  const span = (axis.at.at(-1) ?? 0) - (axis.at[0] ?? 0)
  if (span < 0.1 * yearUs) return timeAxis(axis.at, room)
  const [start, end] = span > 4 * yearUs ? [0, 4] : span > yearUs ? [0, 7] : [5, 10]
  return {
    type: 'utc',
    domain: [placeOf(axis, 0), placeOf(axis, axis.at.length - 1)],
    label: null,
    ticks: room.name === 'wide' ? 12 : 5,
    tickFormat: (tick: Date) => tick.toISOString().slice(start, end),
  }
}
