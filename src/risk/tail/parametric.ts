import { ArgumentError, requireFinite, requireNotNegative } from '../../base/argument.ts'
import { exponential } from '../../num/elementary.ts'
import { normalDensity, normalQuantile } from '../../num/normal.ts'
import { logarithmOfStudentTDensity, studentTQuantile } from '../../num/student-t.ts'
import { tailProbability, type TailRisk } from './tail-risk.ts'

/** Mean and standard deviation of returns over the horizon; a mean gain lowers the loss. */
export type ReturnMoments = Readonly<{ mean: number; standardDeviation: number }>

/**
 * Value at risk and expected shortfall of normal returns.
 *
 * @param of - `standardDeviation` 0 or above.
 * @param confidence - Strictly between 0 and 1.
 * @throws ArgumentError for arguments outside their range.
 *
 * @example
 * normalTail({ mean: 0, standardDeviation: 1 }, 0.99) // { valueAtRisk: 2.326, expectedShortfall: 2.665 }
 */
export function normalTail(of: ReturnMoments, confidence: number): TailRisk {
  checkMoments(of)
  const tail = tailProbability(confidence)
  const z = normalQuantile(tail)
  return {
    valueAtRisk: -of.mean - of.standardDeviation * z,
    expectedShortfall: -of.mean + (of.standardDeviation * normalDensity(z)) / tail,
  }
}

/**
 * Value at risk and expected shortfall of Student t returns with the given standard deviation (not scale).
 *
 * @param of - `degreesOfFreedom` above 2: at 2 or below there is no standard deviation.
 * @param confidence - Strictly between 0 and 1.
 * @throws ArgumentError for arguments outside their range.
 * @see McNeil, Frey & Embrechts, "Quantitative Risk Management" (2015), section 2.3.4.
 *
 * @example
 * studentTTail({ mean: 0, standardDeviation: 1, degreesOfFreedom: 4 }, 0.99) // { valueAtRisk: 2.649, expectedShortfall: 3.692 }
 */
export function studentTTail(of: ReturnMoments & Readonly<{ degreesOfFreedom: number }>, confidence: number): TailRisk {
  checkMoments(of)
  const { mean, standardDeviation, degreesOfFreedom: nu } = of
  if (!(nu > 2 && nu < Infinity)) throw new ArgumentError('degreesOfFreedom', { expected: 'a finite number above 2', found: String(nu) })
  const tail = tailProbability(confidence)
  const scale = standardDeviation * Math.sqrt((nu - 2) / nu)
  const t = studentTQuantile(tail, nu)
  const density = exponential(logarithmOfStudentTDensity(t, nu))
  return { valueAtRisk: -mean - scale * t, expectedShortfall: -mean + ((scale * density) / tail) * ((nu + t * t) / (nu - 1)) }
}

function checkMoments(of: ReturnMoments): void {
  requireFinite('mean', of.mean)
  requireNotNegative('standardDeviation', of.standardDeviation)
}
