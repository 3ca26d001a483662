import { compensatedSum } from '../../num/compensated-sum.ts'
import type { MarginRequirement, RequirementPart, Scan } from '../margin-model.ts'

/**
 * A requirement from its parts: initial and maintenance margin are what they add up to.
 *
 * @example
 * requirementOf({ equity: 100, parts: [{ name: 'worst scenario', initial: 60, maintenance: 30 }], scans: [] }).initialMargin // 60
 */
export function requirementOf(
  of: Readonly<{ equity: number; parts: readonly RequirementPart[]; scans: readonly Scan[] }>,
): MarginRequirement {
  return {
    initialMargin: compensatedSum(of.parts.map(({ initial }) => initial)),
    maintenanceMargin: compensatedSum(of.parts.map(({ maintenance }) => maintenance)),
    ...of,
  }
}
