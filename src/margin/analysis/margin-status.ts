import type { MarginRequirement } from '../margin-model.ts'

/**
 * What an account may do, from best to worst: `free` covers initial margin; `restricted` may only reduce risk; `liquidatable` is below maintenance
 * margin; `bankrupt` has no equity left to lose.
 */
export type MarginStatus = 'free' | 'restricted' | 'liquidatable' | 'bankrupt'

/**
 * The status of an account. A line belongs to its better side.
 *
 * @example
 * marginStatusOf({ equity: 90, initialMargin: 100, maintenanceMargin: 80 }) // 'restricted'
 */
export function marginStatusOf(figures: Pick<MarginRequirement, 'equity' | 'initialMargin' | 'maintenanceMargin'>): MarginStatus {
  const { equity, initialMargin, maintenanceMargin } = figures
  if (equity < 0) return 'bankrupt'
  if (equity < maintenanceMargin) return 'liquidatable'
  return equity < initialMargin ? 'restricted' : 'free'
}

/**
 * Maintenance margin as a fraction of equity; 1 is the liquidation line.
 *
 * @returns `undefined` without equity, when the fraction says nothing.
 *
 * @example
 * marginRatioOf({ equity: 200, maintenanceMargin: 80 }) // 0.4
 */
export function marginRatioOf(figures: Pick<MarginRequirement, 'equity' | 'maintenanceMargin'>): number | undefined {
  return figures.equity > 0 ? figures.maintenanceMargin / figures.equity : undefined
}
