import { invariant } from '../base/assert.ts'

/** An exponentially weighted variance. Plain data, changed in place by `pushEwmaReturn`. */
export type EwmaVolatility = {
  readonly lambda: number
  readonly startReturns: number
  /** Returns seen, counted up to `startReturns`. */
  seen: number
  /** The forecast for the next return; before `startReturns`, the mean square of those seen. */
  variance: number
}

/**
 * Makes an EWMA of squared returns that has seen none.
 *
 * @param options.lambda - Weight of the past, strictly between 0 and 1; 0.94 in RiskMetrics.
 * @param options.startReturns - Returns whose mean square starts the recursion, at least 1. The start is forgotten slowly: after `k`
 *   returns it still weighs `lambda^k`.
 * @throws InvariantError if an option is outside its range.
 *
 * @example
 * const ewma = createEwmaVolatility({ lambda: 0.94, startReturns: 30 })
 */
export function createEwmaVolatility(options: Readonly<{ lambda: number; startReturns: number }>): EwmaVolatility {
  const { lambda, startReturns } = options
  invariant(0 < lambda && lambda < 1, 'the weight of the past lies strictly between 0 and 1')
  invariant(Number.isSafeInteger(startReturns) && startReturns > 0, 'the recursion starts from a positive whole number of returns')
  return { lambda, startReturns, seen: 0, variance: 0 }
}

/**
 * Takes in a return: `variance = lambda * variance + (1 - lambda) * r^2`, the mean of returns taken as zero.
 *
 * @throws InvariantError if the return is not finite.
 * @see J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), section 5.2.
 *
 * @example
 * pushEwmaReturn(ewma, -0.012)
 */
export function pushEwmaReturn(ewma: EwmaVolatility, simpleReturn: number): void {
  invariant(Number.isFinite(simpleReturn), 'every return is finite')
  const square = simpleReturn * simpleReturn
  if (ewma.seen === ewma.startReturns) {
    ewma.variance = ewma.lambda * ewma.variance + (1 - ewma.lambda) * square
    return
  }
  ewma.seen += 1
  ewma.variance += (square - ewma.variance) / ewma.seen
}

/**
 * The variance forecast for the next return.
 *
 * @returns Per return, not annualised (see `annualVolatility`); undefined before `startReturns` returns.
 *
 * @example
 * const started = createEwmaVolatility({ lambda: 0.75, startReturns: 1 })
 * for (const each of [2, 0]) pushEwmaReturn(started, each)
 * ewmaVariance(started) // 3
 */
export function ewmaVariance(ewma: EwmaVolatility): number | undefined {
  return ewma.seen < ewma.startReturns ? undefined : ewma.variance
}
