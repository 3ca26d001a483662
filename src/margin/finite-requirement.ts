import { refuse, type Result } from '../base/result.ts'
import type { MarginRequirement } from './margin-model.ts'
import type { MarginRefusal } from './account/margin-refusal.ts'

/**
 * What a model answered, unless one of its three figures is not finite. Numbers that are sound one by one may still leave what floats hold: a
 * rate of a billion, for instance. No comparison with that means anything, so the account is unknown.
 *
 * @param account - Its name, for the refusal.
 *
 * @example
 * finiteRequirement(model.assess(valued, snapshot), 'fund-7')
 */
export function finiteRequirement(
  assessed: Result<MarginRequirement, MarginRefusal>,
  account: string,
): Result<MarginRequirement, MarginRefusal> {
  if (!assessed.ok) return assessed
  const { equity, initialMargin, maintenanceMargin } = assessed.value
  const wrong = [equity, initialMargin, maintenanceMargin].find((figure) => !Number.isFinite(figure))
  return wrong === undefined ? assessed : refuse({ account, reason: 'numberTooLarge', found: String(wrong) })
}
