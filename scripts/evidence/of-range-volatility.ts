import { rangeEstimators, rollingRangeVolatility } from '../../src/risk/volatility/range.ts'
import { hourlyBars } from './bars.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const windowBars = 24
const barsPerYear = 365 * 24

/**
 * How steady each estimator is on hourly bars: its mean, and how much it moves from one day's window to the next.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const bars = await hourlyBars('binance_perp_btcusdt_1h_2023-2025')
  const rows = rangeEstimators.map((estimator) => {
    const volatilities = rollingRangeVolatility(bars, estimator, { windowBars, barsPerYear })
    const days = Array.from(volatilities).filter((value, i) => i % windowBars === 0 && Number.isFinite(value) && value > 0)
    const changes = days.slice(1).map((value, i) => Math.abs(Math.log(value / (days[i] ?? value))))
    return [estimator, `${(100 * mean(days)).toFixed(1)} %`, `${(100 * mean(changes)).toFixed(1)} %`]
  })
  const markdown = `Binance BTCUSDT perpetual, ${bars.close.length.toLocaleString('en-US')} hourly bars of 2023 to 2025, windows of ${windowBars} bars that do not overlap. True volatility moves too, so the last column compares, it does not measure an error.

${markdownTable([['estimator', 'mean, a year', 'mean change from one day to the next'], ...rows])}`
  return { markdown, figures: new Map() }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
