import { InputFault } from '../../base/fault.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import { naturalLogarithm } from '../../num/elementary.ts'

/** Moves of a price per unit of time, and what was traded. Days are 24 hours: the market never closes. */
export type PriceMoves = Readonly<{
  /** Deviation of log returns per root of a day. */
  dailyVolatility: number
  returns: number
  /** Days between the first and the last price. */
  days: number
}>

const dayUs = 86_400_000_000

/**
 * The volatility of prices at times: squared log returns over the time they took, so that missing ones change nothing.
 *
 * @param spacingUs - Prices nearer to the last one used are left out, against the bounce between bid and offer.
 * @returns `undefined` with fewer than ten returns.
 *
 * @example
 * movesOf(watch.sampledAt, watch.mids, 5_000_000)?.dailyVolatility // 0.021
 */
export function movesOf(times: readonly number[], prices: readonly number[], spacingUs: number): PriceMoves | undefined {
  let [last, squares, returns] = [0, 0, 0]
  for (let i = 1; i < prices.length; i++) {
    if ((times[i] as number) - (times[last] as number) < spacingUs * 0.999) continue
    const move = naturalLogarithm((prices[i] as number) / (prices[last] as number))
    squares += move * move
    returns += 1
    last = i
  }
  if (returns < 10) return undefined
  const days = ((times[last] as number) - (times[0] as number)) / dayUs
  return { dailyVolatility: Math.sqrt(squares / days), returns, days }
}

/**
 * Volatility from a longer series of bars.
 *
 * @throws InputFault for a file without bars, or with too few.
 *
 * @example
 * const history = await readHistory(await openFeed({ paths: ['btcusdt_1h.parquet'] }))
 */
export async function readHistory(feed: Feed): Promise<PriceMoves> {
  const [times, closes]: [number[], number[]] = [[], []]
  for await (const batch of feed.inputs) {
    for (const input of batch) {
      if (input.kind !== 'barClosed') continue
      times.push(input.at)
      closes.push(input.closeTicks)
    }
  }
  const moves = movesOf(times, closes, 0)
  if (moves !== undefined) return moves
  throw new InputFault({ file: feed.label, place: 'whole file', expected: 'at least 11 bars', found: `${closes.length}` })
}
