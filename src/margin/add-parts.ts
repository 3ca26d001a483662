import { compensatedSum } from '../num/compensated-sum.ts'
import type { MarginRequirement, RequirementPart } from './margin-model.ts'

/**
 * A requirement with further parts. Parts that ask for nothing are left out.
 *
 * @example
 * addParts(requirement, [{ name: 'surcharge', initial: 500, maintenance: 0 }]).initialMargin - requirement.initialMargin // 500
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
