import { deriveScenario, type DeriveScanTerms, type DeriveScenario } from './derive-scan-terms.ts'

/** The numbers of the first generation of portfolio margin. */
export type Pmrm1Terms = Readonly<{
  scan: DeriveScanTerms
  /** Initial margin is this times the worst loss and the static contingencies. */
  initialFactor: number
  /** An expiry that is worth something after a scenario is multiplied by this, and by the exponential of minus time at `rateScale` rates plus `rateAdd`. */
  discountBase: number
  rateScale: number
  rateAdd: number
  /** Fractions of notional. */
  baseShare: number
  perpetualShare: number
  nakedShortShare: number
  /** Below this price of the settlement asset the initial factor rises by the shortfall times the factor. */
  pegThreshold: number
  pegFactor: number
  confidenceThreshold: number
  confidenceFactor: number
}>

/**
 * Every move of volatility at every move of spot.
 *
 * @example
 * scenarioGrid([15, 10, 5, 0, -5, -10, -15]).length // 21
 */
export function scenarioGrid(spotPercents: readonly number[]): readonly DeriveScenario[] {
  return spotPercents.flatMap((percent) => (['up', 'unchanged', 'down'] as const).map((move) => deriveScenario(percent, move)))
}

/** The venue's numbers: 23 scenarios, the two outermost with volatility up alone. */
export const pmrm1Terms: Pmrm1Terms = {
  scan: {
    scenarios: [deriveScenario(20, 'up'), ...scenarioGrid([15, 10, 5, 0, -5, -10, -15]), deriveScenario(-20, 'up')],
    volatilityShock: { rangeUp: 0.6, rangeDown: 0.3, shortPower: 0.3, longPower: 0.13, floorDays: 1, leastUp: 0 },
    basis: { upFactor: 1.05, downFactor: 0.95, share: 1, shareAYear: 1.2 },
  },
  initialFactor: 1.25,
  discountBase: 0.95,
  rateScale: 1,
  rateAdd: 0.12,
  baseShare: 0.03,
  perpetualShare: 0.03,
  nakedShortShare: 0.02,
  pegThreshold: 0.99,
  pegFactor: 4,
  confidenceThreshold: 0.55,
  confidenceFactor: 1,
}
