import type { BookSide } from './book-side.ts'

/** How many bands of prices next to the touch a ladder keeps the sums of, on each side. */
export const bandsMost = 4

/**
 * Sums over bands of prices, from an edge to the touch, four on each side, bids first. They follow every change of a level within, so
 * that reading one costs nothing; all are sums of whole numbers, so they never drift. Plain data.
 */
export type LadderBands = Readonly<{
  /** First index of each band; `noBand` while it is not followed. */
  from: Int32Array
  /** Twice the mid that a side's edges were last set for; -1 after the bands were dropped and while not all are kept. */
  followed: Float64Array
  /** The lowest of a side's: a level below it is in no band. */
  lowest: Int32Array
  lots: Float64Array
  /** Lots x offset. */
  moments: Float64Array
}>

/** An index that no level has. */
export const noBand = 0x7fffffff

/**
 * Makes bands of which none is followed yet.
 *
 * @example
 * createBands().lowest[0] // 2_147_483_647
 */
export function createBands(): LadderBands {
  return {
    from: new Int32Array(2 * bandsMost).fill(noBand),
    followed: new Float64Array(2).fill(-1),
    lowest: new Int32Array(2).fill(noBand),
    lots: new Float64Array(2 * bandsMost),
    moments: new Float64Array(2 * bandsMost),
  }
}

/**
 * Takes a change of lots at an index into the bands of its side that hold it. Plain numbers, because an object would be made anew for every
 * event.
 *
 * @param moment - The change x the level's offset.
 *
 * @example
 * addToBands(bands, 3_071, -5, -15_355)
 */
export function addToBands({ from, lots, moments }: LadderBands, side: BookSide, index: number, change: number, moment: number): void {
  const first = side * bandsMost
  for (let place = first; place < first + bandsMost; place++) {
    if (index < (from[place] as number)) continue
    lots[place] = (lots[place] as number) + change
    moments[place] = (moments[place] as number) + moment
  }
}

/**
 * Stops following the bands of a side, whose indices are about to mean other prices.
 *
 * @example
 * dropBands(bands, askSide)
 */
export function dropBands(bands: LadderBands, side: BookSide): void {
  const first = side * bandsMost
  bands.from.fill(noBand, first, first + bandsMost)
  bands.lots.fill(0, first, first + bandsMost)
  bands.moments.fill(0, first, first + bandsMost)
  bands.lowest[side] = noBand
  bands.followed[side] = -1
}
