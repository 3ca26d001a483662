import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { parseTime } from '../feed/parse-time.ts'
import { fitSurface } from '../lab/surface/fit-surface.ts'
import { readChain } from '../lab/surface/read-chain.ts'
import { curvesOf } from '../lab/surface/smile-curves.ts'
import { renderSurface } from '../report/surface-page.ts'
import { optionFault, withExamples, withJson } from './option.ts'
import { surfaceJson, surfaceText } from './risk-surface-text.ts'
import { printJson, printText, tell } from './write.ts'

type Flags = Readonly<{ data: string; at?: string; underlying?: string; html?: string; json?: true }>

/**
 * Adds `seawall risk surface`: implied volatilities of an option chain, fitted.
 *
 * @example
 * addRiskSurfaceCommand(risk)
 */
export function addRiskSurfaceCommand(riskCommand: Command): void {
  const command = riskCommand
    .command('surface')
    .summary('fit volatility surfaces to an option chain')
    .description(
      'Turns the quotes of an option chain into implied volatilities, fits raw SVI to each expiry and two SSVI surfaces to all, and reports residuals in bid-ask spreads and what arbitrage there is.',
    )
    .requiredOption('--data <file>', 'option chain: .parquet, .csv or .csv.gz with strikes, expiries and prices in coin or volatilities')
    .option('--at <time>', 'the last chain seen by then, UTC: 2026-02-05 or 2026-02-05T16:00 (default: the last in the file)')
    .option('--underlying <coin>', 'BTC or ETH, where the file has both (default: the one with more options)')
    .option('--html <file>', 'write the page with the smiles drawn')
  withExamples(withJson(command), [
    'seawall risk surface --data deribit_chains.parquet --underlying ETH',
    'seawall risk surface --data deribit_chains.parquet --at 2026-02-06T05:00 --html surface.html',
  ]).action(surface)
}

async function surface(flags: Flags): Promise<void> {
  // Said before the work, not after it.
  if (flags.html !== undefined && statSync(dirname(flags.html), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw optionFault('--html', 'a file in a folder that is there', flags.html)
  const chain = await readChain(flags.data, {
    ...(flags.at === undefined ? {} : { at: parseTime(flags.at, '--at') }),
    ...(flags.underlying === undefined ? {} : { underlying: flags.underlying }),
  })
  const fitted = fitSurface(chain)
  if (flags.html !== undefined) {
    writeFileSync(flags.html, renderSurface({ surface: fitted, curves: fitted.expiries.map(curvesOf) }))
    tell(`Page with the smiles: ${flags.html}`)
  }
  if (flags.json === true) printJson(surfaceJson(fitted))
  else printText(surfaceText(fitted))
}
