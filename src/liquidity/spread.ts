/**
 * The quoted spread in basis points of the mid: `1e4 * (ask - bid) / mid`.
 *
 * @param bidTicks - Best bid, above zero and below the ask: a crossed book has no spread, and its integrity says so.
 *
 * @example
 * quotedSpreadBps(29_999, 30_002) // 0.99998
 */
export function quotedSpreadBps(bidTicks: number, askTicks: number): number {
  return (2e4 * (askTicks - bidTicks)) / (askTicks + bidTicks)
}
