import { basename } from 'node:path'
import { InputFault } from '../../base/fault.ts'
import { marketId, type Instrument } from '../../market/instrument.ts'
import { quoteDecimalsOf, splitSymbol } from '../binance/symbol.ts'

/** What a file's name says of its bars, before ticks and lots are known. */
export type BarMarket = Readonly<{
  instrument: Omit<Instrument, 'tickUnits' | 'priceDecimals' | 'lotUnits' | 'sizeDecimals'>
  stamp: 'start' | 'end'
  volumeIn: 'base' | 'quote'
  notes: readonly string[]
}>

/** What may be said in place of what the name suggests. */
export type BarMarketOptions = Readonly<{ symbol?: string; stamp?: string; volumeIn?: string }>

const namePattern = '<venue>_<spot|perp>_<symbol>_..., <venue>_<symbol>_<spot|perp>_... or <venue>_<symbol>_...'

/**
 * Names the market of a bar file. Conventions of the venue are taken from the name's first word: `bitmex` stamps bars with
 * their end and trades an inverse contract that is read as a linear one, `ftx` counts volume in quote.
 *
 * @throws InputFault when the name says no market and no symbol is given, and for options of no known value.
 *
 * @example
 * marketOfFile('bitmex_xbtusd_perp_1m_2019-2021.parquet', {}).instrument.id // 'BTC/USD:USD'
 */
export function marketOfFile(file: string, options: BarMarketOptions): BarMarket {
  const [venue = ''] = basename(file).toLowerCase().split('_')
  const instrument = options.symbol === undefined ? instrumentOfName(file) : instrumentOfSymbol(options.symbol)
  const stamp = oneOf(options.stamp, ['start', 'end'], '--stamp') ?? (venue === 'bitmex' ? 'end' : 'start')
  const volumeIn = oneOf(options.volumeIn, ['base', 'quote'], '--volume-in') ?? (venue === 'ftx' ? 'quote' : 'base')
  const notes = [`the order book of ${instrument.id} is modelled from bars`]
  if (venue === 'bitmex')
    notes.push(`${instrument.id} is an inverse contract at the venue and is read as a linear one with its volume in ${instrument.base}`)
  if (stamp === 'end') notes.push(`bars of ${basename(file)} are read as stamped with their end`)
  if (volumeIn === 'quote')
    notes.push(`the volume of ${basename(file)} is read as ${instrument.quote} and divided by each bar's typical price`)
  return { instrument, stamp, volumeIn, notes }
}

function instrumentOfName(file: string): BarMarket['instrument'] {
  const words = basename(file).toLowerCase().replace(/\..*$/, '').split('_').slice(1, 3)
  const kind = words.find((word) => word === 'spot' || word === 'perp')
  const name = words.find((word) => word !== 'spot' && word !== 'perp') ?? ''
  const isPerpetual = kind === 'perp' || name.endsWith('-perp')
  const symbol = name.endsWith('-perp') ? `${name.slice(0, -'-perp'.length)}usd` : name
  const parts = splitSymbol(symbol.toUpperCase())
  if (parts === undefined) {
    throw new InputFault({ file, place: 'file name', expected: `${namePattern}, or the market's id in --symbol`, found: basename(file) })
  }
  return describe(parts.base === 'XBT' ? 'BTC' : parts.base, parts.quote, isPerpetual)
}

function instrumentOfSymbol(symbol: string): BarMarket['instrument'] {
  const [, base = '', quote = '', settle] = /^([A-Z0-9]+)\/([A-Z0-9]+)(?::([A-Z0-9]+))?$/.exec(symbol) ?? []
  if (base === '' || (settle !== undefined && settle !== quote)) {
    const expected = 'BASE/QUOTE for spot or BASE/QUOTE:QUOTE for a linear perpetual, such as BTC/USDT:USDT'
    throw new InputFault({ file: '--symbol', place: 'value', expected, found: JSON.stringify(symbol) })
  }
  return describe(base, quote, settle !== undefined)
}

function describe(base: string, quote: string, isPerpetual: boolean): BarMarket['instrument'] {
  return {
    id: marketId(isPerpetual ? `${base}/${quote}:${quote}` : `${base}/${quote}`),
    kind: isPerpetual ? 'perpetual' : 'spot',
    payoff: 'linear',
    base,
    quote,
    contractSize: 1,
    quoteDecimals: quoteDecimalsOf(quote),
    bookSource: 'modelled',
    sequenceRule: 'snapshotsOnly',
  }
}

function oneOf<Value extends string>(given: string | undefined, values: readonly Value[], option: string): Value | undefined {
  if (given === undefined) return undefined
  const value = values.find((known) => known === given)
  if (value !== undefined) return value
  throw new InputFault({ file: option, place: 'value', expected: values.join(' or '), found: JSON.stringify(given) })
}
