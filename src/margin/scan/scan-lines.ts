import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import type { PositionContribution, Scan, ScenarioOutcome } from '../margin-model.ts'
import type { ScanLine } from './scan-instrument.ts'
import type { ScanScenario } from './scan-scenario.ts'
import type { ProfitRows } from './row-memory.ts'
import { unitProfits, type CoinMarket } from './unit-profits.ts'

/** Positions on one underlying and what may happen to it. */
export type ScanInput = Readonly<{
  underlying: string
  lines: readonly ScanLine[]
  scenarios: readonly ScanScenario[]
  coins: CoinMarket
  /** Unit profits, where they are remembered from account to account. */
  rows?: ProfitRows
}>

/**
 * Unit profits computed anew.
 *
 * @example
 * plainRows(line, scenarios, { indexPrice: 60000, counting: 'quote' })
 */
export const plainRows: ProfitRows = ({ instrument }, scenarios, coins) => unitProfits(instrument, scenarios, coins)

/**
 * Reprices positions in every scenario and finds the worst. Positions are added up in order of name, so that their order changes no bit.
 *
 * @param input - At least one scenario.
 *
 * @example
 * lossOf(scanLines({ underlying: 'BTC', lines, scenarios, coins: { indexPrice: 60000, counting: 'quote' } }))
 */
export function scanLines(input: ScanInput): Scan {
  const lines = input.lines.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const rowOf = input.rows ?? plainRows
  const rows = lines.map((line) => rowOf(line, input.scenarios, input.coins))
  return scanRows({ ...input, lines }, rows)
}

/**
 * The same from unit profits that are already known, one row for every line.
 *
 * @example
 * scanRows(input, input.lines.map((line) => unitProfits(line.instrument, input.scenarios, input.coins)))
 */
export function scanRows(input: ScanInput, rows: readonly Float64Array[]): Scan {
  const { lines, scenarios, underlying } = input
  const outcomes = scenarios.map((scenario, index) => outcomeOf(scenario, plainProfit(lines, rows, index)))
  let worst = 0
  for (const [index, outcome] of outcomes.entries()) if (outcome.profit < (outcomes[worst] as ScenarioOutcome).profit) worst = index
  const share = outcomes[worst]?.weight ?? 0
  const contributions = lines.map((line, i): PositionContribution => {
    // Nothing is added to a negative nought: a position that gains nothing loses 0.
    return { contract: line.id, amount: 0 - share * line.size * ((rows[i] as Float64Array)[worst] ?? 0) }
  })
  return { underlying, scenarios: outcomes, worst, contributions }
}

function plainProfit(lines: readonly ScanLine[], rows: readonly Float64Array[], scenario: number): number {
  const sum = createSum()
  for (const [i, line] of lines.entries()) addToSum(sum, line.size * ((rows[i] as Float64Array)[scenario] as number))
  return totalOf(sum)
}

function outcomeOf(scenario: ScanScenario, plain: number): ScenarioOutcome {
  const { name, spotMove, volatilityMove } = scenario
  const weighted = scenario.weight * plain
  const dampened = Math.min(scenario.dampening ?? 0, Math.abs(weighted))
  const share = dampened === 0 ? scenario.weight : scenario.weight * (1 - dampened / Math.abs(weighted))
  return { name, spotMove, volatilityMove, weight: share, profit: share * plain + 0 }
}

/**
 * What the worst scenario loses, 0 when even that gains.
 *
 * @example
 * lossOf(scan) // 5400
 */
export function lossOf(scan: Scan): number {
  return Math.max(0, 0 - (scan.scenarios[scan.worst]?.profit ?? 0))
}
