import { accept, refuse, type Result } from '../base/result.ts'
import { logarithmOfOnePlus } from '../num/elementary.ts'
import { fitLine, slopeError, type FittedLine, type NoLine } from './fitted-line.ts'
import { requireSeries } from '../base/argument.ts'

/** How fast a spread or depth returns to its level after a shock. */
export type Resiliency = Readonly<{
  /** Share of the distance to the level that is closed in each step; between 0 and 1 when there is a half-life. */
  speed: number
  speedError: number
  /** The level, in the unit of the series; absent when the speed is 0. */
  level?: number
  /** Steps until half of a shock is gone; refused where a shock would not fade, or would overshoot at each step. */
  halfLife: Result<number, NotMeanReverting>
}>

/** Why there is no half-life. */
export type NotMeanReverting = Readonly<{ reason: 'notMeanReverting' | 'overshooting'; speed: number }>

/**
 * Resiliency by mean reversion: `change = speed * (level - previous) + noise`, by least squares. The estimate of the speed is biased
 * upwards by about `(1 + 3 * (1 - speed)) / n` in a sample of `n`.
 *
 * @param values - Spread or depth sampled at equal steps, shape `[n]`, at least four.
 * @returns Refused when the series does not vary.
 * @throws ArgumentError for fewer than four values, or one that is not finite.
 * @see Kempf, Mayston, Gehde-Trapp & Yadav, "Resiliency: a dynamic view of liquidity" (2015); Lo & Hall, J. Banking & Finance 61 (2015).
 *
 * @example
 * // A level of 1, and half of the way to it in each step.
 * resiliencyOf([9, 5, 3, 2, 1.5]) // accept({ speed: 0.5, level: 1, halfLife: accept(1) })
 */
export function resiliencyOf(values: ArrayLike<number>): Result<Resiliency, NoLine> {
  requireSeries('values', values, 4)
  const before = Float64Array.from({ length: values.length - 1 }, (_, t) => values[t] as number)
  const changes = before.map((value, t) => (values[t + 1] as number) - value)
  const line = fitLine(changes, before)
  return line.ok ? accept(resiliencyOfLine(line.value)) : refuse(line.refusal)
}

function resiliencyOfLine(line: FittedLine): Resiliency {
  const speed = 0 - line.slope
  return {
    speed,
    speedError: slopeError(line, { kind: 'classic' }),
    ...(speed !== 0 && { level: line.intercept / speed }),
    halfLife: halfLifeOf(speed),
  }
}

/**
 * Steps until half of a shock is gone, `ln 2 / -ln(1 - speed)`.
 *
 * @returns Refused unless the speed lies strictly between 0 and 1.
 *
 * @example
 * halfLifeOf(0.5) // accept(1)
 */
export function halfLifeOf(speed: number): Result<number, NotMeanReverting> {
  if (!(speed > 0)) return refuse({ reason: 'notMeanReverting', speed })
  if (speed >= 1) return refuse({ reason: 'overshooting', speed })
  return accept(Math.LN2 / -logarithmOfOnePlus(-speed))
}
