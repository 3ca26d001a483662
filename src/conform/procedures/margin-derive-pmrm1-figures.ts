import type { DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import type { Pmrm1Margin } from '../../margin/models/derive-pmrm1.ts'
import type { Pmrm1Terms } from '../../margin/models/derive-pmrm1-terms.ts'
import type { DeriveScenario, DeriveVolatilityMove } from '../../margin/models/derive-scan-terms.ts'

const volatilityMoves: Readonly<Record<string, DeriveVolatilityMove>> = { up: 'up', none: 'unchanged', down: 'down' }

/**
 * A scenario as files name it.
 *
 * @example
 * pmrm1ScenarioOf(1.15, 'Up')
 */
export function pmrm1ScenarioOf(spotFactor: number, direction: string): DeriveScenario {
  const volatility = volatilityMoves[direction.toLowerCase()] ?? 'unchanged'
  return { name: `${spotFactor} ${direction}`, spotFactor, volatility, weight: 1 }
}

/**
 * The perpetual held, if any.
 *
 * @example
 * perpetualOf({ size: 0, price: 1505, confidence: 1, value: 0 }) // []
 */
export function perpetualOf(mark: Omit<DerivePortfolio['perpetuals'][number], 'id'>): DerivePortfolio['perpetuals'] {
  // The perpetual's oracle is asked only where one is held; what is unsettled of one that was closed still counts.
  return mark.size === 0 && mark.value === 0 ? [] : [{ id: 'perp', ...mark, confidence: mark.size === 0 ? 1 : mark.confidence }]
}

/**
 * The base held, if any, by its value in the settlement asset.
 *
 * @example
 * baseOf(0) // []
 */
export function baseOf(value: number): DerivePortfolio['collateral'] {
  return value === 0 ? [] : [{ id: 'base', value, confidence: 1, follows: true, initialHaircut: 0, maintenanceHaircut: 0 }]
}

/**
 * What maintenance margin asks under a name.
 *
 * @example
 * maintenanceOf(margin, 'base contingency')
 */
export function maintenanceOf(margin: Pmrm1Margin, part: string): number {
  return margin.parts.find(({ name }) => name === part)?.maintenance ?? NaN
}

/**
 * What is asked whatever markets do.
 *
 * @example
 * staticContingency(margin)
 */
export function staticContingency(margin: Pmrm1Margin): number {
  return ['perpetual contingency', 'option contingency', 'base contingency'].reduce((sum, name) => sum + maintenanceOf(margin, name), 0)
}

/**
 * What is asked for oracles in doubt.
 *
 * @example
 * doubtOf(margin)
 */
export function doubtOf(margin: Pmrm1Margin): number {
  return margin.parts.find(({ name }) => name === 'oracle confidence')?.initial ?? NaN
}

/**
 * What initial margin multiplies the worst loss by, a settlement asset off its peg included.
 *
 * @example
 * lossFactor(terms, portfolio)
 */
export function lossFactor(terms: Pmrm1Terms, { stablePrice }: DerivePortfolio): number {
  return terms.initialFactor + Math.max(0, terms.pegThreshold - stablePrice) * terms.pegFactor
}
