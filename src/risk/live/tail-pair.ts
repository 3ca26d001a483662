import { createRollingTail, lossCount, pushLoss, tailExpectedShortfall, tailValueAtRisk, type RollingTail } from '../rolling-tail.ts'
import type { LiveForecast, LiveModelSettings } from './live-forecast.ts'

/** The same losses split at two confidences. */
export type TailPair = { readonly valueAtRisk: RollingTail; readonly expectedShortfall: RollingTail }

/**
 * Two empty windows.
 *
 * @example
 * createTailPair(settings)
 */
export function createTailPair(settings: LiveModelSettings): TailPair {
  const { windowReturns } = settings
  return {
    valueAtRisk: createRollingTail({ windowReturns, confidence: settings.valueAtRiskConfidence }),
    expectedShortfall: createRollingTail({ windowReturns, confidence: settings.expectedShortfallConfidence }),
  }
}

/**
 * Adds a loss to both.
 *
 * @example
 * pushPair(pair, 0.002)
 */
export function pushPair(pair: TailPair, loss: number): void {
  pushLoss(pair.valueAtRisk, loss)
  pushLoss(pair.expectedShortfall, loss)
}

/**
 * Reads both, once there are at least `minimum` losses.
 *
 * @example
 * readPair(pair, 100)?.expectedShortfall
 */
export function readPair(pair: TailPair, minimum: number): LiveForecast | undefined {
  if (lossCount(pair.valueAtRisk) < minimum) return undefined
  return {
    valueAtRisk: tailValueAtRisk(pair.valueAtRisk),
    expectedShortfall: tailExpectedShortfall(pair.expectedShortfall),
    shortfallThreshold: tailValueAtRisk(pair.expectedShortfall),
  }
}
