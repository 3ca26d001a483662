import { requireFinite } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { requireQuotes, type Quotes } from './quotes.ts'

/**
 * The quoted spread averaged over time: each quote counts for as long as it stands, until the next one, the last until `end`.
 *
 * @param end - In the unit of the times; quotes after it do not count.
 * @returns `spread` in the unit of the prices, `spreadBps` as a share of each quote's mid in basis points. Refused when no time passes.
 * @throws ArgumentError for no quotes, crossed quotes, falling times.
 * @see Foucault, Pagano & Röell, "Market Liquidity" (2013), chapter 2.
 *
 * @example
 * timeWeightedSpread({ times: [0, 1], bids: [99, 99.5], asks: [101, 100.5] }, 4) // accept({ spread: 1.25, spreadBps: 125 })
 */
export function timeWeightedSpread(
  quotes: Quotes,
  end: number,
): Result<Readonly<{ spread: number; spreadBps: number }>, Readonly<{ reason: 'noTimePassed' }>> {
  requireQuotes(quotes)
  requireFinite('end', end)
  const { times, bids, asks } = quotes
  const [spread, spreadBps, total] = [createSum(), createSum(), createSum()]
  for (let i = 0; i < times.length; i++) {
    const next = i + 1 < times.length ? (times[i + 1] as number) : end
    const stoodFor = Math.max(0, Math.min(next, end) - (times[i] as number))
    const [bid, ask] = [bids[i] as number, asks[i] as number]
    addToSum(spread, stoodFor * (ask - bid))
    addToSum(spreadBps, (stoodFor * 2e4 * (ask - bid)) / (ask + bid))
    addToSum(total, stoodFor)
  }
  const stood = totalOf(total)
  return stood > 0 ? accept({ spread: totalOf(spread) / stood, spreadBps: totalOf(spreadBps) / stood }) : refuse({ reason: 'noTimePassed' })
}
