import { requirePositive } from '../base/argument.ts'
import { normalCumulative } from '../num/normal.ts'
import { studentTCumulative } from '../num/student-t.ts'

/** The distribution against which a price change is judged. */
export type BulkDistribution = Readonly<{ kind: 'normal' } | { kind: 'studentT'; degreesOfFreedom: number }>

/**
 * The share of a bar's volume that buyers began, by bulk classification: the distribution's probability of a change at most this
 * large.
 *
 * @param scaledChange - The bar's price change over the standard deviation of such changes.
 * @returns From 0 to 1; 0.5 for no change.
 * @throws ArgumentError for degrees of freedom not above zero.
 * @see Easley, López de Prado & O'Hara, "Bulk classification of trading activity" (2012); they use 0.25 degrees of freedom.
 *
 * @example
 * buyShare(0, { kind: 'normal' }) // 0.5
 */
export function buyShare(scaledChange: number, distribution: BulkDistribution): number {
  if (distribution.kind === 'normal') return normalCumulative(scaledChange)
  requirePositive('degreesOfFreedom', distribution.degreesOfFreedom)
  return studentTCumulative(scaledChange, distribution.degreesOfFreedom)
}
