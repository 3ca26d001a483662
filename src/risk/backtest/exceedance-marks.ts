import { requireSameLength, requireSeries } from '../../base/argument.ts'

/**
 * Marks the losses that exceeded their forecast: 1 where a loss is strictly above its VaR, else 0.
 *
 * @param losses - Positive for a loss; each with the forecast made before it.
 * @param valueAtRisk - Same unit, sign and length.
 * @throws ArgumentError for empty series, unlike lengths, or a number that is not finite.
 *
 * @example
 * markExceedances([0.01, 0.05], [0.02, 0.02]) // [0, 1]
 */
export function markExceedances(losses: ArrayLike<number>, valueAtRisk: ArrayLike<number>): Uint8Array {
  requireSeries('losses', losses)
  requireSeries('valueAtRisk', valueAtRisk)
  requireSameLength(['losses', losses], ['valueAtRisk', valueAtRisk])
  return Uint8Array.from({ length: losses.length }, (_, t) => ((losses[t] as number) > (valueAtRisk[t] as number) ? 1 : 0))
}

/**
 * How many marks are set.
 *
 * @example
 * countExceedances([0, 1, 1]) // 2
 */
export function countExceedances(marks: ArrayLike<number>): number {
  let count = 0
  for (let t = 0; t < marks.length; t++) count += marks[t] as number
  return count
}

/**
 * The waits for each exceedance, in observations: the first counted from the start, each other from the one before it.
 *
 * @example
 * waitsOf([0, 1, 1, 0]) // [2, 1]
 */
export function waitsOf(marks: ArrayLike<number>): readonly number[] {
  const waits: number[] = []
  let previous = -1
  for (let t = 0; t < marks.length; t++) {
    if (marks[t] !== 1) continue
    waits.push(t - previous)
    previous = t
  }
  return waits
}
