import { tickSize } from '../../market/instrument.ts'
import { notionalOf } from '../../market/notional.ts'
import type { MarketState } from '../market-state.ts'
import type { Assessed } from './assess-member.ts'
import type { Listing } from './margin-state.ts'
import type { MemberTurn } from './member-books.ts'

/** A position that can be closed in a market of the run. */
export type TradedPosition = Readonly<{
  listing: Listing
  market: MarketState
  lots: number
  /** Its mark in ticks, not whole, and what one lot stands for at it, in quote. */
  markTicks: number
  notionalPerLot: number
}>

/**
 * The position of an account that stands for most among those that trade in a market of the run; of equal ones the first by name. `undefined`
 * where none does.
 *
 * @example
 * largestTraded(at, assessed)?.listing.contract.id
 */
export function largestTraded({ turn, margin, member }: MemberTurn, assessed: Assessed): TradedPosition | undefined {
  let largest: TradedPosition | undefined
  let most = 0
  for (const { contract, mark, underlying, exposure } of assessed.valued.positions) {
    const listing = margin.listings.get(contract.id)
    const market = listing?.market && turn.state.markets.get(listing.market)
    const lots = member.positions.get(contract.id)?.lots ?? 0
    const price = mark.markPrice ?? underlying.indexPrice
    const notional = Math.abs(exposure) * price
    if (listing === undefined || market === undefined || lots === 0) continue
    const isFirst = notional === most && largest !== undefined && contract.id < largest.listing.contract.id
    if (notional > most || isFirst) [largest, most] = [tradedAt(price, { listing, market, lots }), notional]
  }
  return largest
}

function tradedAt(price: number, of: Pick<TradedPosition, 'listing' | 'market' | 'lots'>): TradedPosition {
  const { instrument } = of.listing
  const markTicks = price / tickSize(instrument)
  return { ...of, markTicks, notionalPerLot: notionalOf(instrument, { ticks: markTicks, lots: 1 }) }
}
