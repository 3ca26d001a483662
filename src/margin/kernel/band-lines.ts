import type { BandBox } from './band-box.ts'
import { createBandGrid, moveBandGrid, priceInstrument, type BandGrid } from './band-grid.ts'
import type { BandMarket } from './band-market.ts'
import { movesOfTerm, roundingShare, volatilityMove, type TermMoves } from './band-moves.ts'
import { reserveNumbers } from './kernel.ts'

/**
 * Bounds on values in a box of each underlying that are straight in spot. An instrument has four series of numbers, one number a scenario:
 * its lowest at the box's lowest and highest spot, then its highest at both. What lies between the ends of a pair bounds the value there, at
 * any volatility and time of the box.
 *
 * Values are convex in spot and grow with total volatility. So at the highest volatility and longest time the chord between the ends lies
 * above. Below lies the line that has, at each end, twice the middle less the other end; the middle is lowered by what volatility and time
 * can take away.
 */
export type BandLines = Readonly<{
  market: BandMarket
  /** At the lowest, middle and highest spot, where volatility is highest and time longest. */
  corners: readonly [BandGrid, BandGrid, BandGrid]
  values: Float64Array
  /** Each underlying's box, and how often it was set. */
  boxes: BandBox[]
  set: number[]
  /** The count at which an instrument's lines were made, 0 for never; and what the instruments of a term have in common. */
  made: Float64Array
  moves: TermMoves[]
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
    corners: [createBandGrid(market), createBandGrid(market), createBandGrid(market)],
    values: reserveNumbers(kernel, count * seriesOfLines * width),
    ...{ boxes: [], set: [], moves: [] },
    made: new Float64Array(count),
  }
}

/**
 * Gives an underlying its box. Nothing is computed yet.
 *
 * @example
 * setLinesBox(lines, 0, box)
 */
export function setLinesBox(lines: BandLines, underlying: number, box: BandBox): void {
  const [start, middle, end] = lines.corners
  const highest = { volatilityFactor: box.highVolatility, at: box.from }
  moveBandGrid(start, underlying, { spot: box.lowSpot, ...highest })
  moveBandGrid(middle, underlying, { spot: box.middleSpot, ...highest })
  moveBandGrid(end, underlying, { spot: box.highSpot, ...highest })
  lines.boxes[underlying] = box
  lines.set[underlying] = (lines.set[underlying] ?? 0) + 1
  lines.market.terms.forEach((term, index) => {
    if (term.underlying === underlying) lines.moves[index] = movesOfTerm(lines.market, term, box)
  })
}

/**
 * Has an instrument's lines made anew when they are asked for, as its term is new.
 *
 * @example
 * forgetTerms(lines, 0)
 */
export function forgetTerms(lines: BandLines, underlying: number): void {
  setLinesBox(lines, underlying, lines.boxes[underlying] as BandBox)
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
  const [start, middle, end] = [corners[0].grid.values, corners[1].grid.values, corners[2].grid.values]
  const moves = lines.moves[instruments.termOf[instrument] as number] as TermMoves
  const strike = instruments.strikes[instrument] as number
  const rounding = roundingShare * Math.max(moves.forward, strike)
  const taken = instruments.kinds[instrument] === 0 ? 0 : volatilityMove(moves, instruments.volatilities[instrument] as number)
  const [from, to] = [instrument * width, instrument * seriesOfLines * width]
  for (let s = 0; s < width; s++) {
    const twice = 2 * ((middle[from + s] as number) - taken) - rounding
    values[to + s] = twice - (end[from + s] as number)
    values[to + width + s] = twice - (start[from + s] as number)
    values[to + 2 * width + s] = (start[from + s] as number) + rounding
    values[to + 3 * width + s] = (end[from + s] as number) + rounding
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
