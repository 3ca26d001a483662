import { compensatedSum } from '../num/compensated-sum.ts'
import type { MarginRequirement, RequirementPart } from './margin-model.ts'

/**
 * A requirement with further parts. Parts that ask for nothing are left out.
 *
 * @example
 * addParts(requirement, collateralAddOns(account, snapshot))
 */
export function addParts(requirement: MarginRequirement, parts: readonly RequirementPart[]): MarginRequirement {
  const added = parts.filter(({ initial, maintenance }) => initial !== 0 || maintenance !== 0)
  return {
    ...requirement,
    initialMargin: compensatedSum([requirement.initialMargin, ...added.map(({ initial }) => initial)]),
    maintenanceMargin: compensatedSum([requirement.maintenanceMargin, ...added.map(({ maintenance }) => maintenance)]),
    parts: [...requirement.parts, ...added],
  }
}
