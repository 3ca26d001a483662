import { invariant } from '../base/assert.ts'
import type { Book } from '../market/book.ts'
import { bestAskTicks, bestBidTicks, bidSide, indexBelow, type BookSide } from '../market/ladder.ts'

/**
 * What a market order would cost against the mid: levels of one side are walked until the notional is filled, the last
 * one in part, and the price paid on average is compared with the mid.
 *
 * @param book - One that is `ok` and has both sides; the caller has checked.
 * @param side - The resting side that is taken: `askSide` for a buyer.
 * @param notional - Quote units, above zero.
 * @returns Basis points of the mid, never negative; `undefined` when the side holds less than the notional, because the
 *   cost of what little there is would look cheap.
 * @throws InvariantError unless the notional is a number above zero.
 * @see Gomber & Schweickert, "Der Market Impact: Liquiditaetsmass im elektronischen Wertpapierhandel" (2002), the measure XLM.
 *
 * @example
 * costToTradeBps(book, askSide, 100_000) // 2.4249
 */
export function costToTradeBps(book: Book, side: BookSide, notional: number): number | undefined {
  const walk = createCostWalk(side, notional)
  walkLevels(book, walk)
  return costOfWalk(book, walk)
}

/** How far the last walk went and what it paid, so that it need not be walked again while nothing changed there. Plain data. */
export type CostWalk = {
  readonly side: BookSide
  readonly notional: number
  /** The ladder's index of the level that filled the notional; -1 when that lay outside the window, or nowhere. */
  deepest: number
  /** Ticks paid on average; 0 when the side holds less than the notional. */
  averageTicks: number
}

/**
 * A walk that was not made yet.
 *
 * @throws InvariantError unless the notional is a number above zero.
 *
 * @example
 * createCostWalk(askSide, 100_000)
 */
export function createCostWalk(side: BookSide, notional: number): CostWalk {
  invariant(notional > 0 && Number.isFinite(notional), 'a notional to trade is above zero')
  return { side, notional, deepest: -1, averageTicks: 0 }
}

/**
 * What `costToTradeBps` returns, walked only when a level it would take has changed. The walk is the one reader of what the ladder
 * notes as touched on its side.
 *
 * @example
 * followCostToTradeBps(book, walk) // 3.37
 */
export function followCostToTradeBps(book: Book, walk: CostWalk): number | undefined {
  refreshWalk(book, walk)
  return costOfWalk(book, walk)
}

/**
 * The first half of `followCostToTradeBps`: walks if it must. `averageTicks` then says whether there is a cost, and
 * `averageCostBps` what it is, without a number on the heap after every event.
 *
 * @returns Whether it walked; if not, the average is what it was.
 *
 * @example
 * refreshWalk(book, walk) // false
 */
export function refreshWalk(book: Book, walk: CostWalk): boolean {
  const { touched } = book.ladder
  if (walk.deepest >= 0 && (touched[walk.side] as number) < walk.deepest) return false
  walkLevels(book, walk)
  touched[walk.side] = -1
  return true
}

/**
 * How far an average price lies from the mid, in basis points.
 *
 * @param twiceMid - Best bid and best ask added up, in ticks.
 *
 * @example
 * averageCostBps(100_050, 200_000) // 5
 */
export function averageCostBps(averageTicks: number, twiceMid: number): number {
  return 1e4 * Math.abs((2 * averageTicks) / twiceMid - 1)
}

function costOfWalk({ ladder }: Book, { averageTicks }: CostWalk): number | undefined {
  return averageTicks === 0 ? undefined : averageCostBps(averageTicks, bestBidTicks(ladder) + bestAskTicks(ladder))
}

function walkLevels(book: Book, walk: CostWalk): void {
  const { ladder, quotePerLotTick, quotePerLot } = book
  const { side, notional } = walk
  const half = side * ladder.windowTicks
  const edge = ladder.edgeTicks[side] as number
  let left = notional
  // Quote over ticks is what was bought, in units that cancel, for linear and inverse payoffs alike.
  let bought = 0
  for (let index = ladder.bestIndex[side] as number; index >= half; index = indexBelow(ladder, side, index)) {
    const ticks = side === bidSide ? edge + (index - half) : edge - (index - half)
    const quote = (ladder.lots[index] as number) * (quotePerLotTick * ticks + quotePerLot)
    if (quote >= left) {
      walk.deepest = index
      walk.averageTicks = notional / (bought + left / ticks)
      return
    }
    left -= quote
    bought += quote / ticks
  }
  walkFarLevels(book, walk, { left, bought })
}

function walkFarLevels(book: Book, walk: CostWalk, so: Readonly<{ left: number; bought: number }>): void {
  const { keys, lots } = book.ladder.far[walk.side]
  let { left, bought } = so
  walk.deepest = -1
  walk.averageTicks = 0
  for (let place = keys.length - 1; place >= 0; place--) {
    const ticks = Math.abs(keys[place] as number)
    const quote = (lots[place] as number) * (book.quotePerLotTick * ticks + book.quotePerLot)
    if (quote >= left) {
      walk.averageTicks = walk.notional / (bought + left / ticks)
      return
    }
    left -= quote
    bought += quote / ticks
  }
}
