import { ArgumentError } from '../../base/argument.ts'
import { normalCumulative, normalDensity, normalSurvival } from '../../num/normal.ts'
import { studentTCumulative, studentTDensity, studentTSurvival } from '../../num/student-t.ts'

/** How standardised observations are spread in calm: mean 0 and variance 1 either way. */
export type IncrementDistribution = Readonly<{ kind: 'normal' } | { kind: 'studentT'; degreesOfFreedom: number }>

/** The functions of one distribution. */
export type Increment = Readonly<{
  density: (z: number) => number
  cumulative: (z: number) => number
  survival: (z: number) => number
}>

const normal: Increment = { density: normalDensity, cumulative: normalCumulative, survival: normalSurvival }

/**
 * Density, lower and upper tail of a standardised distribution; Student's t is scaled to variance 1.
 *
 * @throws ArgumentError for degrees of freedom of 2 or less, where there is no variance to scale to.
 *
 * @example
 * incrementOf({ kind: 'normal' }).cumulative(0) // 0.5
 */
export function incrementOf(distribution: IncrementDistribution): Increment {
  if (distribution.kind === 'normal') return normal
  const { degreesOfFreedom } = distribution
  if (!(degreesOfFreedom > 2 && degreesOfFreedom < Infinity)) {
    throw new ArgumentError('degreesOfFreedom', { expected: 'a finite number above 2', found: String(degreesOfFreedom) })
  }
  const scale = Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom)
  return {
    density: (z) => studentTDensity(z / scale, degreesOfFreedom) / scale,
    cumulative: (z) => studentTCumulative(z / scale, degreesOfFreedom),
    survival: (z) => studentTSurvival(z / scale, degreesOfFreedom),
  }
}
