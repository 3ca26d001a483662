import { requireProbability } from '../../base/argument.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { entryOf, type Matrix } from '../../num/matrix.ts'
import { historicalTail } from '../tail/historical.ts'
import { tailProbability, type TailRisk } from '../tail/tail-risk.ts'
import { matrixOfRows } from './named-rows.ts'

/** Risk of a portfolio over scenarios and what each position contributes. */
export type ScenarioAllocation = TailRisk &
  Readonly<{
    /** Contributions, which sum to the expected shortfall; negative for a hedge. */
    componentExpectedShortfall: Float64Array
    /** Each position by itself; their sum is at least the portfolio's. */
    standaloneExpectedShortfall: Float64Array
  }>

/**
 * Expected shortfall over scenarios, split by Euler's rule: what each position loses on average in the portfolio's worst scenarios.
 *
 * @param profits - One row per scenario, one profit (loss below 0) per position.
 * @param confidence - Strictly between 0 and 1.
 * @returns In the unit of the profits. Of equal scenarios the earlier counts first.
 * @throws ArgumentError for no scenarios, rows of unlike length, a number that is not finite, or a confidence outside its range.
 * @see D. Tasche, "Expected shortfall and beyond", J. Banking & Finance 26 (2002).
 *
 * @example
 * scenarioAllocation([[-3, 1], [1, -1], [2, 2], [4, 0]], 0.75).componentExpectedShortfall // [3, -1]
 */
export function scenarioAllocation(profits: readonly ArrayLike<number>[], confidence: number): ScenarioAllocation {
  requireProbability('confidence', confidence)
  const table = matrixOfRows('profits', profits)
  const losses = Float64Array.from({ length: table.rows }, (_, i) => -rowSum(table, i))
  const order = Int32Array.from({ length: table.rows }, (_, i) => i).sort((a, b) => (losses[b] as number) - (losses[a] as number) || a - b)
  const { valueAtRisk, expectedShortfall } = historicalTail(losses, confidence)
  const positions = Array.from({ length: table.columns }, (_, j) => Float64Array.from(losses, (_loss, i) => -entryOf(table, i, j)))
  return {
    valueAtRisk,
    expectedShortfall,
    componentExpectedShortfall: Float64Array.from(positions, (own) => meanOfFirst(order, own, confidence)),
    standaloneExpectedShortfall: Float64Array.from(positions, (own) => historicalTail(own, confidence).expectedShortfall),
  }
}

/** The mean of `values` over the first scenarios of `order` that make up the tail, the last counted in part. */
function meanOfFirst(order: Int32Array, values: Float64Array, confidence: number): number {
  const tailSize = order.length * tailProbability(confidence)
  const sum = createSum()
  for (let rank = 0; rank < order.length && rank < tailSize; rank++) {
    addToSum(sum, Math.min(1, tailSize - rank) * (values[order[rank] as number] as number))
  }
  return totalOf(sum) / tailSize
}

function rowSum(table: Matrix, row: number): number {
  const sum = createSum()
  for (let j = 0; j < table.columns; j++) addToSum(sum, entryOf(table, row, j))
  return totalOf(sum)
}
