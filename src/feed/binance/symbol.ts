import { assertNever } from '../../base/assert.ts'
import { marketId, type Instrument } from '../../market/instrument.ts'

/** Which of Binance's three markets a message belongs to: spot, USD-margined perpetuals, coin-margined perpetuals. */
export type BinanceSection = 'spot' | 'usdm' | 'coinm'

/** What a venue symbol says of an instrument, before its tick and lot are known. */
export type InstrumentName = Pick<
  Instrument,
  'id' | 'kind' | 'payoff' | 'base' | 'quote' | 'contractSize' | 'quoteDecimals' | 'sequenceRule'
>

const quotes = ['USDT', 'USDC', 'FDUSD', 'TUSD', 'BUSD', 'USD', 'EUR', 'TRY', 'DAI', 'BTC', 'ETH', 'BNB']

/**
 * Splits a symbol written without a separator into base and quote. A base has three letters at least before TUSD, so that
 * XBTUSD and DOTUSD are read as dollars.
 *
 * @returns `undefined` when no known quote asset ends it.
 *
 * @example
 * splitSymbol('BTCUSDT') // { base: 'BTC', quote: 'USDT' }
 */
export function splitSymbol(symbol: string): { readonly base: string; readonly quote: string } | undefined {
  const quote = quotes.find((asset) => symbol.endsWith(asset) && symbol.length - asset.length >= (asset === 'TUSD' ? 3 : 1))
  return quote === undefined ? undefined : { base: symbol.slice(0, -quote.length), quote }
}

/**
 * Decimals of the minor unit an asset is booked in: 8 for coins, 6 for everything counted in a currency.
 *
 * @example
 * quoteDecimalsOf('USDT') // 6
 */
export function quoteDecimalsOf(asset: string): number {
  return asset === 'BTC' || asset === 'ETH' || asset === 'BNB' ? 8 : 6
}

/**
 * Names the instrument behind a Binance symbol, as ccxt writes it. Coin-margined contracts are worth 100 USD for
 * BTC and 10 USD for every other coin, by the venue's contract specification.
 *
 * @returns `undefined` for what is neither spot nor perpetual, for example a quarterly future.
 *
 * @example
 * instrumentName('BTCUSD_PERP', 'coinm')?.id // 'BTC/USD:BTC'
 */
export function instrumentName(symbol: string, section: BinanceSection): InstrumentName | undefined {
  if (section === 'coinm' && !symbol.endsWith('USD_PERP')) return undefined
  const parts = section === 'coinm' ? { base: symbol.slice(0, -'USD_PERP'.length), quote: 'USD' } : splitSymbol(symbol)
  if (parts === undefined) return undefined
  const { base, quote } = parts
  const common = { base, quote, quoteDecimals: quoteDecimalsOf(quote) }
  switch (section) {
    case 'spot':
      return { ...common, id: marketId(`${base}/${quote}`), kind: 'spot', payoff: 'linear', contractSize: 1, sequenceRule: 'binanceSpot' }
    case 'usdm':
      return { ...common, ...perpetual, id: marketId(`${base}/${quote}:${quote}`), payoff: 'linear', contractSize: 1 }
    case 'coinm':
      return {
        ...common,
        ...perpetual,
        id: marketId(`${base}/${quote}:${base}`),
        payoff: 'inverse',
        contractSize: base === 'BTC' ? 100 : 10,
      }
    default:
      return assertNever(section)
  }
}

const perpetual = { kind: 'perpetual', sequenceRule: 'binancePerpetual' } as const
