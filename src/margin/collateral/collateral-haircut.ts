import { compensatedSum } from '../../num/compensated-sum.ts'
import type { RequirementPart } from '../margin-model.ts'
import type { ValuedHolding } from '../account/valued-account.ts'

/**
 * What holdings do not count for: their haircut, as a part of the requirement. What is owed counts in full and has none.
 *
 * @example
 * collateralHaircut(valued.holdings) // { name: 'collateral haircut', initial: 3000, maintenance: 1500 }
 */
export function collateralHaircut(holdings: readonly ValuedHolding[]): RequirementPart {
  const held = holdings.filter(({ value }) => value > 0)
  return {
    name: 'collateral haircut',
    initial: compensatedSum(held.map(({ value, market }) => value * market.initialHaircut)),
    maintenance: compensatedSum(held.map(({ value, market }) => value * market.maintenanceHaircut)),
  }
}
