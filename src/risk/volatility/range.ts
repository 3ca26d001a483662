import { ArgumentError, requirePositive, requirePositiveSeries, requireSameLength, requireWhole } from '../../base/argument.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { naturalLogarithm } from '../../num/elementary.ts'

/** Open, high, low and close of one span of time; positive, in one unit. */
export type Bar = Readonly<{ open: number; high: number; low: number; close: number }>

/** Bars as columns, oldest first, all of shape `[n]`. */
export type BarSeries = Readonly<{
  open: ArrayLike<number>
  high: ArrayLike<number>
  low: ArrayLike<number>
  close: ArrayLike<number>
}>

/** The estimators, in the order in which they learned to use a bar. */
export const rangeEstimators = ['closeToClose', 'parkinson', 'garmanKlass', 'rogersSatchell', 'garmanKlassYangZhang', 'yangZhang'] as const

/** The name of an estimator. */
export type RangeEstimator = (typeof rangeEstimators)[number]

/** What a trailing window of bars holds: logarithms of their ratios. Plain data, changed in place by `pushBar`. */
export type RangeVolatility = {
  readonly windowBars: number
  /** Squared range over `4 ln 2`, and the terms of Garman-Klass and Rogers-Satchell. */
  readonly parkinson: Float64Array
  readonly garmanKlass: Float64Array
  readonly rogersSatchell: Float64Array
  /** Logarithms: open over the close before, close over open, close over the close before. */
  readonly gaps: Float64Array
  readonly bodies: Float64Array
  readonly closeReturns: Float64Array
  next: number
  /** Bars seen, counted up to one more than the window, which is when every gap in it is known. */
  seen: number
  lastClose: number
}

/**
 * Makes an empty window.
 *
 * @param windowBars - At least 3, as the close-to-close estimator has one return fewer and takes their mean away.
 * @throws ArgumentError for a window that is not a whole number or too short.
 *
 * @example
 * const range = createRangeVolatility(20)
 */
export function createRangeVolatility(windowBars: number): RangeVolatility {
  requireWhole('windowBars', windowBars, { least: 3 })
  const column = (): Float64Array => new Float64Array(windowBars)
  return {
    windowBars,
    parkinson: column(),
    garmanKlass: column(),
    rogersSatchell: column(),
    gaps: column(),
    bodies: column(),
    closeReturns: column(),
    next: 0,
    seen: 0,
    lastClose: 0,
  }
}

/**
 * Takes in a finished bar; the oldest leaves a full window.
 *
 * @throws ArgumentError for a price that is not positive, or a high or low that does not enclose open and close.
 *
 * @example
 * pushBar(range, { open: 100, high: 103, low: 99, close: 101 })
 */
export function pushBar(range: RangeVolatility, bar: Bar): void {
  requireBar(bar)
  const { next } = range
  const { open, high, low, close } = bar
  const spread = naturalLogarithm(high / low)
  const body = naturalLogarithm(close / open)
  range.parkinson[next] = (spread * spread) / (4 * Math.LN2)
  range.garmanKlass[next] = 0.5 * spread * spread - (2 * Math.LN2 - 1) * body * body
  range.rogersSatchell[next] =
    naturalLogarithm(high / close) * naturalLogarithm(high / open) + naturalLogarithm(low / close) * naturalLogarithm(low / open)
  range.bodies[next] = body
  range.gaps[next] = range.seen === 0 ? 0 : naturalLogarithm(open / range.lastClose)
  range.closeReturns[next] = range.seen === 0 ? 0 : naturalLogarithm(close / range.lastClose)
  range.lastClose = close
  range.next = next + 1 === range.windowBars ? 0 : next + 1
  range.seen = Math.min(range.seen + 1, range.windowBars + 1)
}

/**
 * The variance of one bar by an estimator over the window, recomputed from its bars so that nothing drifts.
 *
 * @returns Per bar, not annualised. Undefined until the window is full, and for the two estimators that use the close before each bar
 *   one bar longer.
 * @see Parkinson (1980) and Garman & Klass (1980), J. Business 53; Rogers & Satchell (1991), Annals of Applied Probability 1; Yang &
 *   Zhang (2000), J. Business 73.
 *
 * @example
 * const three = createRangeVolatility(3)
 * for (const close of [100, 101, 102]) pushBar(three, { open: close, high: 1.01 * close, low: close, close })
 * rangeVariance(three, 'parkinson') // 0.00003571
 */
export function rangeVariance(range: RangeVolatility, estimator: RangeEstimator): number | undefined {
  const { windowBars, seen } = range
  const usesGaps = estimator === 'garmanKlassYangZhang' || estimator === 'yangZhang'
  if (seen < (usesGaps ? windowBars + 1 : windowBars)) return undefined
  return Math.max(0, varianceBy[estimator](range))
}

/**
 * The rolling annual volatility of a series of bars by an estimator.
 *
 * @param options.windowBars - Bars in the window, at least 3.
 * @param options.barsPerYear - What the variance of one bar is multiplied by: 252 for the daily bars of a stock, 365 where trading never ends.
 * @returns Standard deviations per year, as fractions, of complete windows only, oldest first. The first is of bars `0` to `windowBars - 1`,
 *   or one bar later for the two estimators that use the close before each bar.
 * @throws ArgumentError for columns of unlike length, prices that are not positive, bars that do not enclose their open and close, or a
 *   window longer than the series.
 *
 * @example
 * rollingRangeVolatility({ open: opens, high: highs, low: lows, close: closes }, 'yangZhang', { windowBars: 20, barsPerYear: 365 })
 */
export function rollingRangeVolatility(
  bars: BarSeries,
  estimator: RangeEstimator,
  options: Readonly<{ windowBars: number; barsPerYear: number }>,
): Float64Array {
  const { windowBars, barsPerYear } = options
  const range = createRangeVolatility(windowBars)
  requirePositive('barsPerYear', barsPerYear)
  requireBars(bars, windowBars)
  const volatilities: number[] = []
  for (let t = 0; t < bars.close.length; t++) {
    pushBar(range, {
      open: bars.open[t] as number,
      high: bars.high[t] as number,
      low: bars.low[t] as number,
      close: bars.close[t] as number,
    })
    const variance = rangeVariance(range, estimator)
    if (variance !== undefined) volatilities.push(Math.sqrt(barsPerYear * variance))
  }
  return Float64Array.from(volatilities)
}

const varianceBy: Readonly<Record<RangeEstimator, (range: RangeVolatility) => number>> = {
  // The oldest return of the ring leads into the window from outside.
  closeToClose: (range) => sampleVariance(range, range.closeReturns, 1),
  parkinson: (range) => meanOfRing(range, range.parkinson),
  garmanKlass: (range) => meanOfRing(range, range.garmanKlass),
  rogersSatchell: (range) => meanOfRing(range, range.rogersSatchell),
  garmanKlassYangZhang: (range) => meanOfRing(range, range.garmanKlass) + meanOfSquares(range, range.gaps),
  yangZhang: (range) => {
    const n = range.windowBars
    // The weight that makes the variance of the estimate least for a price without drift.
    const weight = 0.34 / (1.34 + (n + 1) / (n - 1))
    const body = sampleVariance(range, range.bodies, 0)
    return sampleVariance(range, range.gaps, 0) + weight * body + (1 - weight) * meanOfRing(range, range.rogersSatchell)
  },
}

/** Calls `take` with the numbers of a ring from the oldest on, the first `left` of them left out. */
function fromOldest(range: RangeVolatility, column: Float64Array, left: number, take: (value: number) => void): void {
  for (let i = left; i < column.length; i++) take(column[(range.next + i) % column.length] as number)
}

function meanOfRing(range: RangeVolatility, column: Float64Array): number {
  const sum = createSum()
  fromOldest(range, column, 0, (value) => addToSum(sum, value))
  return totalOf(sum) / column.length
}

function meanOfSquares(range: RangeVolatility, column: Float64Array): number {
  const sum = createSum()
  fromOldest(range, column, 0, (value) => addToSum(sum, value * value))
  return totalOf(sum) / column.length
}

function sampleVariance(range: RangeVolatility, column: Float64Array, left: number): number {
  const count = column.length - left
  const sum = createSum()
  fromOldest(range, column, left, (value) => addToSum(sum, value))
  const mean = totalOf(sum) / count
  const squares = createSum()
  fromOldest(range, column, left, (value) => addToSum(squares, (value - mean) * (value - mean)))
  return totalOf(squares) / (count - 1)
}

function requireBars(bars: BarSeries, least: number): void {
  requirePositiveSeries('open', bars.open, least)
  requirePositiveSeries('high', bars.high)
  requirePositiveSeries('low', bars.low)
  requirePositiveSeries('close', bars.close)
  requireSameLength(['open', bars.open], ['high', bars.high])
  requireSameLength(['open', bars.open], ['low', bars.low])
  requireSameLength(['open', bars.open], ['close', bars.close])
  for (let t = 0; t < bars.open.length; t++) {
    const [open, close] = [bars.open[t] as number, bars.close[t] as number]
    requireEnclosing('high', bars.high[t] as number, { holds: (bars.high[t] as number) >= Math.max(open, close), position: t })
    requireEnclosing('low', bars.low[t] as number, { holds: (bars.low[t] as number) <= Math.min(open, close), position: t })
  }
}

function requireBar({ open, high, low, close }: Bar): void {
  requirePositive('open', open)
  requirePositive('high', high)
  requirePositive('low', low)
  requirePositive('close', close)
  requireEnclosing('high', high, { holds: high >= Math.max(open, close) })
  requireEnclosing('low', low, { holds: low <= Math.min(open, close) })
}

function requireEnclosing(argument: string, value: number, at: Readonly<{ holds: boolean; position?: number }>): void {
  if (at.holds) return
  const expected = argument === 'high' ? 'at least the open and the close' : 'at most the open and the close'
  throw new ArgumentError(argument, { ...(at.position === undefined ? {} : { position: at.position }), expected, found: String(value) })
}
