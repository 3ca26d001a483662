import { requireFinite, requireProbability, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { ratio } from '../../base/ratio.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { createRollingTail, lossCount, pushLoss, tailExpectedShortfall, tailValueAtRisk, type RollingTail } from '../rolling-tail.ts'
import { requireLambda, type EwmaFilterOptions } from './filtered-historical.ts'
import type { TailRisk } from './tail-risk.ts'

/** The last residuals of an exponentially weighted filter. Plain data, changed in place by `pushFilteredReturn`. */
export type FilteredWindowTail = {
  readonly lambda: number
  /** The first returns, kept until there are enough to start from. */
  readonly start: Float64Array
  seen: number
  /** The forecast for the next return, once started. */
  variance: number
  /** Losses over their forecast volatility. */
  readonly residuals: RollingTail
}

/** Why there is no figure yet. */
export type NotStarted = Readonly<{ reason: 'notStarted'; seen: number; needed: number } | { reason: 'zeroVolatility' }>

/**
 * Makes an empty window for filtered historical VaR and ES at one confidence.
 *
 * @param options.windowReturns - Residuals kept.
 * @throws ArgumentError for an option outside its range.
 * @see Hull & White (1998).
 *
 * @example
 * const window = createFilteredWindow({ windowReturns: 500, confidence: 0.99, lambda: 0.94, startReturns: 50 })
 */
export function createFilteredWindow(
  options: EwmaFilterOptions & Readonly<{ windowReturns: number; confidence: number }>,
): FilteredWindowTail {
  requireWhole('windowReturns', options.windowReturns, { least: 1 })
  requireWhole('startReturns', options.startReturns, { least: 1 })
  requireProbability('confidence', options.confidence)
  requireLambda(options.lambda)
  return {
    lambda: options.lambda,
    start: new Float64Array(options.startReturns),
    seen: 0,
    variance: 0,
    residuals: createRollingTail({ windowReturns: options.windowReturns, confidence: ratio(options.confidence) }),
  }
}

/**
 * Takes in a return. The first `startReturns` are kept and then filtered from their mean square on, as the batch form does.
 *
 * While all returns so far are zero there is nothing to divide by, and they leave no residual.
 *
 * @throws ArgumentError if it is not finite.
 *
 * @example
 * pushFilteredReturn(window, -0.012)
 * filteredWindowTail(window) // refuse({ reason: 'notStarted', seen: 1, needed: 50 })
 */
export function pushFilteredReturn(window: FilteredWindowTail, nextReturn: number): void {
  requireFinite('nextReturn', nextReturn)
  const { start } = window
  window.seen += 1
  if (window.seen > start.length) {
    filterOne(window, nextReturn)
    return
  }
  start[window.seen - 1] = nextReturn
  if (window.seen < start.length) return
  const squares = createSum()
  for (const r of start) addToSum(squares, r * r)
  window.variance = totalOf(squares) / start.length
  for (const r of start) filterOne(window, r)
}

/**
 * VaR and ES of the next return: residuals at its volatility.
 *
 * @returns Equal to `filteredTail` of the whole series when the window holds it. Refused before the start, and while volatility is zero.
 *
 * @example
 * for (const each of returns) pushFilteredReturn(window, each)
 * filteredWindowTail(window) // accept({ valueAtRisk: 0.03048, expectedShortfall: 0.03946 })
 */
export function filteredWindowTail(window: FilteredWindowTail): Result<TailRisk, NotStarted> {
  if (window.seen < window.start.length) return refuse({ reason: 'notStarted', seen: window.seen, needed: window.start.length })
  if (!(window.variance > 0) || lossCount(window.residuals) === 0) return refuse({ reason: 'zeroVolatility' })
  const volatility = Math.sqrt(window.variance)
  return accept({
    valueAtRisk: volatility * tailValueAtRisk(window.residuals),
    expectedShortfall: volatility * tailExpectedShortfall(window.residuals),
  })
}

function filterOne(window: FilteredWindowTail, r: number): void {
  if (window.variance > 0) pushLoss(window.residuals, -r / Math.sqrt(window.variance))
  window.variance = window.lambda * window.variance + (1 - window.lambda) * r * r
}
