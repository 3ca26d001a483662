import type { MarginPolicy } from './margin-policy.ts'

type Margins = Readonly<{ initialMargin: number; maintenanceMargin: number }>

/**
 * The equity at which a liquidation ends.
 *
 * @example
 * liquidationTarget({ initialMargin: 100, maintenanceMargin: 50 }, policy) // 75 with liquidationEnd
 */
export function liquidationTarget(figures: Margins, policy: MarginPolicy): number {
  const { initialMargin, maintenanceMargin } = figures
  return policy.liquidation.until === 'initial' ? initialMargin : maintenanceMargin + (initialMargin - maintenanceMargin) / 2
}

type Figures = Margins & Readonly<{ equity: number }>

/**
 * Whether the same follows from two sets of figures: equity is in both below the same of maintenance margin, a liquidation's target and initial
 * margin.
 *
 * @example
 * standAlike({ equity: 40, ...margins }, { equity: 45, ...margins }, policy) // true where both are below maintenance margin
 */
export function standAlike(one: Figures, other: Figures, policy: MarginPolicy): boolean {
  return linesMissed(one, policy) === linesMissed(other, policy)
}

function linesMissed(figures: Figures, policy: MarginPolicy): number {
  const lines = [figures.maintenanceMargin, liquidationTarget(figures, policy), figures.initialMargin]
  return lines.filter((line) => figures.equity < line).length
}
