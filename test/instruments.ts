import { marketId, type Instrument } from '../src/market/instrument.ts'

/** A linear perpetual in tenths of a dollar and thousandths of a bitcoin: every notional is whole in micro-dollars. */
export const btcPerpetual: Instrument = {
  id: marketId('BTC/USDT:USDT'),
  kind: 'perpetual',
  payoff: 'linear',
  base: 'BTC',
  quote: 'USDT',
  tickUnits: 1,
  priceDecimals: 1,
  lotUnits: 1,
  sizeDecimals: 3,
  contractSize: 1,
  quoteDecimals: 6,
  bookSource: 'recorded',
  sequenceRule: 'snapshotsOnly',
}

/** As above, with lots so small that notionals must be rounded. */
export const roundedPerpetual: Instrument = { ...btcPerpetual, sizeDecimals: 8 }

/** An inverse perpetual: contracts of 100 dollars, paid in bitcoin. */
export const inversePerpetual: Instrument = {
  ...btcPerpetual,
  id: marketId('BTC/USD:BTC'),
  payoff: 'inverse',
  quote: 'USD',
  lotUnits: 1,
  sizeDecimals: 0,
  contractSize: 100,
}
