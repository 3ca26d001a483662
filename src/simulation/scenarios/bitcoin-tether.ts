import { marketId, type Instrument } from '../../market/instrument.ts'

/** The linear Bitcoin perpetual in Tether as large venues list it: tick 0.1, lot 0.001, with a modelled book. */
export const bitcoinTether: Instrument = {
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
  bookSource: 'modelled',
  sequenceRule: 'snapshotsOnly',
}
