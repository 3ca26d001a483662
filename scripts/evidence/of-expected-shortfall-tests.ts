import { testsTable } from './backtest-tables.ts'
import { bitcoinDaily, crashMinutes } from './backtests.ts'
import type { EvidencePart } from './evidence.ts'

const tests = [
  ['Acerbi-Szekely', 'acerbiSzekely'],
  ['McNeil-Frey', 'mcNeilFrey'],
  ['Costanzino-Curran', 'costanzinoCurran'],
  ['Du-Escanciano', 'duEscanciano'],
] as const

/**
 * The tests of expected shortfall of every model on thirteen years of days and on the minutes of a crash.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const tables = [testsTable(await bitcoinDaily.run(), bitcoinDaily, tests), testsTable(await crashMinutes.run(), crashMinutes, tests)]
  return { markdown: tables.join('\n\n'), figures: new Map() }
}
