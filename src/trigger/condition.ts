import type { Condition } from './rule.ts'

/**
 * Whether a condition is met, given a known value and whether it was met before: met strictly beyond `fire`, cleared strictly
 * beyond `release` on the other side, unchanged from one to the other, both levels included.
 *
 * @example
 * isMet({ ...spread, direction: 'above', fire: 50, release: 20 }, 30, true) // true
 */
export function isMet(condition: Condition, value: number, wasMet: boolean): boolean {
  if (isBeyond(condition, value, condition.fire)) return true
  if (isShortOf(condition, value, condition.release)) return false
  return wasMet
}

/**
 * Whether a known value lies strictly beyond a level, in the condition's direction.
 *
 * @example
 * isBeyond({ ...depth, direction: 'below' }, 0.2, 0.5) // true
 */
export function isBeyond(condition: Condition, value: number, level: number): boolean {
  return condition.direction === 'above' ? value > level : value < level
}

/**
 * Whether a known value lies strictly on the calm side of a level.
 *
 * @example
 * isShortOf({ ...depth, direction: 'below' }, 0.7, 0.6) // true
 */
export function isShortOf(condition: Condition, value: number, level: number): boolean {
  return condition.direction === 'above' ? value < level : value > level
}
