import { ArgumentError, requireRising } from '../base/argument.ts'
import { requireSlice, sviPoint, wingSlopes, type SviSlice } from './svi.ts'

/** A smile and when it ends. */
export type TimedSlice = Readonly<{ timeYears: number; slice: SviSlice }>

/** Two neighbouring expiries and the least by which total variance rises from one to the other. */
export type CalendarGap = Readonly<{
  /** Place of the earlier slice. */
  earlier: number
  later: number
  /** Least total variance gained; below 0 it is lost, and a calendar spread costs less than nothing. */
  gained: number
  /** Log-strike where that is. */
  at: number
  /** Whether a wing of the later slice is flatter, so that far enough out the two must cross. */
  wingsCross: boolean
}>

/** What the search for calendar arbitrage found. */
export type CalendarFinding = Readonly<{ free: boolean; gaps: readonly CalendarGap[]; worst: CalendarGap | undefined }>

const steps = 600

/**
 * Whether total variance never falls from one expiry to the next, at any strike of the interval.
 *
 * A grid over the interval and a local search from its lowest point for each neighbouring pair. Wings that must cross beyond the
 * interval are told apart: there nobody trades, and no fit to quotes says much.
 *
 * @param slices - In order of expiry.
 * @param interval - Log-strikes to search, -1.5 to 1.5 when absent.
 * @throws ArgumentError for expiries that do not rise, parameters out of range or an interval that does not rise.
 * @see Gatheral & Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), lemma 2.1.
 *
 * @example
 * calendarArbitrage([]).free // true
 */
export function calendarArbitrage(
  slices: readonly TimedSlice[],
  interval: Readonly<{ from: number; to: number }> = { from: -1.5, to: 1.5 },
): CalendarFinding {
  requireRising(
    'slices',
    slices.map((slice) => slice.timeYears),
  )
  for (const { slice } of slices) requireSlice(slice)
  if (!(interval.from > -Infinity && interval.to > interval.from && interval.to < Infinity))
    throw new ArgumentError('to', { expected: `a finite number above ${interval.from}`, found: String(interval.to) })
  const gaps = slices.slice(1).map((later, i) => gapBetween(i, { earlier: (slices[i] as TimedSlice).slice, later: later.slice, interval }))
  const worst = gaps.reduce<CalendarGap | undefined>(
    (least, gap) => (least === undefined || gap.gained < least.gained ? gap : least),
    undefined,
  )
  return { free: worst === undefined || worst.gained >= 0, gaps, worst }
}

function gapBetween(
  place: number,
  pair: Readonly<{ earlier: SviSlice; later: SviSlice; interval: Readonly<{ from: number; to: number }> }>,
): CalendarGap {
  const { earlier, later, interval } = pair
  const gained = (k: number): number => sviPoint(later, k).variance - sviPoint(earlier, k).variance
  const width = (interval.to - interval.from) / steps
  let [at, least] = [interval.from, gained(interval.from)]
  const consider = (k: number): void => {
    const value = gained(k)
    if (value < least) [at, least] = [k, value]
  }
  for (let i = 1; i <= steps; i++) consider(interval.from + i * width)
  // A turn may be sharper than the grid is close.
  for (const slice of [earlier, later]) if (slice.m > interval.from && slice.m < interval.to) consider(slice.m)
  for (let reach = 0.5 * width; reach > 1e-9 * width; reach *= 0.5) {
    const centre = at
    for (const k of [centre - reach, centre + reach]) if (k >= interval.from && k <= interval.to) consider(k)
  }
  const [first, second] = [wingSlopes(earlier), wingSlopes(later)]
  return { earlier: place, later: place + 1, gained: least, at, wingsCross: second.left < first.left || second.right < first.right }
}
