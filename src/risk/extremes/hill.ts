import { ArgumentError, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { naturalLogarithm } from '../../num/elementary.ts'

/** A tail index needs losses above 0, since it is a mean of logarithms. */
export type NotPositiveTail = Readonly<{ reason: 'tailNotPositive'; loss: number }>

/**
 * Hill's estimate of the tail index xi: the mean logarithm of the largest losses over the next one. 0.5 is a tail without variance.
 *
 * @param losses - Positive is a loss; any order.
 * @param tailCount - How many of the largest count, from 1 to one less than there are losses.
 * @returns 0 when all of them are equal; refused when the loss after them is not above 0.
 * @throws ArgumentError for a loss that is not finite, or a count outside its range.
 * @see B. Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3 (1975).
 *
 * @example
 * hillIndex([1, 2, 4], 2) // accept(1.0397)
 */
export function hillIndex(losses: ArrayLike<number>, tailCount: number): Result<number, NotPositiveTail> {
  const path = hillPath(losses, [tailCount])
  return path[0] as Result<number, NotPositiveTail>
}

/**
 * Hill's estimate for several counts, to see where it is stable; the losses are sorted once.
 *
 * @throws ArgumentError as for `hillIndex`.
 *
 * @example
 * hillPath(losses, [25, 50, 100])
 */
export function hillPath(losses: ArrayLike<number>, tailCounts: ArrayLike<number>): readonly Result<number, NotPositiveTail>[] {
  requireSeries('losses', losses)
  if (losses.length < 2) throw new ArgumentError('losses', { expected: 'at least 2 numbers', found: String(losses.length) })
  const ascending = Float64Array.from(losses).sort()
  const n = ascending.length
  return Array.from(tailCounts, (tailCount, position) => {
    requireWhole(tailCounts.length === 1 ? 'tailCount' : `tailCounts[${position}]`, tailCount, { least: 1, most: n - 1 })
    const next = ascending[n - 1 - tailCount] as number
    if (!(next > 0)) return refuse({ reason: 'tailNotPositive', loss: next })
    const sum = createSum()
    const base = naturalLogarithm(next)
    for (let i = n - tailCount; i < n; i++) addToSum(sum, naturalLogarithm(ascending[i] as number) - base)
    return accept(totalOf(sum) / tailCount)
  })
}
