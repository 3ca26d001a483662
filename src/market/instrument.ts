import { invariant } from '../base/assert.ts'
import type { Brand } from '../base/brand.ts'
import { powerOfTen } from '../base/decimal.ts'

/** Unified symbol as ccxt writes it, for example `BTC/USDT:USDT` for a linear perpetual. Unique in a run. */
export type MarketId = Brand<string, 'MarketId'>

/** Buy or sell, of an order or of the taker of a trade. */
export type Side = 'buy' | 'sell'

/**
 * A tradable contract with its own rules. Prices are whole ticks, sizes whole lots; these say what a tick and a lot are.
 *
 * One tick is `tickUnits * 10^-priceDecimals` quote per base; one lot is `lotUnits * 10^-sizeDecimals` base (`linear`)
 * or contracts of `contractSize` quote each (`inverse`).
 */
export type Instrument = Readonly<{
  id: MarketId
  kind: 'spot' | 'perpetual'
  payoff: 'linear' | 'inverse'
  base: string
  quote: string
  tickUnits: number
  priceDecimals: number
  lotUnits: number
  sizeDecimals: number
  /** Quote notional of one contract; 1 for linear instruments. */
  contractSize: number
  /** Decimals of the quote asset's minor unit: 6 for USDT. */
  quoteDecimals: number
  /** Whether its order book was recorded at a venue, or is made by the book model from bars. Figures of the latter are labelled modelled. */
  bookSource: 'recorded' | 'modelled'
  /** How the venue numbers its book updates. */
  sequenceRule: 'binanceSpot' | 'binancePerpetual' | 'snapshotsOnly'
}>

/**
 * Names a string a market id.
 *
 * @example
 * marketId('BTC/USDT:USDT')
 */
export function marketId(symbol: string): MarketId {
  invariant(symbol.length > 0, 'a market has a symbol')
  return symbol as MarketId
}

/**
 * Price step in quote per base, as a float for metrics. Money uses `market/notional`.
 *
 * @example
 * tickSize(btcPerpetual) // 0.1
 */
export function tickSize(instrument: Instrument): number {
  return instrument.tickUnits / powerOfTen(instrument.priceDecimals)
}

/**
 * Size step in base (or contracts), as a float for metrics.
 *
 * @example
 * lotSize(btcPerpetual) // 0.001
 */
export function lotSize(instrument: Instrument): number {
  return instrument.lotUnits / powerOfTen(instrument.sizeDecimals)
}
