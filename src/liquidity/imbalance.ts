/**
 * How lopsided a book is: `(bid - ask) / (bid + ask)` of the depths within some distance.
 *
 * @param bidDepth - Quote units, zero or above.
 * @param askDepth - Quote units, zero or above.
 * @returns From -1, only sellers, to 1, only buyers; 0 when both are equal, also when both are empty.
 *
 * @example
 * imbalanceOf(30, 10) // 0.5
 */
export function imbalanceOf(bidDepth: number, askDepth: number): number {
  const both = bidDepth + askDepth
  return both === 0 ? 0 : (bidDepth - askDepth) / both
}
