import { bitcoinTether } from './bitcoin-tether.ts'
import { anchor, type Scenario } from './scenario.ts'

/** 10 October 2025: 19 billion USD of positions liquidated, most of it in forty minutes, with nine tenths of the depth gone. */
export const october2025: Scenario = {
  id: '2025-10-10',
  title: 'October 2025: nineteen billion in a night',
  label: 'reconstruction',
  about:
    'A reconstruction: the anchors are round published prices and orders of magnitude of volume; the path between them, the book and ' +
    'the prints are drawn from a seed. Auto-deleveraging and the de-pegged collateral of that night are not rebuilt.',
  sources: [
    {
      title: 'Amberdata, How 3.21B vanished in 60 seconds (trigger 20:50, peak minute 21:15 UTC)',
      url: 'https://blog.amberdata.io/how-3.21b-vanished-in-60-seconds-october-2025-crypto-crash-explained-through-7-charts',
    },
    {
      title: 'Binance Square, the night of 10 October (122,000 to 101,389-104,000)',
      url: 'https://www.binance.bh/en/square/post/30856400292745',
    },
    {
      title: 'Kaiko, When October Surprise Meets Crypto Liquidity Drought (almost nothing near the mid for minutes)',
      url: 'https://research.kaiko.com/insights/when-october-surprise-meets-crypto-liquidity-drought',
    },
    {
      title: 'FTI Consulting as quoted: depth down by more than 90 %, spreads to double-digit per cent',
      url: 'https://www.binance.bh/fr-AF/square/post/34505568459657',
    },
  ],
  instrument: bitcoinTether,
  anchors: [
    anchor('2025-10-10T06:00Z', 121_500, { volatilityBps: 5, volumePerMinute: 70 }),
    anchor('2025-10-10T13:30Z', 122_000, { volatilityBps: 7, volumePerMinute: 110 }),
    anchor('2025-10-10T15:00Z', 120_000, { volatilityBps: 8, volumePerMinute: 150 }),
    anchor('2025-10-10T17:00Z', 118_000, { volatilityBps: 7, volumePerMinute: 130 }),
    anchor('2025-10-10T20:50Z', 117_000, { volatilityBps: 30, volumePerMinute: 1_500 }),
    anchor('2025-10-10T20:58Z', 113_500, { volatilityBps: 25, volumePerMinute: 800 }),
    anchor('2025-10-10T21:10Z', 114_300, { volatilityBps: 80, volumePerMinute: 4_000 }),
    anchor('2025-10-10T21:14Z', 111_500, { volatilityBps: 180, volumePerMinute: 6_000 }),
    anchor('2025-10-10T21:20Z', 101_500, { volatilityBps: 180, volumePerMinute: 3_500 }),
    anchor('2025-10-10T21:26Z', 107_500, { volatilityBps: 100, volumePerMinute: 1_500 }),
    anchor('2025-10-10T21:40Z', 111_000, { volatilityBps: 45, volumePerMinute: 800 }),
    anchor('2025-10-10T22:30Z', 112_500, { volatilityBps: 20, volumePerMinute: 400 }),
    anchor('2025-10-11T00:00Z', 112_500, { volatilityBps: 12, volumePerMinute: 140 }),
    anchor('2025-10-11T04:00Z', 112_700, { volatilityBps: 8, volumePerMinute: 90 }),
    anchor('2025-10-11T12:00Z', 112_200, { volatilityBps: 8, volumePerMinute: 90 }),
  ],
  lowestPrice: 101_500,
  highestPrice: 122_400,
}
