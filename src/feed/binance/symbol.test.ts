import { expect, test } from 'vitest'
import { instrumentName, quoteDecimalsOf, splitSymbol, type BinanceSection } from './symbol.ts'

// Columns: symbol, section, id, payoff, contract size.
const table: readonly (readonly [string, BinanceSection, string | undefined, string | undefined, number | undefined])[] = [
  ['BTCUSDT', 'spot', 'BTC/USDT', 'linear', 1],
  ['ETHBTC', 'spot', 'ETH/BTC', 'linear', 1],
  ['BTCUSDT', 'usdm', 'BTC/USDT:USDT', 'linear', 1],
  ['BTCUSD_PERP', 'coinm', 'BTC/USD:BTC', 'inverse', 100],
  ['DOTUSD_PERP', 'coinm', 'DOT/USD:DOT', 'inverse', 10],
  ['BTCUSD_240927', 'coinm', undefined, undefined, undefined],
  ['WHATEVER', 'spot', undefined, undefined, undefined],
]

test.each(table)('table: %s of %s is %s', (symbol, section, id, payoff, contractSize) => {
  const name = instrumentName(symbol, section)
  expect([name?.id, name?.payoff, name?.contractSize]).toEqual([id, payoff, contractSize])
})

test.each([
  ['XBTUSD', { base: 'XBT', quote: 'USD' }],
  ['BTCTUSD', { base: 'BTC', quote: 'TUSD' }],
  ['BTCFDUSD', { base: 'BTC', quote: 'FDUSD' }],
  ['USDT', undefined],
])('table: %s is split', (symbol, parts) => {
  expect(splitSymbol(symbol)).toEqual(parts)
})

test('behavior: coins are booked to 8 decimals, currencies to 6', () => {
  expect([quoteDecimalsOf('BTC'), quoteDecimalsOf('USDT')]).toEqual([8, 6])
})
