import { openFeed } from '../../src/feed/open.ts'
import { assessLiquidation, type LiquidationAssessment } from '../../src/lab/liquidation/assess-liquidation.ts'
import { parsePosition } from '../../src/lab/liquidation/position.ts'
import { watchMarket, type MarketWatch } from '../../src/lab/liquidation/watch-market.ts'
import { sharedFile } from '../../test/shared-data.ts'

/** Recorded books of 8 August 2024, five to six minutes each, by a name for tables. */
export const captures = {
  'BTC perpetual': 'data/l2/binance_raw_usdm_btcusdt_20240808.jsonl.gz',
  'BTC inverse perpetual': 'data/l2/binance_raw_cm_btcusd_perp_20240808.jsonl.gz',
  'BTC spot': 'data/l2/binance_raw_spot_btcusdt_20240808.jsonl.gz',
  'ETH spot': 'data/l2/binance_raw_spot_ethusdt_20240808.jsonl.gz',
} as const

/** One of the recorded books. */
export type CaptureName = keyof typeof captures

const watches = new Map<CaptureName, Promise<MarketWatch>>()

/**
 * What was seen of a recorded market; each file is read once.
 *
 * @example
 * const { spreads } = await captured('BTC spot')
 */
export function captured(name: CaptureName): Promise<MarketWatch> {
  const known = watches.get(name) ?? openFeed({ paths: [sharedFile(captures[name])] }).then((feed) => watchMarket(feed, undefined))
  watches.set(name, known)
  return known
}

/**
 * The liquidity-adjusted loss of a position, 60 % volatility a year and 99 %, held a day.
 *
 * @example
 * (await assessed('BTC perpetual', '250BTC')).loss.valueAtRisk.total
 */
export async function assessed(name: CaptureName, position: string): Promise<LiquidationAssessment> {
  return assessLiquidation(await captured(name), {
    ...{ position: parsePosition(position, 'position'), confidence: 0.99, horizonDays: 1, withinDays: 1, annualVolatility: 0.6 },
    ...{ history: undefined, impactFactor: 1, trades: 21, shareOfVolume: 0.3 },
  })
}

/**
 * A fraction in basis points for a table.
 *
 * @example
 * bpsCell(0.00123) // '12.3'
 */
export function bpsCell(fraction: number): string {
  return (1e4 * fraction).toFixed(fraction < 0.001 ? 2 : 1)
}

/**
 * Days as minutes for a table.
 *
 * @example
 * minutesCell(0.01) // '14.4'
 */
export function minutesCell(days: number): string {
  return days === 0 ? 'at once' : (days * 1440).toFixed(1)
}
