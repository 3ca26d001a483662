import type { Book } from '../../market/book.ts'
import type { Side } from '../../market/instrument.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, lotsAt, noTicks, setLevel } from '../../market/ladder.ts'

/** Someone who takes: up to `lotsLeft` at `ticks` or better. */
export type Taker = Readonly<{ side: Side; ticks: number; lotsLeft: number }>

/**
 * Takes displayed lots from the best level on, at the limit or better, and removes them from this copy of the book: they
 * stay taken until an update states their level anew.
 *
 * @param take - Called once a level with its price and the lots taken there; it lowers `taker.lotsLeft` by them.
 *
 * @example
 * takeLots(book, { side: 'buy', ticks: 101, lotsLeft: 5 }, (ticks, lots) => fill(ticks, lots))
 */
export function takeLots(book: Book, taker: Taker, take: (ticks: number, lots: number) => void): void {
  const ladder = book.ladder
  const side = taker.side === 'buy' ? askSide : bidSide
  while (taker.lotsLeft > 0) {
    const ticks = taker.side === 'buy' ? bestAskTicks(ladder) : bestBidTicks(ladder)
    if (ticks === noTicks || (taker.side === 'buy' ? ticks > taker.ticks : ticks < taker.ticks)) return
    const displayed = lotsAt(ladder, side, ticks)
    const lots = Math.min(displayed, taker.lotsLeft)
    setLevel(ladder, side, ticks, displayed - lots)
    take(ticks, lots)
  }
}
