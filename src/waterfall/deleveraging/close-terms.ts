/** The side of the one whose position is closed. */
export type WinnerSide = 'long' | 'short'

/** A close at a price, and whether the bound held it. */
export type ClosePrice = Readonly<{ price: number; isBounded: boolean }>

/**
 * The price at which a winner is closed: the bankrupt account's bankruptcy price, but never further from the mark against the winner
 * than the bound. What the bound holds back stays uncovered, for the next layer.
 *
 * @param terms - `mostBps`: how far against the mark, in hundredths of a per cent of it.
 *
 * @example
 * closePriceFor('long', { bankruptcyPrice: 90, markPrice: 100, mostBps: 500 }) // { price: 95, isBounded: true }
 */
export function closePriceFor(
  side: WinnerSide,
  terms: Readonly<{ bankruptcyPrice: number; markPrice: number; mostBps: number }>,
): ClosePrice {
  const { bankruptcyPrice, markPrice, mostBps } = terms
  const room = (markPrice * mostBps) / 10_000
  if (side === 'long') {
    const least = markPrice - room
    return bankruptcyPrice < least ? { price: least, isBounded: true } : { price: bankruptcyPrice, isBounded: false }
  }
  const most = markPrice + room
  return bankruptcyPrice > most ? { price: most, isBounded: true } : { price: bankruptcyPrice, isBounded: false }
}

/**
 * How many lots of a winner can be closed: no more than it has, and no more than its gain pays for. Where closing costs nothing
 * against the mark, all that it has.
 *
 * @param own - Lots of the position; gain and cost per lot in the same money.
 *
 * @example
 * closableLots({ lots: 10, gain: 35, costPerLot: 10 }) // 3
 */
export function closableLots(own: Readonly<{ lots: number; gain: number; costPerLot: number }>): number {
  const { lots, gain, costPerLot } = own
  if (gain <= 0) return 0
  if (costPerLot <= 0) return lots
  return Math.min(lots, Math.floor(gain / costPerLot))
}
