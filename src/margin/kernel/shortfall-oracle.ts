import { quantileRank } from '../../num/quantile.ts'
import { meanOfTail } from '../../risk/expected-shortfall.ts'
import { profitPlace, type ShortfallTask } from './account-shortfall.ts'

/**
 * What `findShortfalls` finds for one row, in plain TypeScript, by sorting: equal to the last bit.
 *
 * @example
 * accountShortfallPlainly(task, 17).expectedShortfall
 */
export function accountShortfallPlainly(task: ShortfallTask, row: number): Readonly<{ valueAtRisk: number; expectedShortfall: number }> {
  const { rows, profits, confidence } = task
  const outcomes = Array.from({ length: profits.scenarios }, (_, scenario) => {
    let sum = 0
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      sum += (rows.sizes[at] as number) * (profits.values[profitPlace(profits, rows.columns[at] as number, scenario)] as number)
    }
    return sum
  })
  const worstCount = profits.scenarios - quantileRank(profits.scenarios, confidence)
  const at = outcomes.toSorted((a, b) => a - b)[worstCount] as number
  // Summed in the order of scenarios, so that the sum does not depend on how the tail was found; those left over are equal to the last.
  const below = outcomes.filter((outcome) => outcome < at)
  const sum = below.reduce((total, outcome) => total + outcome, 0) + (worstCount - below.length) * at
  const valueAtRisk = 0 - at
  const expectedShortfall = meanOfTail({ count: profits.scenarios, confidence, worstSum: 0 - sum, worstCount, valueAtRisk })
  return { valueAtRisk, expectedShortfall }
}
