import { openFeed } from '../../src/feed/open.ts'
import { applyDelta, applySnapshot, createBook } from '../../src/market/book.ts'
import { bestAskTicks, bestBidTicks, noTicks } from '../../src/market/ladder.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { captures, type CaptureName } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const lags = [0.1, 1, 3, 10, 30, 60]
const markets: readonly CaptureName[] = ['BTC perpetual', 'BTC spot', 'ETH spot']

/**
 * How far the mid has moved with a trade, on average, some seconds after it.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of markets) {
    const { atUs, mids, trades } = await quotesAndTrades(market)
    const cells = lags.map((lag) => responseAt({ atUs, mids }, trades, lag * 1e6).toFixed(3))
    rows.push([market, trades.length.toLocaleString('en-US'), ...cells])
  }
  const markdown = `Binance, 8 August 2024: mean move of the mid in the direction of a trade, basis points, so many seconds after it. Prints of one microsecond count as
one trade. The response holds what later trades of the same side add; the propagator is what is left when those are taken out.

${markdownTable([['market', 'trades', ...lags.map((lag) => `${lag} s`)], ...rows])}`
  return { markdown, figures: new Map() }
}

type Quotes = Readonly<{ atUs: readonly number[]; mids: readonly number[] }>
type Signed = Readonly<{ at: number; sign: number }>

async function quotesAndTrades(market: CaptureName): Promise<Quotes & Readonly<{ trades: readonly Signed[] }>> {
  const feed = await openFeed({ paths: [sharedFile(captures[market])] })
  const [instrument] = feed.instruments
  if (instrument === undefined) throw new Error(`${market} has no instrument`)
  const book = createBook(instrument)
  const [atUs, mids, trades]: [number[], number[], Signed[]] = [[], [], []]
  for await (const batch of feed.inputs) {
    for (const input of batch) {
      if (input.kind === 'tradeReceived') {
        const sign = input.taker === 'buy' ? 1 : -1
        if (trades.at(-1)?.at !== input.at) trades.push({ at: input.at, sign })
      } else if (input.kind === 'bookSnapshotReceived') applySnapshot(book, input)
      else if (input.kind === 'bookDeltaReceived') applyDelta(book, input)
      const [bid, ask] = [bestBidTicks(book.ladder), bestAskTicks(book.ladder)]
      if (input.kind === 'tradeReceived' || book.integrity !== 'ok' || bid === noTicks || ask === noTicks) continue
      if (mids.at(-1) === bid + ask) continue
      atUs.push(input.at)
      mids.push(bid + ask)
    }
  }
  return { atUs, mids, trades }
}

function responseAt({ atUs, mids }: Quotes, trades: readonly Signed[], lagUs: number): number {
  const end = atUs.at(-1) ?? 0
  let [sum, count, before, after] = [0, 0, 0, 0]
  for (const { at, sign } of trades) {
    // Strictly before the trade: the venue stamps the book it leaves behind with its own time.
    while (before + 1 < atUs.length && (atUs[before + 1] as number) < at) before++
    while (after + 1 < atUs.length && (atUs[after + 1] as number) <= at + lagUs) after++
    if ((atUs[before] as number) >= at || at + lagUs > end) continue
    sum += (1e4 * sign * ((mids[after] as number) - (mids[before] as number))) / (mids[before] as number)
    count += 1
  }
  return sum / Math.max(1, count)
}
