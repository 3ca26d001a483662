import { invariant } from '../base/assert.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'

/** The squares of the last returns and their sum. Plain data, changed in place by `pushRealisedReturn`. */
export type RealisedVolatility = {
  readonly squares: Float64Array
  next: number
  count: number
  readonly sum: CompensatedSum
}

/**
 * Makes an empty window of `windowReturns` squared returns.
 *
 * @throws InvariantError unless it is a positive whole number.
 *
 * @example
 * const realised = createRealisedVolatility(60)
 */
export function createRealisedVolatility(windowReturns: number): RealisedVolatility {
  invariant(Number.isSafeInteger(windowReturns) && windowReturns > 0, 'a window holds a positive whole number of returns')
  return { squares: new Float64Array(windowReturns), next: 0, count: 0, sum: createSum() }
}

/**
 * Takes in a return; the oldest leaves a full window. Constant work on average.
 *
 * The sum is compensated and, each time the ring comes round, taken afresh from the squares, so adding and removing leaves no drift.
 *
 * @throws InvariantError if the return is not finite.
 *
 * @example
 * pushRealisedReturn(realised, -0.012)
 */
export function pushRealisedReturn(realised: RealisedVolatility, simpleReturn: number): void {
  invariant(Number.isFinite(simpleReturn), 'every return is finite')
  const { squares, sum, next } = realised
  const square = simpleReturn * simpleReturn
  addToSum(sum, -(squares[next] ?? 0))
  addToSum(sum, square)
  squares[next] = square
  realised.next = next + 1 === squares.length ? 0 : next + 1
  realised.count = Math.min(realised.count + 1, squares.length)
  if (realised.next === 0) retakeSum(realised)
}

/**
 * Realised variance: the mean square of the returns in the window, their mean taken as zero.
 *
 * @returns Per return, not annualised (see `annualVolatility`); undefined until the window is full.
 *
 * @example
 * const two = createRealisedVolatility(2)
 * for (const each of [0.03, 0.01]) pushRealisedReturn(two, each)
 * realisedVariance(two) // 0.0005
 */
export function realisedVariance(realised: RealisedVolatility): number | undefined {
  const { count, squares, sum } = realised
  if (count < squares.length) return undefined
  // What rounding leaves of a sum that came to nothing may lie below zero.
  return Math.max(0, totalOf(sum)) / count
}

function retakeSum(realised: RealisedVolatility): void {
  clearSum(realised.sum)
  for (const square of realised.squares) addToSum(realised.sum, square)
}
