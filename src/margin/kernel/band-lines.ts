import type { BandBox } from './band-box.ts'
import { createBandGrid, moveBandGrid, priceInstrument, type BandGrid } from './band-grid.ts'
import type { BandMarket } from './band-market.ts'
import { roundingShare } from './band-moves.ts'
import { reserveNumbers } from './kernel.ts'

/**
 * Bounds on values in the narrowest box of each underlying that are straight in spot. An instrument has four series of numbers, one number a
 * scenario: its lowest at the box's lowest and highest spot, then its highest at both. What lies between the ends of a pair bounds the value
 * there, at any volatility and time of the box.
 *
 * Values are convex in spot and grow with total volatility. So the highest volatility and longest time at both ends give the chord that
 * lies above; the lowest and shortest at the ends and the middle give the line below: twice the middle less the other end.
 */
export type BandLines = Readonly<{
  market: BandMarket
  /** Lowest total volatility at the lowest, middle and highest spot; highest at the lowest and highest spot. */
  corners: readonly [BandGrid, BandGrid, BandGrid, BandGrid, BandGrid]
  values: Float64Array
  /** How often each underlying's box was set, and at which count an instrument's lines were made. */
  set: number[]
  made: Float64Array
}>

/** Series of an instrument's lines. */
export const seriesOfLines = 4

/**
 * Makes lines; `setLinesBox` must give an underlying's box first.
 *
 * @example
 * const lines = createBandLines(market)
 */
export function createBandLines(market: BandMarket): BandLines {
  const { kernel, width } = market
  const count = market.instruments.instruments
  return {
    market,
    corners: [createBandGrid(market), createBandGrid(market), createBandGrid(market), createBandGrid(market), createBandGrid(market)],
    values: reserveNumbers(kernel, count * seriesOfLines * width),
    set: [],
    made: new Float64Array(count),
  }
}

/**
 * Gives an underlying its box. Nothing is computed yet.
 *
 * @example
 * setLinesBox(lines, 0, box)
 */
export function setLinesBox({ corners, set }: BandLines, underlying: number, box: BandBox): void {
  const [lowStart, lowMiddle, lowEnd, highStart, highEnd] = corners
  const lowest = { volatilityFactor: box.lowVolatility, at: box.until }
  const highest = { volatilityFactor: box.highVolatility, at: box.from }
  moveBandGrid(lowStart, underlying, { spot: box.lowSpot, ...lowest })
  moveBandGrid(lowMiddle, underlying, { spot: box.middleSpot, ...lowest })
  moveBandGrid(lowEnd, underlying, { spot: box.highSpot, ...lowest })
  moveBandGrid(highStart, underlying, { spot: box.lowSpot, ...highest })
  moveBandGrid(highEnd, underlying, { spot: box.highSpot, ...highest })
  set[underlying] = (set[underlying] ?? 0) + 1
}

/**
 * Makes an instrument's lines unless they are made for its underlying's box. They allow for what rounding makes of sums of them.
 *
 * @example
 * makeLines(lines, 7)
 */
export function makeLines(lines: BandLines, instrument: number): void {
  const { market, corners, values, made } = lines
  const { width, instruments } = market
  const term = market.terms[instruments.termOf[instrument] as number] as BandMarket['terms'][number]
  const set = lines.set[term.underlying] as number
  if (made[instrument] === set) return
  made[instrument] = set
  for (const corner of corners) priceInstrument(corner, instrument)
  const [lowStart, lowMiddle, lowEnd, highStart, highEnd] = corners.map((corner) => corner.grid.values) as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array,
  ] // prettier-ignore
  const forward = (corners[2].points[term.underlying] as { spot: number }).spot * term.forwardRatio * market.extremes.spotFactor
  const rounding = roundingShare * Math.max(forward, instruments.strikes[instrument] as number)
  const [from, to] = [instrument * width, instrument * seriesOfLines * width]
  for (let s = 0; s < width; s++) {
    const twice = 2 * (lowMiddle[from + s] as number)
    values[to + s] = twice - (lowEnd[from + s] as number) - rounding
    values[to + width + s] = twice - (lowStart[from + s] as number) - rounding
    values[to + 2 * width + s] = (highStart[from + s] as number) + rounding
    values[to + 3 * width + s] = (highEnd[from + s] as number) + rounding
  }
}

/** The sums of a row's lines, four series of `width` numbers, and where they stand. */
export type RowLines = Readonly<{ sums: Float64Array; at: number; width: number }>

/**
 * The least, over scenarios, of a row's sums at one place of the box.
 *
 * @param side - 0 for the lower lines, 2 for the upper.
 * @param along - 0 at the lowest spot, 1 at the highest.
 *
 * @example
 * const least = leastAlong(row, 0, 0.5)
 */
export function leastAlong({ sums, at, width }: RowLines, side: 0 | 2, along: number): number {
  const [start, end, rest] = [at + side * width, at + (side + 1) * width, 1 - along]
  let least = Infinity
  for (let s = 0; s < width; s++) {
    const sum = rest * (sums[start + s] as number) + along * (sums[end + s] as number)
    if (sum < least) least = sum
  }
  return least
}

/**
 * The least value of a row anywhere in the box, from below: lines are lowest at an end.
 *
 * @example
 * if (cash + lowestInBox(row) > 0) certify()
 */
export function lowestInBox(row: RowLines): number {
  return Math.min(leastAlong(row, 0, 0), leastAlong(row, 0, 1))
}

/**
 * The greatest that a row's worst value can be anywhere in the box, from above: some scenario stays below it at both ends.
 *
 * @example
 * if (cash + highestInBox(row) < 0) certifyBreach()
 */
export function highestInBox({ sums, at, width }: RowLines): number {
  let highest = Infinity
  for (let s = 0; s < width; s++) {
    const most = Math.max(sums[at + 2 * width + s] as number, sums[at + 3 * width + s] as number)
    if (most < highest) highest = most
  }
  return highest
}
