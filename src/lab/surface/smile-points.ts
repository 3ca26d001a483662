import type { TimeUs } from '../../base/time.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { impliedVolatility } from '../../pricing/implied-volatility.ts'
import { forwardOf, type ForwardPrice } from './forward-of.ts'
import type { ChainRow, OptionChain } from './option-chain.ts'

/** One option out of the money with its volatilities. */
export type SmilePoint = Readonly<{
  strike: number
  logStrike: number
  /** Volatility of the bid and of the ask; absent where only marks are known. */
  bid?: number
  ask?: number
  /** Between bid and ask, or of the mark. */
  middle: number
}>

/** Why options were left out, with how many. */
export type LeftOut = Readonly<Partial<Record<'noBid' | 'noAsk' | 'noSpread' | 'noMark' | 'noVolatility', number>>>

/** The quotes of one expiry in volatilities. */
export type ExpirySmile = Readonly<{
  expiry: TimeUs
  timeYears: number
  forward: ForwardPrice
  points: readonly SmilePoint[]
  leftOut: LeftOut
}>

const usPerYear = 365 * 24 * 3_600 * 1_000_000

/**
 * Turns a chain into smiles: for each expiry still alive the options out of the money, as volatilities of bid, ask and middle.
 *
 * Coin prices times the forward are undiscounted prices in dollars. An option without a bid, or with a bid below what exercise is
 * worth, has no volatility and is counted as left out.
 *
 * @returns In order of expiry.
 *
 * @example
 * smilesOf(chain)[0]?.points.length
 */
export function smilesOf(chain: OptionChain): readonly ExpirySmile[] {
  const source = sourceOf(chain)
  const alive = chain.rows.filter((row) => row.expiry > chain.at)
  const groups = [...Map.groupBy(alive, (row) => row.expiry)].sort(([a], [b]) => a - b)
  return groups.flatMap(([expiry, rows]) => {
    const timeYears = (expiry - chain.at) / usPerYear
    const forward = forwardOf(rows, timeYears)
    return forward.ok ? [smileOf(rows, { expiry, timeYears, forward: forward.value, source })] : []
  })
}

/** What a file's volatilities are made from. Marks serve only where the whole file has nothing better: they are the venue's own model. */
type Source = 'prices' | 'volatilities' | 'marks'

function sourceOf(chain: OptionChain): Source {
  if (chain.rows.some((row) => (row.bid ?? 0) > 0)) return 'prices'
  return chain.rows.some((row) => (row.bidVolatility ?? 0) > 0) ? 'volatilities' : 'marks'
}

function smileOf(
  rows: readonly ChainRow[],
  about: Readonly<{ expiry: TimeUs; timeYears: number; forward: ForwardPrice; source: Source }>,
): ExpirySmile {
  const points: SmilePoint[] = []
  const leftOut: Partial<Record<keyof LeftOut, number>> = {}
  const { forward } = about.forward
  for (const row of rows) {
    if (row.kind !== (row.strike >= forward ? 'call' : 'put')) continue
    const found = volatilitiesOf(row, { forward, timeYears: about.timeYears, source: about.source })
    if (typeof found === 'string') leftOut[found] = (leftOut[found] ?? 0) + 1
    else points.push({ strike: row.strike, logStrike: naturalLogarithm(row.strike / forward), ...found })
  }
  points.sort((a, b) => a.strike - b.strike)
  const { expiry, timeYears } = about
  return { expiry, timeYears, forward: about.forward, points, leftOut }
}

type Volatilities = Readonly<{ bid?: number; ask?: number; middle: number }>

function volatilitiesOf(row: ChainRow, at: Readonly<{ forward: number; timeYears: number; source: Source }>): Volatilities | keyof LeftOut {
  const { forward, timeYears, source } = at
  const implied = (coin: number): number | undefined => {
    const found = impliedVolatility({ kind: row.kind, forward, strike: row.strike, timeYears }, coin * forward)
    return found.ok && found.value > 0 ? found.value : undefined
  }
  if (source === 'marks') return fromMark(row, implied)
  // A bid of 0 is how files say that there is none.
  const hasPrices = source === 'prices'
  const [quotedBid, quotedAsk] = hasPrices ? [row.bid, row.ask] : [row.bidVolatility, row.askVolatility]
  if (quotedBid === undefined || !(quotedBid > 0)) return 'noBid'
  if (quotedAsk === undefined || !(quotedAsk > 0)) return 'noAsk'
  if (!(quotedAsk > quotedBid)) return 'noSpread'
  const bid = hasPrices ? implied(quotedBid) : quotedBid
  const ask = hasPrices ? implied(quotedAsk) : quotedAsk
  return bid === undefined || ask === undefined ? 'noVolatility' : { bid, ask, middle: 0.5 * (bid + ask) }
}

function fromMark(row: ChainRow, implied: (coin: number) => number | undefined): Volatilities | keyof LeftOut {
  if (row.mark === undefined || !(row.mark > 0)) return 'noMark'
  const middle = implied(row.mark)
  return middle === undefined ? 'noVolatility' : { middle }
}
