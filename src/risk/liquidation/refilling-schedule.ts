import { ArgumentError, requireNotNegative, requirePositive, requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { choleskyOf, solveFactored, zeroMatrix } from '../../num/matrix.ts'
import { obizhaevaWangSchedule } from './obizhaeva-wang.ts'

/** What a schedule into a refilling book weighs. */
export type RefillingPlan = Readonly<{
  /** Units to sell, above zero. */
  size: number
  /** Trades, equally spaced, the first at once; 1 or more. */
  trades: number
  /** Share of a displacement that is left at the next trade, from 0 to below 1. */
  remaining: number
  /**
   * Weight of what is still held against impact: twice risk aversion times the variance of the price between two trades, over the price
   * per unit taken. 0 for the cheapest schedule; without bound, all at once.
   */
  urgency: number
}>

/**
 * The trades that minimise impact plus a weight times variance in a book that refills: Obizhaeva and Wang's at urgency 0, Almgren and
 * Chriss's in a book that is full again at each trade.
 *
 * @returns Trades that sum to the size; all in the first at infinite urgency. In a book that hardly refills and at some urgency the
 *   exact minimum would buy back in between; what is negative is set to nothing and the rest scaled to the size.
 * @throws ArgumentError for a plan out of range.
 * @see Obizhaeva & Wang (2013), section 8 for the risk-averse trader; Almgren & Chriss (2000).
 *
 * @example
 * refillingTrades({ size: 10, trades: 3, remaining: 0.5, urgency: 0 }) // [4, 2, 4]
 */
export function refillingTrades(plan: RefillingPlan): Float64Array {
  requirePlan(plan)
  const { size, trades: count, remaining, urgency } = plan
  if (urgency === Infinity || count === 1) {
    const trades = new Float64Array(count)
    trades[0] = size
    return trades
  }
  if (urgency === 0) return obizhaevaWangSchedule({ size, waits: count - 1, remaining }).trades
  const matrix = zeroMatrix(count, count)
  for (let i = 0; i < count; i++) {
    let kept = 1
    for (let j = i; j >= 0; j--) {
      const weight = kept + urgency * (count - 1 - i)
      matrix.values[i * count + j] = weight
      matrix.values[j * count + i] = weight
      kept *= remaining
    }
  }
  const factor = choleskyOf(matrix)
  invariant(factor.ok, 'a decaying displacement has a positive definite matrix')
  // Stationarity: matrix * trades = urgency * size * waits to come + multiplier, where the multiplier makes the trades sum to the size.
  const free = solveFactored(
    factor.value,
    Float64Array.from({ length: count }, (_, i) => urgency * size * (count - 1 - i)),
  )
  const tied = solveFactored(factor.value, new Float64Array(count).fill(1))
  const multiplier = (size - sumOf(free)) / sumOf(tied)
  return onlySales(
    free.map((trade, i) => trade + multiplier * (tied[i] as number)),
    size,
  )
}

function onlySales(trades: Float64Array, size: number): Float64Array {
  const sales = trades.map((trade) => Math.max(0, trade))
  const scale = size / sumOf(sales)
  return sales.map((trade) => trade * scale)
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function requirePlan(plan: RefillingPlan): void {
  requirePositive('size', plan.size)
  requireWhole('trades', plan.trades, { least: 1, most: 1000 })
  requireNotNegative('remaining', plan.remaining)
  if (plan.remaining >= 1) throw new ArgumentError('remaining', { expected: 'a share below 1', found: String(plan.remaining) })
  if (plan.urgency !== Infinity) requireNotNegative('urgency', plan.urgency)
}
