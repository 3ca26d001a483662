import { modelEvidence } from './backtest-tables.ts'
import { bitcoinDaily, crashMinutes, standardAndPoor } from './backtests.ts'
import type { EvidencePart } from './evidence.ts'

/**
 * What became of the forecasts on days of bitcoin and of the S&P 500, and on the minutes of a crash.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  return modelEvidence(['age-weighted'], [bitcoinDaily, standardAndPoor, crashMinutes])
}
