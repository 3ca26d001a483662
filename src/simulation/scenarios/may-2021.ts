import { bitcoinTether } from './bitcoin-tether.ts'
import { anchor, type Scenario } from './scenario.ts'

/** 19 May 2021: 43,000 to 30,000 in half a day, 8.6 billion USD of liquidations, venues failing. */
export const may2021: Scenario = {
  id: '2021-05-19',
  title: 'May 2021: the great deleveraging',
  label: 'reconstruction',
  about:
    'A reconstruction: the anchors are round published prices and orders of magnitude of volume; the path between them, the book and ' +
    'the prints are drawn from a seed. Venue outages of the day are not rebuilt, and the hours before and after are drawn calmer than they were.',
  sources: [
    { title: 'Bitcoin from 43,000 to 30,000, 8.6 billion USD of liquidations', url: 'https://www.mlmrehab.com/1564.html' },
    { title: 'Liquidations of 19 May 2021', url: 'https://scallope.com/3624.html' },
    { title: 'Service interruptions and price action of 19 May 2021', url: 'https://mftkaraj.com/1283.html' },
    {
      title: 'Baumgartner & Guettler, Bitcoin Flash Crash on May 19, 2021: What Did Really Happen on Binance?',
      url: 'https://papers.ssrn.com/sol3/papers.cfm?abstract_id=4260876',
    },
  ],
  instrument: bitcoinTether,
  anchors: [
    anchor('2021-05-18T18:00Z', 43_300, { volatilityBps: 9, volumePerMinute: 180 }),
    anchor('2021-05-19T00:00Z', 42_850, { volatilityBps: 10, volumePerMinute: 200 }),
    anchor('2021-05-19T03:00Z', 40_500, { volatilityBps: 11, volumePerMinute: 230 }),
    anchor('2021-05-19T10:00Z', 40_000, { volatilityBps: 12, volumePerMinute: 250 }),
    anchor('2021-05-19T11:30Z', 38_500, { volatilityBps: 30, volumePerMinute: 600 }),
    anchor('2021-05-19T12:35Z', 38_000, { volatilityBps: 90, volumePerMinute: 1_500 }),
    anchor('2021-05-19T12:52Z', 33_000, { volatilityBps: 150, volumePerMinute: 2_500 }),
    anchor('2021-05-19T13:00Z', 35_200, { volatilityBps: 150, volumePerMinute: 2_000 }),
    anchor('2021-05-19T13:10Z', 30_000, { volatilityBps: 150, volumePerMinute: 1_900 }),
    anchor('2021-05-19T13:20Z', 34_500, { volatilityBps: 90, volumePerMinute: 1_300 }),
    anchor('2021-05-19T14:00Z', 35_800, { volatilityBps: 50, volumePerMinute: 900 }),
    anchor('2021-05-19T15:30Z', 37_000, { volatilityBps: 30, volumePerMinute: 700 }),
    anchor('2021-05-19T18:00Z', 38_500, { volatilityBps: 20, volumePerMinute: 400 }),
    anchor('2021-05-19T22:00Z', 38_500, { volatilityBps: 15, volumePerMinute: 300 }),
    anchor('2021-05-20T02:00Z', 37_500, { volatilityBps: 12, volumePerMinute: 260 }),
    anchor('2021-05-20T08:00Z', 38_000, { volatilityBps: 12, volumePerMinute: 260 }),
  ],
  lowestPrice: 30_000,
  highestPrice: 43_600,
}
