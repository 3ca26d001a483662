import { marketId } from '../../market/instrument.ts'
import { anchor, type Scenario } from './scenario.ts'

/** 12 and 13 March 2020: Bitcoin halves in a day, in two legs, while books empty. */
export const blackThursday2020: Scenario = {
  id: '2020-03-12',
  title: 'Black Thursday: Bitcoin halves in a day',
  label: 'reconstruction',
  about:
    'A reconstruction: the anchors are round published prices and orders of magnitude of volume; the path between them, the book and ' +
    'the prints are drawn from a seed. It is one venue without the outage of 02:16 to 02:40 UTC, and its last hours are drawn calmer than they were.',
  sources: [
    {
      title: 'BitMEX insurance fund tags all-time high, Binance and Deribit inject millions',
      url: 'https://cointelegraph.com.cach3.com/news/bitmex-insurance-fund-tags-ath-binance-and-deribit-inject-millions/amp.html',
    },
    {
      title: 'BitMEX: the insurance fund has coped with its task',
      url: 'https://maepondjit.com/bitmex-the-insurance-fund-has-coped-with-its-task/',
    },
    {
      title: 'DAOs ex machina: timeline of the Maker crisis',
      url: 'https://medium.com/dragonfly-research/daos-ex-machina-an-in-depth-timeline-of-makers-recent-crisis-66d2ae39dd65',
    },
    {
      title: 'Bid-ask spreads of a 10 M order, Skew data: 7.95 % in the March crash',
      url: 'https://fxnews24.co.uk/crypto/binances-bitcoin-bid-ask-spreads-tighten-as-cryptocurrency-markets-mature',
    },
  ],
  instrument: {
    id: marketId('BTC/USD:USD'),
    kind: 'perpetual',
    payoff: 'linear',
    base: 'BTC',
    quote: 'USD',
    tickUnits: 5,
    priceDecimals: 1,
    lotUnits: 1,
    sizeDecimals: 3,
    contractSize: 1,
    quoteDecimals: 6,
    bookSource: 'modelled',
    sequenceRule: 'snapshotsOnly',
  },
  anchors: [
    anchor('2020-03-12T00:00Z', 7_940, { volatilityBps: 7, volumePerMinute: 350 }),
    anchor('2020-03-12T05:00Z', 7_640, { volatilityBps: 8, volumePerMinute: 450 }),
    anchor('2020-03-12T10:15Z', 7_300, { volatilityBps: 20, volumePerMinute: 1_200 }),
    anchor('2020-03-12T10:30Z', 7_200, { volatilityBps: 80, volumePerMinute: 5_000 }),
    anchor('2020-03-12T10:48Z', 5_600, { volatilityBps: 150, volumePerMinute: 6_000 }),
    anchor('2020-03-12T11:00Z', 6_100, { volatilityBps: 100, volumePerMinute: 4_500 }),
    anchor('2020-03-12T12:00Z', 5_900, { volatilityBps: 45, volumePerMinute: 2_500 }),
    anchor('2020-03-12T14:00Z', 6_000, { volatilityBps: 22, volumePerMinute: 900 }),
    anchor('2020-03-12T20:00Z', 6_000, { volatilityBps: 25, volumePerMinute: 900 }),
    anchor('2020-03-12T23:00Z', 5_780, { volatilityBps: 80, volumePerMinute: 2_500 }),
    anchor('2020-03-12T23:40Z', 4_300, { volatilityBps: 120, volumePerMinute: 3_000 }),
    anchor('2020-03-13T00:30Z', 4_500, { volatilityBps: 70, volumePerMinute: 1_600 }),
    anchor('2020-03-13T01:50Z', 4_300, { volatilityBps: 130, volumePerMinute: 2_500 }),
    anchor('2020-03-13T02:15Z', 3_600, { volatilityBps: 200, volumePerMinute: 1_500 }),
    anchor('2020-03-13T02:45Z', 4_700, { volatilityBps: 80, volumePerMinute: 1_800 }),
    anchor('2020-03-13T05:00Z', 4_700, { volatilityBps: 40, volumePerMinute: 1_200 }),
    anchor('2020-03-13T09:00Z', 5_400, { volatilityBps: 22, volumePerMinute: 1_000 }),
    anchor('2020-03-13T14:00Z', 5_300, { volatilityBps: 14, volumePerMinute: 800 }),
    anchor('2020-03-13T19:00Z', 5_350, { volatilityBps: 10, volumePerMinute: 600 }),
    anchor('2020-03-14T00:00Z', 5_580, { volatilityBps: 10, volumePerMinute: 600 }),
  ],
  lowestPrice: 3_600,
  highestPrice: 7_970,
}
