import { requireWhole } from '../base/argument.ts'
import { refuse, type Result } from '../base/result.ts'
import { edgeSpread, type EdgeSpread, type NoEdgeSpread } from './edge-spread.ts'

/** The last bars for the EDGE estimate. Plain data, changed in place. */
export type RollingEdgeSpread = {
  /** Four prices a bar: open, high, low, close; a ring. */
  readonly prices: Float64Array
  readonly bars: number
  count: number
  next: number
}

/**
 * Makes room for the last `bars`.
 *
 * @throws ArgumentError unless there are at least three.
 *
 * @example
 * const edge = createRollingEdgeSpread(250)
 */
export function createRollingEdgeSpread(bars: number): RollingEdgeSpread {
  requireWhole('bars', bars, { least: 3 })
  return { prices: new Float64Array(4 * bars), bars, count: 0, next: 0 }
}

/**
 * Takes in a bar; NaN where a price is missing.
 *
 * @example
 * addBar(edge, { open: 100, high: 102, low: 99, close: 101 })
 */
export function addBar(edge: RollingEdgeSpread, bar: Readonly<{ open: number; high: number; low: number; close: number }>): void {
  edge.prices.set([bar.open, bar.high, bar.low, bar.close], 4 * edge.next)
  edge.next = edge.next + 1 === edge.bars ? 0 : edge.next + 1
  edge.count = Math.min(edge.bars, edge.count + 1)
}

/**
 * The EDGE estimate of the bars held: `edgeSpread` of the same ones, made anew, as its weights depend on all of them. A few
 * microseconds for each hundred bars; bars come by the minute.
 *
 * @returns Refused before the first bar, and as `edgeSpread`.
 * @throws ArgumentError as `edgeSpread`.
 * @see Ardia, Guidotti & Kroencke, JFE 161 (2024).
 *
 * @example
 * addBar(edge, { open: 101.6, high: 102.5, low: 100.4, close: 100.7 })
 * addBar(edge, { open: 100.9, high: 102.2, low: 100.1, close: 101.9 })
 * addBar(edge, { open: 101.5, high: 102.1, low: 100.6, close: 100.8 })
 * rollingEdgeSpread(edge) // accept({ spread: 0.00575, tradedPeriods: 3 })
 */
export function rollingEdgeSpread(edge: RollingEdgeSpread): Result<EdgeSpread, NoEdgeSpread> {
  if (edge.count === 0) {
    return refuse({ reason: 'tooFewTradedPeriods', tradedPeriods: 0, tradedShare: 0, openShare: 0, closeShare: 0 })
  }
  const oldest = edge.count === edge.bars ? edge.next : 0
  const column = (place: number): Float64Array =>
    Float64Array.from({ length: edge.count }, (_, i) => edge.prices[4 * ((oldest + i) % edge.bars) + place] as number)
  return edgeSpread({ opens: column(0), highs: column(1), lows: column(2), closes: column(3) })
}
