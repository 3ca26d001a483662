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
 * costToTradeBps(book, askSide, 100_000) // 3.37
 */
export function costToTradeBps(book: Book, side: BookSide, notional: number): number | undefined {
  invariant(notional > 0 && Number.isFinite(notional), 'a notional to trade is above zero')
  const { ladder, quotePerLotTick, quotePerLot } = book
  const twiceMid = bestBidTicks(ladder) + bestAskTicks(ladder)
  const half = side * ladder.windowTicks
  const edge = ladder.edgeTicks[side] as number
  let left = notional
  // Quote over ticks is what was bought, in units that cancel, for linear and inverse payoffs alike.
  let bought = 0
  for (let index = ladder.bestIndex[side] as number; index >= half; index = indexBelow(ladder, side, index)) {
    const ticks = side === bidSide ? edge + (index - half) : edge - (index - half)
    const quote = (ladder.lots[index] as number) * (quotePerLotTick * ticks + quotePerLot)
    if (quote >= left) return slippageBps(notional / (bought + left / ticks), twiceMid)
    left -= quote
    bought += quote / ticks
  }
  const { keys, lots } = ladder.far[side]
  for (let place = keys.length - 1; place >= 0; place--) {
    const ticks = Math.abs(keys[place] as number)
    const quote = (lots[place] as number) * (quotePerLotTick * ticks + quotePerLot)
    if (quote >= left) return slippageBps(notional / (bought + left / ticks), twiceMid)
    left -= quote
    bought += quote / ticks
  }
  return undefined
}

function slippageBps(averageTicks: number, twiceMid: number): number {
  return 1e4 * Math.abs((2 * averageTicks) / twiceMid - 1)
}
